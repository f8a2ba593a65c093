import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import Testing

/// The tool and the daemon as processes.
@Suite(.serialized) struct CalibrateOperatorCommandTests {
  @Test func aSwingIsSeenLiveAndInARecording() throws {
    let rig = try SwingRig()
    try rig.swing()
    let daemon = try rig.startDaemon()
    let before = rig.calibrationText
    #expect(try ToolRun(["record", "start", "--socket", rig.socket]).status == 0)
    let live = try rig.calibrate(["--seconds", "4", "--format", "json"])
    #expect(live.status == 0, "\(live.messages)")
    let found = try #require(live.output.first.flatMap { try? JSONParser.parse(Array($0.utf8)) })
    // Lines are written to 0.1 mm, and so is the answer.
    let shoulder = (found["shoulder_m"]?.elements ?? []).compactMap(\.double)
    let expected = [SwingRig.shoulder.x, SwingRig.shoulder.y, SwingRig.shoulder.z]
    try #require(shoulder.count == 3)
    for (found, expected) in zip(shoulder, expected) { #expect(abs(found - expected) < 0.0015) }
    #expect(abs((found["arm_length_m"]?.double ?? 0) - SwingRig.armLength) < 0.0015)
    #expect((found["residual_m"]?.double ?? 1) < 0.0005)
    #expect((found["covered_percent"]?.integer ?? 0) > 80)
    #expect(live.messages.first == "arm: stretch the elbow and keep it straight. The trunk stays still.")

    // The file has it, and all that it had before.
    let text = rig.calibrationText
    #expect(text.hasPrefix(before + "wearer:\n  shoulder_m: ["))
    #expect(try ToolRun(["profile", "check", rig.calibrationFile]).status == 0)

    #expect(try ToolRun(["record", "stop", "--socket", rig.socket]).status == 0)
    guard var find = Program(["find", rig.folder.path + "/recordings", "-name", "*.mcap"]) else { throw TestFailure("cannot find") }
    let files = find.rest()
    let file = try #require(files.first)
    // A longer mast moves the shoulder with it; the file of the rig stays as it is.
    let output = rig.folder.path + "/new.yaml"
    let recorded = try rig.calibrate(["--from", file, "--length", "mast=0.35", "-o", output])
    #expect(recorded.status == 0, "\(recorded.messages)")
    #expect(recorded.output.first?.hasPrefix("arm: shoulder at 0.05") == true)
    #expect(recorded.output.first?.contains(", -0.05") == true)
    #expect(recorded.output.last == "written: \(output); the daemon reads it when it starts next")
    #expect(rig.calibrationText == text)
    let new = try #require(TextFile(path: output)).text
    #expect(new.contains("\nlengths: {mast: 0.35m}   # tape\nwearer:\n"))
    extendLifetime(daemon)
  }

  @Test func aRecordingOfOtherNumbersIsRefused() throws {
    let rig = try SwingRig()
    try rig.swing()
    let daemon = try rig.startDaemon()
    #expect(try ToolRun(["record", "start", "--socket", rig.socket]).status == 0)
    #expect(try ToolRun(["record", "stop", "--socket", rig.socket]).status == 0)
    guard var find = Program(["find", rig.folder.path + "/recordings", "-name", "*.mcap"]) else { throw TestFailure("cannot find") }
    let files = find.rest()
    let file = try #require(files.first)
    // Too short for a swing.
    let short = try rig.calibrate(["--from", file])
    #expect(short.status == 1, "\(short.messages)")
    _ = try rig.folder.write(
      rig.calibrationText.split(separator: "x: {zero: 0mm", maxSplits: 1).joined(separator: "x: {zero: 5mm"),
      to: "tree/calibrations/unit.yaml")
    let other = try rig.calibrate(["--from", file])
    #expect(other.status == 1)
    #expect(
      other.messages == [
        "exocap: 'arm' was calibrated otherwise in \(file) than it is today", "  = record a swing with today's calibration",
      ])
    #expect(!rig.calibrationText.contains("wearer"))
    extendLifetime(daemon)
  }

