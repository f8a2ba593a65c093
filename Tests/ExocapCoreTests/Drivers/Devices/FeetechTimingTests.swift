import ExocapCore
import Testing

/// Packet lengths by hand from the published packets; the slot of 0.3 ms was measured.
@Suite struct FeetechTimingTests {
  static func milliseconds(_ series: FeetechSeries, _ block: FeetechBlock, _ baud: Int, delay: Int64, nodes: UInt8 = 6) -> Double {
    let bus = FeetechBus(
      series: series, ids: Array(1...nodes), block: block, rate: 1, returnDelay: .microseconds(delay), setup: [])
    return FeetechTiming.turnTime(bus, SerialLine(baud: baud)).seconds * 1000
  }

  /// 14 bytes of request are 0.14 ms; six slots of 0.3 ms, for a reply of 8 bytes takes 0.08 ms.
  @Test func slotsBoundASyncReadAtOneMegabaud() {
    #expect(abs(Self.milliseconds(.sts, .position, 1_000_000, delay: 0) - 1.94) < 1e-9)
  }

  /// With the factory's 0.5 ms of return delay a slot is 0.58 ms.
  @Test func theReturnDelayMakesSlotsLonger() {
    #expect(abs(Self.milliseconds(.sts, .position, 1_000_000, delay: 500) - (0.14 + 6 * 0.58)) < 1e-9)
  }

  /// Six times a request of 8 bytes and a reply of 12 at 500 kBd: 2.4 ms.
  @Test func withoutSyncReadEachServoIsAsked() {
    #expect(abs(Self.milliseconds(.scs, .positionSpeedLoad, 500_000, delay: 0) - 2.4) < 1e-9)
  }
}
