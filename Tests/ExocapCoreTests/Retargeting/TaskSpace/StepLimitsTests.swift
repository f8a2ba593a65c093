import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct StepLimitsTests {
  static let time = 0.002

  @Test func handCases() {
    // Units: a·t² = 0.5e-3, v·t = 4e-3.
    let limits = StepLimits(lower: -1, upper: 1, velocity: 2, acceleration: 125)
    var box = limits.box(position: 0, last: 0, time: Self.time)
    #expect(abs(box.lower + 0.5e-3) < 1e-18 && abs(box.upper - 0.5e-3) < 1e-18 && box.conflict == .none)
    // Around the last step, cut by the speed.
    box = limits.box(position: 0, last: 3.8e-3, time: Self.time)
    #expect(abs(box.lower - 3.3e-3) < 1e-15 && abs(box.upper - 4e-3) < 1e-15)
    // Too fast already: the acceleration limit holds.
    box = limits.box(position: 0, last: 5e-3, time: Self.time)
    #expect(abs(box.lower - 4.5e-3) < 1e-15 && box.upper == box.lower && box.conflict == .speed)
    // A gap of 4 units: d + d²/2 = 4 units at d = 2 units.
    box = limits.box(position: 1 - 2e-3, last: 1e-3, time: Self.time)
    #expect(abs(box.upper - 1e-3) < 1e-12 && box.conflict == .none)
    // Came in too fast: braking wins over acceleration.
    box = limits.box(position: 1 - 2e-3, last: 3e-3, time: Self.time)
    #expect(abs(box.upper - 1e-3) < 1e-12 && box.lower == box.upper && box.conflict == .acceleration)
    // Outside: back at once.
    box = limits.box(position: 1.1, last: 0, time: Self.time)
    #expect(abs(box.upper + 0.1) < 1e-12 && box.conflict.contains(.acceleration))
  }

  /// Pushed at random, hard, a joint that keeps its boxes never needs one rule to give way and never leaves its range.
  @Test func boxesStayFeasible() {
    var random = SeededGenerator.printed()
    for _ in 0..<50 {
      let limits = StepLimits(
        lower: -.random(in: 0.01...2, using: &random), upper: .random(in: 0.01...2, using: &random),
        velocity: .random(in: 0.5...10, using: &random), acceleration: .random(in: 5...200, using: &random))
      var (position, last) = (0.0, 0.0)
      var push = 1.0
      for _ in 0..<5_000 {
        let box = limits.box(position: position, last: last, time: Self.time)
        #expect(box.conflict == .none && box.lower <= box.upper)
        if Int.random(in: 0..<40, using: &random) == 0 { push = .random(in: -0.1...1.1, using: &random) }
        last = box.lower + min(max(push, 0), 1) * (box.upper - box.lower)
        position += last
        #expect(position <= limits.upper + 1e-15 && position >= limits.lower - 1e-15)
      }
    }
  }
}