  @Test func lengthsAloneNeedNoDaemon() throws {
    let rig = try SwingRig(lengths: "")
    let before = rig.calibrationText
    unsafe chmod(rig.calibrationFile, 0o640)
    let run = try rig.calibrate(["--lengths-only", "--length", "mast=310mm"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output == ["arm: length mast 0.3100 m", "written: \(rig.calibrationFile); the daemon reads it when it starts next"])
    #expect(rig.calibrationText == before + "lengths:\n  mast: 0.31m\n")
    var status = stat()
    #expect(unsafe stat(rig.calibrationFile, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o640)
  }

  /// A rig that is refused for want of lengths says the command that gives them, and that command makes it whole.
  @Test func aRigWithoutItsLengthsIsRepairedByTheCommandThatItNames() throws {
    let rig = try OwnRig()
    let calibration = "tree/calibrations/demo/left-arm.yaml"
    let calibrated = try #require(TextFile(path: "\(rig.folder.path)/\(calibration)")).lines.filter { !$0.hasPrefix("lengths:") }
    _ = try rig.folder.write(calibrated.joined(separator: "\n") + "\n", to: calibration)
    let file = "tree/rigs/\(rig.name).yaml"
    let text = try #require(TextFile(path: "\(rig.folder.path)/\(file)")).text
    let parts = text.split(separator: "    engagement:\n", maxSplits: 1)
    _ = try rig.folder.write(
      parts.joined(separator: "    retargeting: [{group: left_arm, method: task_space, from: left_arm}]\n    engagement:\n"), to: file)
    let path = "\(rig.folder.path)/\(file)"
    let refused = try ToolRun(["rig", "check", path])
    #expect(refused.status == 78)
    let note = try #require(refused.messages.first { $0.contains("calibrate operator") })
    let quoted = try #require(note.split(separator: "'").first { $0.hasPrefix("exocap ") })
    let words = quoted.split(separator: " ").dropFirst().map { word in
      word == "RIG" ? path : String(word.hasSuffix("METRES") ? word.dropLast(6) + "0.3" : word)
    }
    #expect(words.suffix(5) == ["--lengths-only", "--length", "upper_arm=0.3", "--length", "forearm=0.3"])
    let run = try ToolRun(words)
    #expect(run.status == 0, "\(run.messages)")
    #expect(try ToolRun(["rig", "check", path]).status == 0)
  }

  @Test func whatIsMissingIsSaidWithWhatToDo() throws {
    let rig = try SwingRig(lengths: "")
    let cases: [([String], String, Int32, String, String)] = [
      ([], "arm", 78, "exocap: the lengths of mast are not known", "  = measure them from joint to joint: --length mast=METRES"),
      (
        ["--length", "mast=0.3"], "arm", 2, "exocap: no daemon runs rig '\(rig.name)'",
        "  = start it with 'exocapd --rig \(rig.name)', or give a recording of the swing with --from FILE.mcap"
      ),
      (["--length", "mats=0.3"], "arm", 64, "exocap: profile 'slides' leaves no length 'mats' to its units", "  = did you mean 'mast'?"),
      (["--length", "mast=300"], "arm", 64, "exocap: a length of 300.0 m is none of an arm: 0.001 … 2 m", "  = it is in metres"),
      (["--length", "mast"], "arm", 64, "exocap: '--length mast' is no length", "  = write it like --length upper_arm=0.31"),
      (["--from", "/none.mcap", "--length", "mast=0.3"], "arm", 65, "/none.mcap", ""),
    ]
    for (words, device, status, message, advice) in cases {
      let run = try rig.calibrate(words, device: device)
      #expect(run.status == status, "\(words): \(run.messages)")
      #expect(run.output.isEmpty)
      if advice.isEmpty {
        #expect(run.messages.first?.contains(message) == true)
      } else {
        #expect(Array(run.messages.prefix(2)) == [message, advice], "\(words)")
      }
    }
    let role = try rig.calibrate([], device: "amr")
    #expect(role.status == 78)
    #expect(role.messages.contains { $0.contains("did you mean 'arm'?") } as Bool)
    #expect(try rig.calibrate(["--lengths-only"]).status == 64)
    let demo = try ToolRun(["calibrate", "operator", "--rig", "demo", "--device", "left_grip"])
    #expect(demo.status == 78)
    #expect(demo.messages.first == "exocap: the profile 'hx711' does not say where an arm's hand is")
  }

  @Test func aFolderThatNobodyMayWriteInIsToldBeforeTheSwing() throws {
    let rig = try SwingRig()
    let run = try rig.calibrate(["-o", "\(rig.folder.path)/none/new.yaml"])
    #expect(run.status == 78)
    #expect(run.messages.first == "exocap: there is no folder \(rig.folder.path)/none")
  }
}
