/// How long packets of a Dynamixel bus take: the bus budget at load, and the reply timeouts while running.
///
/// A byte takes ten bits (8N1). Bytes that stuffing adds are not counted: they need FF FF FD in the readings.
package struct DynamixelTiming: Sendable, Equatable, BitwiseCopyable {
  /// [Bd]
  package var baud: Int64
  /// What each servo waits before it answers.
  package var returnDelay: Interval
  /// What the USB adapter may wait before it passes bytes on.
  package var latency: Interval

  package init(baud: Int, returnDelay: Interval, latency: Interval) {
    precondition(baud > 0, "a serial line has a speed")
    self.baud = Int64(baud)
    self.returnDelay = returnDelay
    self.latency = latency
  }

  /// The time of `count` bytes on the wire, rounded up.
  @inline(__always)
  package func bytes(_ count: Int) -> Interval {
    Interval(nanoseconds: (Int64(truncatingIfNeeded: count) &* 10_000_000_000 &+ baud &- 1) / baud)
  }

  /// One read of `nodes` servos, `length` bytes each: request, return delays and replies, without the USB adapter.
  ///
  /// Request: 14 bytes and the ids. Sync read: a packet of 11 bytes and its readings from each servo, each after its return delay.
  /// Fast sync read: one packet of 8 bytes, with 4 bytes and the readings from each, after one return delay.
  @inline(__always)
  package func read(_ kind: DynamixelRead, nodes: Int, length: Int) -> Interval {
    let request = 14 &+ nodes
    switch kind {
    case .sync: return bytes(request &+ nodes &* (11 &+ length)) + returnDelay * Int64(truncatingIfNeeded: nodes)
    case .fastSync: return bytes(request &+ 8 &+ nodes &* (4 &+ length)) + returnDelay
    }
  }

  /// One exchange with one servo: request and reply of the given lengths.
  @inline(__always)
  package func exchange(request: Int, reply: Int) -> Interval { bytes(request &+ reply) + returnDelay }

  /// [B] A sync write of one servo's goal current.
  @inline(__always) package static var goalCurrentLength: Int { 17 }

  /// One turn of `bus` on `line`, as the profile wants it read, without the USB adapter.
  package static func turnTime(_ bus: DynamixelBus, _ line: SerialLine) -> Interval {
    let timing = DynamixelTiming(baud: line.baud, returnDelay: bus.returnDelay, latency: line.latency)
    let pull = bus.spring == nil ? Interval.zero : timing.bytes(DynamixelTiming.goalCurrentLength)
    return pull + timing.read(bus.read, nodes: bus.ids.count, length: Int(bus.block.length))
  }
}
