import ExocapCore
import ExocapSimulation
import Testing

@testable import exocap

@Suite struct OperatorScriptTests {
  private let start = Timestamp(nanoseconds: 1_000_000_000)

  /// A motion of 2 s that turns the left elbow by 1 rad; settle 1 s, press 0.3 s, blend 2.5 s are a person's usual pauses.
  private func script(takes: Int, waits: Bool, unplugs: [ScriptedUnplug] = []) throws -> OperatorScript {
    let names = ArmSide.allCases.flatMap { side in ArmJoint.allCases.map { $0.robotName(side) } }
    func row(_ time: Double, _ elbow: Double) -> String {
      "\(time)," + names.map { $0 == "left_elbow_joint" ? "\(elbow)" : "0" }.joined(separator: ",")
    }
    let text = (["t_s," + names.joined(separator: ","), row(0, 0), row(1, 0.5), row(2, 1)]).joined(separator: "\n") + "\n"
    let motion = try RecordedMotion(csv: Array(text.utf8))
    var random = SeededRandom(seed: 1)
    return OperatorScript(
      person: Person(takes: [.recorded(motion)], tremor: nil), tremor: Tremor(random: &random), takes: takes, unplugs: unplugs,
      waitsForWord: waits, now: start)
  }

  private func names(_ events: [OperatorScript.Event]?) -> [String] { (events ?? []).map { "\($0)" } }

  @Test func aTakeConfirmsMovesAndEnds() throws {
    let script = try script(takes: 1, waits: false)
    #expect(names(script.advance(to: start + .milliseconds(1100))) == ["begins(take: 0)", "confirms(take: 0)"])
    #expect(script.pose(at: start + .milliseconds(1100)).pose.isConfirming)
    #expect(!script.pose(at: start + .milliseconds(1400)).pose.isConfirming)
    #expect(names(script.advance(to: start + .milliseconds(3900))) == ["moves(take: 0)"])
    // 1 s after the first movement; the tremor is at most 0.3°.
    let pose = script.pose(at: start + .milliseconds(4800))
    #expect(abs(pose.pose.left.angles[.elbow] - 0.5) < 0.006)
    #expect(pose.sinceMotion == .seconds(1))
    #expect(names(script.advance(to: start + .seconds(7))) == ["ends(take: 0)"])
    #expect(script.advance(to: start + .seconds(8)) == nil)
  }

  @Test func aTakeWaitsForTheWord() throws {
    let script = try script(takes: 2, waits: true)
    #expect(names(script.advance(to: start + .seconds(60))) == ["waits(take: 0)"])
    #expect(script.begin(at: start + .seconds(60)))
    #expect(!script.begin(at: start + .seconds(61)))
    _ = script.advance(to: start + .seconds(67))
    #expect(names(script.advance(to: start + .seconds(70))) == ["waits(take: 1)"])
  }

  @Test func anUnplugSendsTheOperatorBackToRestAndTheTakeBeginsAgain() throws {
    let unplug = try #require(ScriptedUnplug(argument: "left_arm@1:0.5"))
    let script = try script(takes: 1, waits: true, unplugs: [unplug])
    _ = script.advance(to: start)
    #expect(script.begin(at: start))
    let due = start + .milliseconds(4300)
    #expect(!script.takeUnplug(of: "left_arm", at: due - .milliseconds(10)))
    #expect(!script.takeUnplug(of: "right_arm", at: due))
    #expect(script.takeUnplug(of: "left_arm", at: due))
    #expect(!script.takeUnplug(of: "left_arm", at: due))
    _ = script.advance(to: due)
    #expect(names(script.advance(to: due + .seconds(2))) == ["waits(take: 0)"])
    #expect(abs(script.pose(at: due + .seconds(2)).pose.left.angles[.elbow]) < 0.006)
    #expect(script.begin(at: due + .seconds(3)))
  }
}
