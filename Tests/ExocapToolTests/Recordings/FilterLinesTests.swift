import ExocapRuntime
import Testing

@testable import exocap

@Suite struct FilterLinesTests {
  private func filter(_ group: String, _ kind: String, _ delay: Double, _ moving: Double) -> JSONValue {
    ["group": .string(group), "filter": .string(kind), "delay_ms": .number(delay), "moving_delay_ms": .number(moving)]
  }

  @Test func oneLineForEachGroup() {
    let filters = [filter("left_arm", "one_euro", 106.103, 12.7), filter("right_arm", "low_pass", 1.592, 1.592)]
    #expect(
      FilterLines(filters, path: 0.0004).lines == [
        "filter left_arm one_euro: 106.1 ms constant (at rest, its worst; 12.7 ms at 0.5 rad/s), with arrival → sent 106.5 ms",
        "filter right_arm low_pass: 1.6 ms constant, with arrival → sent 2.0 ms",
      ])
  }

  @Test func withoutAPathOnlyTheFilter() {
    #expect(FilterLines([filter("left_arm", "none", 0, 0)], path: nil).lines == ["filter left_arm none: 0.0 ms constant"])
  }
}
