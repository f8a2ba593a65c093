import ExocapCore
import ExocapRuntime
import Testing

@Suite struct DirectionStepTests {
  /// Travels of 1 rad: a fifth of it is asked for.
  private let swept = ["a", "b", "c"].map {
    SweptValue(value: TravelSweepTests.encoder($0, field: 0), centre: 0, lower: -0.5, upper: 0.5)
  }

  @Test func theWayOfTheAskedJointIsFound() throws {
    var step = DirectionStep(swept, asked: 1)
    step.take([0, 0.1, 0])
    #expect(try step.sign() == nil)
    step.take([0.02, 0.2, .nan])
    #expect(try step.sign() == nil)
    #expect(abs(step.progress - 0.5) < 1e-9)
    step.take([0.02, 0.31, 0])
    #expect(try step.sign() == 1)
    var other = DirectionStep(swept, asked: 1)
    other.take([0, 0, 0])
    other.take([0, -0.25, 0.05])
    #expect(try other.sign() == -1)
  }

  @Test func anotherJointThatMovesIsNamed() {
    var step = DirectionStep(swept, asked: 0)
    step.take([0, 0, 0])
    step.take([0.01, 0, -0.3])
    #expect(throws: UnitRefusal.otherMoved(asked: "a", moved: "c")) { try step.sign() }
    // Both at once: nobody knows which was meant.
    var both = DirectionStep(swept, asked: 0)
    both.take([0, 0, 0])
    both.take([0.3, 0.28, 0])
    #expect(throws: UnitRefusal.otherMoved(asked: "a", moved: "b")) { try both.sign() }
  }
}
