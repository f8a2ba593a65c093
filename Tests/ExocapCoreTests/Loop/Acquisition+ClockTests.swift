import ExocapCore
import ExocapTestSupport
import Testing

/// A device whose packets carry its own clock: a counter of microseconds, 100 ppm fast, that wraps in the run.
@Suite struct AcquisitionClockTests {
  private static let drift = 100e-6

  private static func rig() -> Rig {
    var rig = SmallRig.rig()
    var format = PacketFormat(messages: [
      PacketMessage(
        name: "sample", id: nil, rate: 500,
        fields: [PacketField(name: "time", number: .u32, role: .clock), PacketField(name: "q", number: .i16, count: 2)])
    ])
    format.sync = [0xA5, 0x5A]
    format.payloadAt = 2
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    rig.devices[0].profile.wire = .packets(format)
    rig.devices[0].profile.streams.removeLast()
    return rig
  }

  /// What is measured `milliseconds` after the start, and when the device counts.
  private static func packet(at milliseconds: Int64) -> [UInt8] {
    let counted = UInt64(0xFFFF_0000) + UInt64(Double(milliseconds) * 1000 * (1 + drift))
    let ticks = UInt32(truncatingIfNeeded: counted)
    return [0xA5, 0x5A] + (0..<4).map { UInt8(truncatingIfNeeded: ticks >> (8 * $0)) } + [0, 0, 0, 0]
  }

  /// Runs for so many milliseconds; the estimates [ns] less what was measured, from `first` on.
  private static func errors(from first: Int64, to last: Int64) -> [Int64] {
    var bench = AcquisitionTests.Bench(rig())
    var random = SeededGenerator(seed: 11)
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    var errors: [Int64] = []
    for milliseconds in stride(from: Int64(2), to: last, by: 2) {
      let measured = milliseconds * 1_000_000
      // The way takes 300 µs and up to one millisecond more.
      let arrival = measured + 300_000 + Int64(random.next() % 1_000_000)
      bench.acquisition.receive(packet(at: milliseconds).span, endsPacket: false, at: Timestamp(nanoseconds: arrival))
      while let sample = bench.samples.pop() {
        if milliseconds >= first { errors.append(sample.captured.nanoseconds - measured) }
      }
    }
    return errors
  }

  @Test func samplesSayWhenTheyWereMeasured() throws {
    let errors = Self.errors(from: 6_000, to: 20_000)
    try #require(errors.count == 7_000)
    let mean = errors.reduce(0, +) / Int64(errors.count)
    // The shortest way stays in it, and nothing of the jitter of half a millisecond.
    #expect(abs(mean - 300_000) < 20_000, "\(mean) ns")
    let worst = errors.map { abs($0 - mean) }.max() ?? .max
    #expect(worst < 40_000, "\(worst) ns")
  }

  @Test func untilTheClockIsKnownItIsTheArrival() {
    let errors = Self.errors(from: 0, to: 100)
    #expect(errors.allSatisfy { $0 >= 300_000 && $0 <= 1_300_000 })
    #expect((errors.max() ?? 0) - (errors.min() ?? 0) > 500_000)
  }
}
