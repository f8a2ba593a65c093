import Testing

@testable import exocap

@Suite struct StageLatenciesTests {
  /// Nearest rank: the p-th percentile of 1…1000 is p · 1000.
  @Test func percentilesAreExact() throws {
    var latencies = StageLatencies()
    for value in (1...1000).shuffled() { latencies.add(.step, Double(value)) }
    let summary = try #require(latencies.summary(of: .step))
    #expect(summary.count == 1000)
    #expect(summary.p50 == 500)
    #expect(summary.p99 == 990)
    #expect(summary.p999 == 999)
    #expect(summary.max == 1000)
    #expect(latencies.summary(of: .send) == nil)
  }
}
