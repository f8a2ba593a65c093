/// What retargeting knows of one tick besides the streams.
package struct RetargetingTick: BitwiseCopyable, Sendable {
  package var now: Timestamp = .never
  /// The tick's number.
  package var number: UInt64 = 0
  /// [s] Since the tick before, as it was; 0 in the first.
  package var elapsed = 0.0
  /// [s] What the limiter takes as the length of this step.
  package var step = 0.0
  /// [rad | m] Where each joint stands: as last sent where its group has weight, else as measured; NaN where not known.
  package var standing = JointVector.absent
  /// The groups whose commands follow the operator.
  package var following = JointGroups.none
  /// The groups that wait for the operator's act.
  package var armed = JointGroups.none
  /// Answers to branch searches that arrived since the tick before.
  package var answers = InlineArray<2, BranchEscape.Answer>(repeating: BranchEscape.Answer.none)
  package var answerCount = 0

  package init() {}
}

extension BranchEscape.Answer {
  /// No answer: to no tick.
  package static var none: BranchEscape.Answer {
    BranchEscape.Answer(tick: .max, arm: -1, joints: InlineArray(repeating: 0), cost: .infinity)
  }
}
