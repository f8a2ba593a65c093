import ExocapCore
import Testing

@testable import ExocapRuntime

struct StuckValuesTests {
  /// Two joints at 100 Hz for 6 s: the first turns at 1 rad/s, the second stands from 2 s on. `flicker`: the last bit of the second moves.
  private func longest(neighbourSpeed: Double, flicker: Bool = false, isValid: Bool = true) -> (Double, Bool) {
    var stuck = StuckValues(count: 2)
    for number in 0..<600 {
      let time = Double(number) * 0.01
      let second = min(time, 2) + (flicker && number % 2 == 0 ? 0.0015 : 0)
      let sample = MadeRecords.Sample(arrived: time, valid: isValid || time < 2 ? 3 : 1, values: [neighbourSpeed * time, second])
      MadeRecords.withFields(sample) { stuck.take($0, at: MadeRecords.at(time)) }
    }
    return (stuck.longestTime(of: 1), stuck.isStuck(1))
  }

  @Test func aJointThatStandsWhileItsNeighbourTurnsIsStuck() {
    let (time, isStuck) = longest(neighbourSpeed: 1)
    // 4 s, less at most a block at each end.
    #expect(time > 3.4 && time <= 4)
    #expect(isStuck)
  }

  @Test func anArmAtRestIsNotStuck() {
    #expect(longest(neighbourSpeed: 0.01).0 == 0)
    #expect(longest(neighbourSpeed: 1, flicker: true).0 == 0)
  }

  @Test func aJointThatWasNotMeasuredIsMissingAndNotStuck() { #expect(longest(neighbourSpeed: 1, isValid: false).0 == 0) }
}
