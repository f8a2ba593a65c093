import ExocapCore
import Testing

@testable import ExocapRuntime

struct ForceHealthTests {
  /// 12 s at 100 Hz: grasps of 10 N for a second out of two, on a zero that drifts by `rate` [N/s].
  private func baseline(rate: Double, seconds: Double = 12) -> ForceBaseline {
    var baseline = ForceBaseline()
    for number in 0..<Int(seconds * 100) {
      let time = Double(number) * 0.01
      baseline.take((Int(time) % 2 == 0 ? 0 : 10) + rate * time, at: MadeRecords.at(time))
    }
    return baseline
  }

  @Test func driftIsTheChangeOfTheOpenHandsForce() {
    #expect(abs(baseline(rate: 0).drift) < 1e-9)
    // From the lowest block of the first 4 s, at 0.25 s, to the lowest of the last 4 s, at 8.25 s.
    #expect(abs(baseline(rate: 0.5).drift - 4) < 0.1)
    #expect(abs(baseline(rate: -0.5).drift + 4) < 0.6)
    #expect(baseline(rate: 0.5, seconds: 4).drift.isNaN)
  }

  @Test func aLongTakeIsKeptInTheSameMemory() {
    // 25 min; blocks are joined twice. The last third begins at about 1000 s, and its lowest half second is there: 1 N of drift. Each half
    // second ends with the first sample of the next one, which may be of the grasp: a fiftieth of 10 N.
    #expect(abs(baseline(rate: 0.001, seconds: 1_500).drift - 1) < 0.21)
  }

  @Test func chatterIsCountedOverTheWorstTwoSeconds() {
    var chatter = GripChatter()
    for number in 0..<1_000 {
      let time = Double(number) * 0.01
      // From 4 s on five closings and five openings a second: 20 changes in 2 s.
      let force: Double = time < 4 || number / 10 % 2 == 0 ? 0 : 8
      chatter.take(force, at: MadeRecords.at(time))
    }
    #expect(chatter.rate == 10)
  }

  @Test func noiseBetweenTheLevelsIsNoChatter() {
    var chatter = GripChatter()
    for number in 0..<1_000 { chatter.take(3 + (number % 2 == 0 ? 0.9 : -0.9), at: MadeRecords.at(Double(number) * 0.01)) }
    #expect(chatter.rate == 0)
  }
}
