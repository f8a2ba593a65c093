import ExocapCore
import ExocapRuntime
import Testing

@Suite struct HeldPoseTests {
  private func time(_ milliseconds: Int) -> Timestamp { Timestamp(nanoseconds: Int64(milliseconds) * 1_000_000) }

  @Test func theMeanOfAStillSecondIsTaken() throws {
    var pose = HeldPose(bounds: [0.1, 0.1])
    // Moving for a second, then still about 2 and 5.
    for step in 0..<100 { pose.take([Double(step) / 50, 5], at: time(step * 10)) }
    #expect(pose.means == nil)
    #expect(pose.restless == 0)
    for step in 100..<205 { pose.take([step % 2 == 0 ? 1.99 : 2.01, 5], at: time(step * 10)) }
    let means = try #require(pose.means)
    #expect(abs(means[0] - 2) < 1e-3)
    #expect(means[1] == 5)
    #expect(pose.restless == nil)
  }

  @Test func lessThanASecondIsNotEnough() {
    var pose = HeldPose(bounds: [1])
    for step in 0..<90 { pose.take([0], at: time(step * 10)) }
    #expect(pose.means == nil)
  }

  /// 10 Hz: eleven readings in the second.
  @Test func aSlowLoadCellIsEnough() {
    var pose = HeldPose(bounds: [.infinity])
    for step in 0...11 { pose.take([100 + Double(step % 3)], at: time(step * 100)) }
    #expect(pose.means != nil)
    #expect(pose.spreads == [2])
  }

  @Test func whatWasNotReadDoesNotCount() {
    var pose = HeldPose(bounds: [1, 1])
    for step in 0..<300 { pose.take([0, .nan], at: time(step * 10)) }
    #expect(pose.means == nil)
  }
}
