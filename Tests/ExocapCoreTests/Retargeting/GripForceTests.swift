import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct GripForceTests {
  static func run(_ rules: GripRules, ceiling: Double = 20, worn: [Double], time: Double = 0.1) -> [Double] {
    var grip = GripForce(rules: rules, ceiling: ceiling)
    return worn.map { newtons in grip.next(newtons, gain: 1, offset: 0, time: time) }
  }

  @Test func theForceGrowsSlowlyAndFallsAtOnce() {
    let found = Self.run(GripRules(slew: 20), worn: [10, 10, 10, 1, 10])
    for (force, expected) in zip(found, [2.0, 4, 6, 1, 3]) { #expect(abs(force - expected) < 1e-12) }
  }

  @Test func theDeadZoneHoldsOnUntilItsLowerEdge() {
    let found = Self.run(GripRules(deadZoneOn: 3, deadZoneOff: 1), worn: [2, 3.5, 2, 1.5, 0.9, 2])
    #expect(found == [0, 3.5, 2, 1.5, 0, 0])
  }

  /// Ceiling 20 N, hold force 5 N, 10 s: the heat is (400 - 25)·10. At full force the ceiling begins to fall after 9 s.
  @Test func aLongSqueezeFallsToTheHoldForce() {
    let found = Self.run(GripRules(holdForce: 5, squeezeTime: .seconds(10)), worn: Array(repeating: 50, count: 600))
    #expect(found[85] == 20 && found[95] < 20)
    #expect(abs((found.last ?? 0) - 5) < 0.05 && found.allSatisfy { $0 >= 5 })
    let falls = zip(found, found.dropFirst()).map { $0 - $1 }
    #expect(falls.allSatisfy { $0 >= 0 && $0 < 1.6 })
  }

  @Test func aRestedHandSqueezesFullyAgain() {
    let found = Self.run(
      GripRules(holdForce: 5, squeezeTime: .seconds(1)), worn: Array(repeating: 50, count: 60) + Array(repeating: 0, count: 200) + [50])
    #expect(found[59] < 6 && found.last == 20)
  }

  @Test func theHoldForceMayBeHeldForEver() {
    #expect(Self.run(GripRules(holdForce: 5, squeezeTime: .seconds(1)), worn: Array(repeating: 5, count: 5000)).allSatisfy { $0 == 5 })
  }

  @Test func whatIsNoNumberIsNoForce() {
    let found = Self.run(GripRules(slew: 20), worn: [5, .nan, 5])
    #expect(found[1].isNaN && found[2] == 2)
  }

  /// Any force, any rules: 0 … ceiling, never faster up than the slew.
  @Test func boundsHoldWhateverComes() {
    var random = SeededGenerator.printed()
    for _ in 0..<200 {
      let rules = GripRules(
        slew: Double.random(in: 1...100, using: &random), deadZoneOn: 2, deadZoneOff: Double.random(in: 0...2, using: &random),
        holdForce: Double.random(in: 1...30, using: &random), squeezeTime: .seconds(1))
      let ceiling = Double.random(in: 0...25, using: &random)
      let worn = (0..<200).map { _ in
        Double.random(in: 0...1, using: &random) < 0.05 ? Double.infinity : Double.random(in: -5...60, using: &random)
      }
      var last = 0.0
      for force in Self.run(rules, ceiling: ceiling, worn: worn, time: 0.01) where !force.isNaN {
        #expect(force >= 0 && force <= ceiling && force <= last + rules.slew * 0.01 + 1e-12)
        last = force
      }
    }
  }
}
