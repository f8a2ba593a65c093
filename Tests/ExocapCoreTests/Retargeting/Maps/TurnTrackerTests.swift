import Testing

@testable import ExocapCore

/// Angles by hand; an encoder of one turn says the same at θ and θ ± 2π.
@Suite struct TurnTrackerTests {
  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: 1_000_000_000) + .milliseconds(milliseconds) }

  @Test func theFirstSampleIsPutIntoTheJointsOwnTravel() {
    // Middle 3 rad: 3 - π … 3 + π. What the encoder calls -3 rad is 2π - 3 = 3.283 rad there.
    var turn = TurnTracker()
    turn.take(-3, at: at(0), rule: .within(middle: 3))
    #expect(turn.isKnown)
    #expect(abs(turn.angle - (2 * Double.pi - 3)) < 1e-12)
  }

  @Test func changesAreAddedUpOverTheEncodersSeam() {
    var turn = TurnTracker()
    let steps = [3.0, 3.1, -3.1, -3.0]
    for (index, value) in steps.enumerated() { turn.take(value, at: at(2 * Int64(index)), rule: .within(middle: 2)) }
    #expect(abs(turn.angle - (2 * Double.pi - 3)) < 1e-12)
  }

  @Test func whereTheAngleCannotBeItsTurnIsNotKnown() {
    var turn = TurnTracker()
    turn.take(0, at: at(0), rule: .within(middle: 0))
    // 3.6 rad in steps of 0.3: beyond π + 0.35 = 3.49.
    for index in 1...12 { turn.take(0.3 * Double(index), at: at(2 * Int64(index)), rule: .within(middle: 0)) }
    #expect(!turn.isKnown)
  }

  @Test func aJointOfMoreThanOneTurnIsUnknownUntilItIsHomed() {
    var turn = TurnTracker()
    turn.take(0.5, at: at(0), rule: .homed(at: 6.5))
    let before = turn.isKnown
    // Held at 6.5 rad: what the encoder calls 0.5 is 0.5 + 2π = 6.783 there.
    turn.home(0.5, at: at(2), angle: 6.5)
    #expect(!before && turn.isKnown)
    #expect(abs(turn.angle - (0.5 + 2 * Double.pi)) < 1e-12)
  }

  @Test func afterAGapAHomedJointIsUnknownAgain() {
    var turn = TurnTracker()
    turn.home(0, at: at(0), angle: 0)
    turn.take(0.1, at: at(150), rule: .homed(at: 0))
    let within = turn.isKnown
    turn.take(0.2, at: at(301), rule: .homed(at: 0))
    #expect(within && !turn.isKnown)
  }

  @Test func whatIsNoNumberIsNoSample() {
    var turn = TurnTracker()
    turn.take(.nan, at: at(0), rule: .within(middle: 0))
    #expect(!turn.isKnown)
    turn.home(.infinity, at: at(0), angle: 0)
    #expect(!turn.isKnown)
  }
}
