import ExocapTestSupport
import Testing

/// The tool as a process: help, exit statuses, what goes where.
@Suite struct ExocapCommandTests {
  /// Compared with the committed text, so that a change of what people read is seen in review.
  @Test(arguments: [
    "", "status", "engage", "record", "replay", "info", "plot", "tap", "latency", "simulate devices", "demo", "calibrate device",
    "calibrate operator", "calibration", "identify",
    "retarget", "record start", "episodes", "hours", "catalog", "verify", "repair", "cut", "diff", "upgrade-check",
    "export", "quality", "devices", "profile sniff", "profile new", "report",
  ])
  func helpIsWhatWasReviewed(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try ToolRun(words + ["--help"])
    let name = words.isEmpty ? "exocap" : words.joined(separator: "-")
    let reviewed = try #require(TextFile(checkout: "Tests/ExocapToolTests/Help/\(name).txt"))
    #expect(run.output.joined(separator: "\n") + "\n" == reviewed.text)
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
  }

  @Test func aMistypedCommandIsGuessed() throws {
    let run = try ToolRun(["stauts"])
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.messages.first == "exocap: 'stauts' is no command of exocap")
    #expect(run.messages.contains("  = did you mean 'exocap status'?"))
    let nested = try ToolRun(["record", "kepe"])
    #expect(nested.status == 64)
    #expect(nested.messages.contains("  = did you mean 'exocap record keep'?"))
  }

  @Test func wrongUsageIs64() throws {
    for words in [
      ["foo"], ["latency"], ["replay"], ["replay", "x", "--from", "-1"], ["export", "x", "--to", "hdf5", "--out", "y"],
      ["export", "x", "--to", "csv", "--out", "y", "--fps", "0"], ["simulate", "devices", "--unplug", "left_arm"],
    ] {
      #expect(try ToolRun(words).status == 64, "\(words)")
    }
  }

  @Test func noDaemonIs2() throws {
    let folder = try TestFolder()
    let run = try ToolRun(["status", "--socket", folder.path + "/none"])
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.messages.first?.contains("no daemon answers") ?? false)
    #expect(run.messages.contains { $0.contains("exocapd --rig") })
  }

  @Test func aFileThatIsNoRecordingIs65() throws {
    let folder = try TestFolder()
    let file = try folder.write("not a recording", to: "x.mcap")
    for command in ["info", "plot", "replay", "latency", "verify", "repair", "cut"] {
      let run = try ToolRun([command, file])
      #expect(run.status == 65, "\(command)")
      #expect(run.messages.first?.contains("x.mcap") ?? false, "\(command)")
    }
    #expect(try ToolRun(["info", folder.path + "/none.mcap"]).status == 65)
  }

  @Test func aRigThatIsNotThereIs78() throws {
    let run = try ToolRun(["rig", "check", "dmeo"])
    #expect(run.status == 78)
    #expect(run.messages.contains { $0.contains("did you mean 'demo'?") })
  }

  @Test func theDemoRigIsFine() throws {
    let run = try ToolRun(["rig", "check", "demo"])
    #expect(run.status == 0)
    #expect(run.output.first?.hasPrefix("rig demo: ok") ?? false)
    let json = try ToolRun(["rig", "check", "demo", "--format", "json"])
    #expect(json.output.first?.hasPrefix("{\"rig\":\"demo\",\"ok\":true,") ?? false)
  }

  @Test func theCommittedUdevRulesAreThoseOfTheProfiles() throws {
    #expect(try ToolRun(["udev-rules", "--check", "udev/60-exocap.rules"]).status == 0)
    let folder = try TestFolder()
    let other = try folder.write("# something else\n", to: "other.rules")
    #expect(try ToolRun(["udev-rules", "--check", other]).status == 1)
  }

  /// Line and column were counted by hand.
  @Test func aBrokenProfileIsToldWithAllItsErrors() throws {
    let folder = try TestFolder()
    let file = try folder.write(
      """
      profile: 1
      name: broken
      title: A load cell that is not right
      kind: grip
      line: {buad: 115200, format: 8N1}
      protocol: text
      text: {columns: 1, numbers: integers, range: [0, 4095], longest_line: 16}
      streams:
        - name: force
          kind: forces
          rate: 80Hz
          stale_after: 50Hz
          values:
            - {name: force, force: {column: 0, scale: calibration, saturates_at: 4095}}
      proven_against: nothing

      """, to: "devices/broken.yaml")
    let run = try ToolRun(["profile", "check", file])
    #expect(run.status == 1)
    let text = run.output.joined(separator: "\n")
    #expect(text.contains("broken.yaml:5:8: error: "))
    #expect(text.contains("did you mean 'baud'?"))
    #expect(text.contains("broken.yaml:12:18: error: "))
    let json = try ToolRun(["profile", "check", file, "--format", "json"])
    #expect(json.status == 1)
    #expect(json.output.joined().contains("\"ok\":false"))
    #expect(try ToolRun(["profile", "check", "hw-profiles/rigs/demo.yaml"]).status == 0)
  }
}
