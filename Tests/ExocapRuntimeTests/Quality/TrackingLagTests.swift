import ExocapCore
import Testing

@testable import ExocapRuntime

struct TrackingLagTests {
  /// One joint that swings by 0.5 rad at 0.5 Hz, and a robot that is `lag` [s] behind it, `offset` [rad] beside it.
  private func tracking(lag: Double, offset: Double = 0, amplitude: Double = 0.5) -> TrackingLag {
    var tracking = TrackingLag(joints: 1)
    for number in 0..<2_500 {
      let time = Double(number) * 0.004
      let tick = MadeRecords.Tick(time: time, limited: [amplitude * Math.sin(.pi * time)])
      MadeRecords.withFields(tick) { tracking.take($0, mask: 1, at: MadeRecords.at(time)) }
      guard number % 2 == 0 else { continue }
      let sample = MadeRecords.Sample(arrived: time, values: [amplitude * Math.sin(.pi * (time - lag)) + offset])
      MadeRecords.withFields(sample) { tracking.take($0, captured: MadeRecords.at(time)) }
    }
    return tracking
  }

  @Test(arguments: [0.0, 0.06, 0.2, 0.4])
  func theLagIsFoundToItsStep(lag: Double) {
    let found = tracking(lag: lag)
    #expect(abs(found.lag - lag) <= 0.02 + 1e-9)
    // At most 20 ms beside it, at 0.5 · π rad/s at most: 0.022 rad in the mean square.
    #expect(found.rootMeanSquare < 0.023)
  }

  @Test func anErrorThatNoLagExplainsIsLeft() {
    let found = tracking(lag: 0.1, offset: 0.2)
    #expect(abs(found.rootMeanSquare - 0.2) < 0.02)
    #expect(abs(found.nearly - 0.2) < 0.04)
  }

  @Test func aRobotThatStandsStillHasNoLag() { #expect(tracking(lag: 0.4, amplitude: 0.001).lag == 0) }

  @Test func withoutACommandThatIsFollowedThereIsNothingToSay() {
    let found = TrackingLag(joints: 1)
    #expect(found.lag.isNaN && found.rootMeanSquare.isNaN && found.nearly.isNaN)
  }
}
