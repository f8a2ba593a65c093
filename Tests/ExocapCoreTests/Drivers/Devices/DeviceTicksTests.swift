@testable import ExocapCore
import Testing

@Suite struct DeviceTicksTests {
  static let microseconds = DeviceClock(tick: 1000, bits: 32)
  static let milliseconds = DeviceClock(tick: 1e6, bits: 16)

  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  /// Counts that begin one wrap above the counter, less that wrap.
  static func counts(_ clock: DeviceClock, _ readings: [(Int64, UInt32)]) -> (ticks: [Int64], starts: UInt32) {
    var ticks = DeviceTicks()
    let wrap = Int64(1) << Int64(clock.bits)
    return (
      readings.map { time, counter in
        _ = ticks.take(counter, at: at(time), clock: clock)
        return Int64(ticks.total) - wrap
      }, ticks.starts
    )
  }

  @Test func aCounterIsCountedOnOverItsWrap() {
    let found = Self.counts(Self.microseconds, [(0, 4_294_967_000), (1, 4_294_967_290), (2, 1000), (3, 2000)])
    #expect(found.ticks == [4_294_967_000, 4_294_967_290, 4_294_968_296, 4_294_969_296])
    #expect(found.starts == 1)
  }

  /// 200 s of silence are three wraps of 65.536 s and 3.392 s.
  @Test func wrapsThatNobodySawAreAdded() {
    let found = Self.counts(Self.milliseconds, [(0, 100), (200_000, 3492), (200_010, 3502)])
    #expect(found.ticks == [100, 200_100, 200_110])
  }

  @Test func packetsThatOvertakeEachOtherStepBack() {
    let found = Self.counts(Self.microseconds, [(0, 50_000), (1, 49_000), (2, 51_000)])
    #expect(found.ticks == [50_000, 49_000, 51_000])
    #expect(found.starts == 1)
  }

  /// Packets that waited while the host stalled arrive together, and the next one right behind them.
  @Test func whatWaitedForUpToTwoSecondsIsNoStart() {
    let found = Self.counts(Self.microseconds, [(0, 1000), (1500, 2000), (1500, 3000), (1501, 1_501_000)])
    #expect(found.ticks == [1000, 2000, 3000, 1_501_000])
    #expect(found.starts == 1)
    let longer = Self.counts(Self.microseconds, [(0, 1000), (3000, 2000), (3001, 3_001_000)])
    #expect(longer.starts == 2)
  }

  @Test func aRestartedDeviceCountsFromItsOwnValue() {
    let found = Self.counts(Self.microseconds, [(0, 600_000_000), (1, 600_001_000), (1500, 20_000), (1510, 30_000)])
    #expect(found.ticks == [600_000_000, 600_001_000, 20_000, 30_000])
    #expect(found.starts == 2)
  }

  @Test func aForgottenCounterStartsAnew() {
    var ticks = DeviceTicks()
    let first = ticks.take(7, at: Self.at(0), clock: Self.microseconds)
    ticks.forget()
    let second = ticks.take(8, at: Self.at(1), clock: Self.microseconds)
    #expect(first && second && ticks.starts == 2)
  }
}
