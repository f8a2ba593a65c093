/// How long packets of a Feetech bus take: the bus budget at load, and the reply timeouts while running.
///
/// A byte takes ten bits (8N1).
package struct FeetechTiming: Sendable, Equatable, BitwiseCopyable {
  /// After a sync read each listed servo has a slot of its own, the absent ones too: measured on STS servos as about 0.3 ms
  /// from one reply to the next.
  @inline(__always) package static var slot: Interval { .microseconds(300) }

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

  /// One sync read of `nodes` servos, `length` bytes each: a request of 8 bytes and the ids, then a slot for each, which is not
  /// shorter than the return delay and the reply of 6 bytes and its readings.
  @inline(__always)
  package func syncRead(nodes: Int, length: Int) -> Interval {
    bytes(8 &+ nodes) + max(FeetechTiming.slot, returnDelay + bytes(6 &+ length)) * Int64(truncatingIfNeeded: nodes)
  }

  /// One exchange with one servo: request and reply of the given lengths.
  @inline(__always)
  package func exchange(request: Int, reply: Int) -> Interval { bytes(request &+ reply) + returnDelay }

  /// One read of `length` bytes of one servo: a request of 8 bytes, a reply of 6 bytes and the readings.
  @inline(__always)
  package func read(length: Int) -> Interval { exchange(request: 8, reply: 6 &+ length) }

  /// One turn of `bus` on `line`, without the USB adapter.
  package static func turnTime(_ bus: FeetechBus, _ line: SerialLine) -> Interval {
    let timing = FeetechTiming(baud: line.baud, returnDelay: bus.returnDelay, latency: line.latency)
    return bus.series.hasSyncRead
      ? timing.syncRead(nodes: bus.ids.count, length: bus.block.length)
      : timing.read(length: bus.block.length) * Int64(bus.ids.count)
  }
}
