import ExocapTestSupport
import Testing

@testable import ExocapRuntime

@Suite struct ClockPairTests {
  /// 2026-11-29 in ns since 1970, less a machine's ten days of uptime: what such offsets look like.
  static let base: Int64 = 1_795_000_000_123_456_789

  private func pair(_ seconds: Double, late nanoseconds: Int64 = 0) -> ClockPair {
    let monotonic = Int64(seconds * 1e9)
    return ClockPair(monotonic: monotonic, realtime: monotonic + Self.base + nanoseconds)
  }

  /// By hand: the recording's offset is 0 at 10 s, 1000 ns at 20 s, so 300 ns at 13 s and 1000 ns after 20 s.
  @Test func differencesAreTakenFromTheLineBetweenNeighbours() throws {
    let reference = [pair(10), pair(20, late: 1000)]
    let pairs = [pair(10), pair(13, late: 300), pair(15, late: 400), pair(40, late: 3000), pair(5, late: -7)]
    // |0|, |300-300|, |400-500|, |3000-1000|, |-7-0|: sorted 0 0 7 100 2000.
    let residual = try #require(ClockResidual(of: pairs, against: reference.reversed()))
    #expect(abs(residual.median - 7e-9) < 1e-15)
    #expect(abs(residual.worst - 2000e-9) < 1e-15)
    let even = try #require(ClockResidual(of: Array(pairs.prefix(4)), against: reference))
    // 0 0 100 2000: the mean of the middle two.
    #expect(abs(even.median - 50e-9) < 1e-15)
  }

  @Test func withoutPairsThereIsNoResidual() {
    #expect(ClockResidual(of: [], against: [pair(1)]) == nil)
    #expect(ClockResidual(of: [pair(1)], against: []) == nil)
  }

  @Test func aListIsReadOrRefused() {
    #expect(
      ClockPair.list("[[1, 2], [3,1795000000123456789]]") == [
        ClockPair(monotonic: 1, realtime: 2), ClockPair(monotonic: 3, realtime: 1_795_000_000_123_456_789),
      ])
    #expect(ClockPair.list("[]") == [])
    for text in ["", "1", "[1,2]", "[[1]]", "[[1,2,3]]", "[[1.5,2]]", "[[\"1\",2]]"] { #expect(ClockPair.list(text) == nil, "\(text)") }
  }

  /// RecordingBench says that it is 2026-03-04 05:06:07 UTC at the monotonic time 1 s.
  @Test func aRecordingsPairsAreThoseOfItsClocks() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let recording = try Recording(path: recorded.file.path)
    #expect(recording.clockPairs() == [ClockPair(monotonic: 1_000_000_000, realtime: 1_772_600_767_000_000_000)])
  }
}
