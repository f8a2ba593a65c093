import ExocapTestSupport
import Testing

/// `exocap retarget` as a process.
@Suite struct RetargetTests {
  private static let head: String = {
    let joints = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"]
    return (["t_s"] + ["left", "right"].flatMap { side in joints.map { "\(side)_\($0)_joint" } }).joined(separator: ",")
  }()

  /// One second in which both elbows move by 0.3 rad.
  private static let motion: String = {
    let rows = (0...30).map { index in
      let elbow = 0.8 + 0.01 * Double(index)
      return "\(Double(index) / 30)," + (0..<14).map { $0 == 3 || $0 == 10 ? "\(elbow)" : "0.1" }.joined(separator: ",")
    }
    return ([head] + rows).joined(separator: "\n") + "\n"
  }()

  @Test func aMotionIsMeasuredAndDrawn() throws {
    let folder = try TestFolder()
    let file = try folder.write(Self.motion, to: "lift.csv")
    let page = folder.path + "/lift.html"
    let words = ["retarget", file, "--noise", "1counts", "--calibration-error", "0.5", "--plot", page, "--format", "json"]
    let run = try ToolRun(words)
    #expect(run.status == 0, "\(run.messages)")
    let said = run.output.joined()
    let keys = [
      "file", "rig", "length_s", "conditions", "ticks", "active_ticks", "violations", "groups", "glitches", "refused", "losses", "idle",
      "tick_cost_s",
    ]
    var rest = said[...]
    for key in keys {
      let place = try #require(rest.firstRange(of: "\"\(key)\":"), "\(key)")
      rest = rest[place.upperBound...]
    }
    #expect(said.contains(#""violations":[]"#) && said.contains(#""idle":[]"#))
    #expect(said.contains(#""conditions":{"noise":"1counts","calibration_error":"0.50°","seed":"1"}"#))
    for key in ["late_rad", "settled_rad", "at_limit", "velocity", "acceleration", "jerk", "clipped", "delay_s", "against"] {
      #expect(said.contains("\"\(key)\":"), "\(key)")
    }
    let drawn = try #require(TextFile(path: page)).text
    #expect(drawn.contains("lift.csv through demo"))
    #expect(drawn.contains(#""name":"operator""#) && !drawn.contains("http"))
    // The same seed is the same hardware; only the clock of the machine differs.
    let again = try ToolRun(words).output.joined()
    let cost = #""tick_cost_s""#
    #expect(said.prefix { $0 != "{" } == again.prefix { $0 != "{" })
    #expect(Self.before(cost, said) == Self.before(cost, again))
  }

  private static func before(_ key: String, _ text: String) -> Substring {
    text.firstRange(of: key).map { text[..<$0.lowerBound] } ?? text[...]
  }

  /// Line and column were counted by hand: the third line, behind "0.5,0.1,".
  @Test func aMotionThatIsNoneSaysWhere() throws {
    let folder = try TestFolder()
    let good = "0," + Array(repeating: "0.1", count: 14).joined(separator: ",")
    let bad = "0.5,0.1,x," + Array(repeating: "0.1", count: 12).joined(separator: ",")
    let file = try folder.write([Self.head, good, bad].joined(separator: "\n") + "\n", to: "bad.csv")
    let run = try ToolRun(["retarget", file])
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.messages.first?.hasSuffix("bad.csv:3:9: \"x\" is not a finite number") ?? false, "\(run.messages)")
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    let folder = try TestFolder()
    let file = try folder.write(Self.motion, to: "lift.csv")
    for words in [
      ["take.mcap", "--noise", "1counts"], [file, "--noise", "3"], [file, "--calibration-error", "90"], [file, "--speed", "0"],
    ] {
      #expect(try ToolRun(["retarget"] + words).status == 64, "\(words)")
    }
    let unworn = try ToolRun(["retarget", file, "--rig", "ace-g1"])
    #expect(unworn.status == 78)
    #expect(unworn.messages.contains { $0.contains("left_arm, right_arm has a map") }, "\(unworn.messages)")
    #expect(try ToolRun(["retarget", folder.path + "/none.mcap"]).status == 65)
  }

  /// An elbow that the operator holds where the G1's cannot go, a right angle and more beyond its end: nothing engages, and it says why.
  @Test func whatDoesNotEngageSaysWhy() throws {
    let folder = try TestFolder()
    let rows = [0, 1].map { "\($0)," + (0..<14).map { $0 == 3 ? "3.1" : "0.1" }.joined(separator: ",") }
    let file = try folder.write(([Self.head] + rows).joined(separator: "\n") + "\n", to: "far.csv")
    let run = try ToolRun(["retarget", file])
    #expect(run.status == 1)
    #expect(run.output.contains { $0.contains("left_arm does not engage: outside_limits") }, "\(run.output)")
  }
}
