import ExocapCore
import Testing

@testable import ExocapRuntime

struct SmoothnessTrackTests {
  /// Joints 0 and 2 at rates that make a speed of 0.5 + 0.3·sin(2π·t/1.28 s), for `seconds` at 500 Hz.
  private func track(seconds: Double, scale: Double = 1, brokenAt: Double = .infinity) -> SmoothnessTrack {
    var track = SmoothnessTrack(joints: [0, 2])
    for number in 0..<Int(seconds * 500) {
      let time = Double(number) * 0.002
      let speed = scale * (0.5 + 0.3 * Math.sin(2 * .pi * time / 1.28))
      // 0.6² + 0.8² = 1.
      let tick = MadeRecords.Tick(time: time, limited: [0, 0, 0], rates: [0.6 * speed, 9, -0.8 * speed])
      MadeRecords.withFields(tick) { track.take($0, isEngaged: abs(time - brokenAt) > 0.01) }
    }
    return track
  }

  @Test func aWindowIsMeasuredAsTheSameSpeedsAreElsewhere() {
    let found = track(seconds: 2.6)
    #expect(found.windows == 1)
    // The mean speed of ten ticks is that of their middle, but for a sine's flatness over 20 ms: 4e-4 of 0.3.
    let speeds = (0..<128).map { 0.5 + 0.3 * Math.sin(2 * .pi * (Double($0) * 0.02 + 0.009) / 1.28) }
    var measure = Smoothness(count: 128, rate: 50)
    let arc = measure.spectralArcLength(speeds)
    #expect(abs(found.meanArc - arc) < 1e-3)
    #expect(found.worstArc == found.meanArc)
  }

  @Test func slowAndInterruptedWindowsAreNotJudged() {
    #expect(track(seconds: 6, scale: 0.1).windows == 0)
    #expect(track(seconds: 6).windows == 2)
    #expect(track(seconds: 6, brokenAt: 2.5).windows == 1)
    #expect(track(seconds: 1).meanArc.isNaN)
  }
}
