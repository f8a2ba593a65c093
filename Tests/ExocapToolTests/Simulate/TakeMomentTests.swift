import ExocapCore
import Testing

@testable import exocap

@Suite struct TakeMomentTests {
  @Test func readsTakesAndSeconds() throws {
    let unplug = try #require(ScriptedUnplug(argument: "left_arm@2:1.5"))
    #expect(unplug.role == "left_arm")
    #expect(unplug.moment.take == 1)
    #expect(unplug.moment.time == .milliseconds(1500))
    #expect(ScriptedUnplug(argument: "left_arm@3")?.moment.take == 0)
    let glitch = try #require(ScriptedGlitch(argument: "right_arm.elbow@1:0.5"))
    #expect(glitch.value == "elbow")
  }

  @Test(arguments: ["", "left_arm", "@1", "left_arm@", "left_arm@0:1", "left_arm@1:-1", "a@b@1", "left_arm@1:2:3", "left_arm@x"])
  func refusesWhatIsNoMoment(text: String) { #expect(ScriptedUnplug(argument: text) == nil) }

  @Test(arguments: ["left_arm@1", "left_arm.@1", ".elbow@1", "a.b.c@1"])
  func refusesWhatIsNoValue(text: String) { #expect(ScriptedGlitch(argument: text) == nil) }

  /// By hand: 24 rad/s for 16 ms is 0.384 rad at the top, half of it 8 ms after the start and before the end.
  @Test func aGlitchRunsAwayAndComesBack() throws {
    let glitch = try #require(ScriptedGlitch(argument: "a.b@1:2"))
    #expect(glitch.offset(at: .milliseconds(1999)) == 0)
    #expect(abs(glitch.offset(at: .milliseconds(2008)) - 0.192) < 1e-12)
    #expect(abs(glitch.offset(at: .milliseconds(2016)) - 0.384) < 1e-12)
    #expect(abs(glitch.offset(at: .milliseconds(2024)) - 0.192) < 1e-12)
    #expect(glitch.offset(at: .milliseconds(2033)) == 0)
  }
}
