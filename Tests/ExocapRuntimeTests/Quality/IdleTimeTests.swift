import ExocapCore
import Testing

@testable import ExocapRuntime

struct IdleTimeTests {
  /// 10 s at 250 Hz: still, from 3 s to 6 s at 0.2 rad/s, still again; with a tremor of 5 mrad at 10 Hz throughout.
  private func idle(speed: Double) -> IdleTime {
    var idle = IdleTime(joints: 2)
    for number in 0...2_500 {
      let time = Double(number) * 0.004
      let way = speed * (min(max(time, 3), 6) - 3)
      let tick = MadeRecords.Tick(time: time, limited: [way + 0.005 * Math.sin(2 * .pi * 10 * time), .nan])
      MadeRecords.withFields(tick) { idle.take($0, at: MadeRecords.at(time)) }
    }
    return idle
  }

  @Test func theTimesBeforeAndAfterTheMotionAreFound() {
    let found = idle(speed: 0.2)
    #expect(abs(found.head - 3) < 0.27)
    // The mean of the block in which the motion ends is beside that of the next.
    #expect(abs(found.tail - 4) < 0.35)
    #expect(abs(found.share - 0.7) < 0.06)
    #expect(abs(found.longestTime.seconds - 4) < 0.6)
  }

  @Test func aTakeWithoutMotionIsIdleFromEndToEnd() {
    let found = idle(speed: 0)
    #expect(abs(found.head - 10) < 1e-9 && abs(found.tail - 10) < 1e-9)
    #expect(found.share > 0.97)
  }
}
