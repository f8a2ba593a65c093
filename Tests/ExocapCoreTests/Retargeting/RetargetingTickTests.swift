import ExocapCore
import Testing

@Suite struct RetargetingTickTests {
  /// A value that no tick and no arm has: nobody can take it for an answer.
  @Test func noAnswerBelongsToNoArm() {
    let none = BranchEscape.Answer.none
    #expect(none.arm < 0 && none.tick == .max && none.cost == .infinity)
    #expect(RetargetingTick().answerCount == 0)
  }
}
