import ExocapCore
import ExocapSimulation
import Testing

struct GlitchTests {
  @Test func runsAwayAtTwentyFourRadiansASecondAndComesBack() {
    // Five samples at 145 Hz are 34.5 ms: 24 · 0.0345 = 0.828 rad, as the captures' elbow did in one of their samples.
    let glitch = Glitch(
      side: .left, start: .milliseconds(1000), samples: 5, period: .microseconds(6900), hold: .milliseconds(200))
    #expect(glitch.joint == .elbow && glitch.speed == 24)
    #expect(glitch.offset(at: .milliseconds(1000)) == 0)
    for sample in 1...5 {
      let offset = glitch.offset(at: .milliseconds(1000) + .microseconds(6900) * Int64(sample))
      #expect(abs(offset - 24 * 0.0069 * Double(sample)) < 1e-12)
    }
    #expect(abs(glitch.offset(at: .milliseconds(1200)) - 0.828) < 1e-12)
    #expect(glitch.end == .milliseconds(1269))
    #expect(abs(glitch.offset(at: glitch.end - .microseconds(6900)) - 24 * 0.0069) < 1e-12)
    #expect(glitch.offset(at: glitch.end) == 0 && glitch.offset(at: .seconds(9)) == 0 && glitch.offset(at: .zero) == 0)
  }

  @Test func runsTheOtherWayWithANegativeSpeed() {
    let glitch = Glitch(
      side: .right, joint: .wristRoll, start: .zero, samples: 1, period: .milliseconds(10), hold: .zero, speed: -30)
    #expect(abs(glitch.offset(at: .milliseconds(10)) + 0.3) < 1e-12)
    #expect(abs(glitch.offset(at: .milliseconds(15)) + 0.15) < 1e-12)
  }
}
