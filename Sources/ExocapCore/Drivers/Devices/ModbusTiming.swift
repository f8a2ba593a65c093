/// How long packets of a Modbus RTU line take: the bus budget at load, and the reply timeouts while running.
///
/// A byte takes ten bits (8N1).
package struct ModbusTiming: Sendable, Equatable, BitwiseCopyable {
  /// [Bd]
  package var baud: Int64
  /// What a slave may need before it answers.
  package var replyDelay: Interval
  /// How long the line is quiet before a request.
  package var silence: Interval
  /// What the USB adapter may wait before it passes bytes on.
  package var latency: Interval

  /// The times of `bus` on `line`.
  package init(_ bus: ModbusBus, _ line: SerialLine) {
    precondition(line.baud > 0, "a serial line has a speed")
    baud = Int64(line.baud)
    replyDelay = bus.replyDelay
    latency = line.latency
    silence = bus.silence ?? ModbusTiming.standardSilence(baud: line.baud)
  }

  /// 3.5 characters of ten bits: "MODBUS over Serial Line" V1.02, §2.5.1.1. Over 19,200 Bd it recommends 1.75 ms for the sake of slow
  /// processors; slaves that need it say so in their profile.
  package static func standardSilence(baud: Int) -> Interval {
    Interval(nanoseconds: (35_000_000_000 + Int64(baud) - 1) / Int64(baud))
  }

  /// The time of `count` bytes on the wire, rounded up.
  @inline(__always)
  package func bytes(_ count: Int) -> Interval {
    Interval(nanoseconds: (Int64(truncatingIfNeeded: count) &* 10_000_000_000 &+ baud &- 1) / baud)
  }

  /// One read of `registers` registers: request, the slave's delay, reply.
  @inline(__always)
  package func read(registers: Int) -> Interval {
    bytes(ModbusPackets.requestLength &+ ModbusPackets.replyOverhead &+ 2 &* registers) + replyDelay
  }

  /// One turn of `bus` on `line`, without the USB adapter: each read and the silence behind it, or the time between pipelined requests.
  package static func turnTime(_ bus: ModbusBus, _ line: SerialLine) -> Interval {
    let timing = ModbusTiming(bus, line)
    return bus.nodes.reduce(Interval.zero) { $0 + max(bus.pipelining ?? .zero, timing.read(registers: $1.registerCount) + timing.silence) }
  }
}
