import ExocapCore
import Testing

@Suite struct InteractionTests {
  @Test func noFeedbackIsAbsentAndNotZero() {
    let feedback = Feedback()
    #expect(feedback.tick == 0)
    for group in 0..<JointGroup.count { #expect(feedback.gripForce[group].isNaN) }
  }

  /// Requests and outcomes are numbers in recordings: they keep their places.
  @Test func requestsAndOutcomesKeepTheirNumbers() {
    #expect([DeviceRequest.tare, .ping, .setUp, .distrust, .trust, .blink].map(\.rawValue) == [0, 1, 2, 3, 4, 5])
    #expect([WriteOutcome.taken, .busy, .failed].map(\.rawValue) == [0, 1, 2])
  }
}
