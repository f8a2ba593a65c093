import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// `exocap calibrate ROLE` as a process, with a simulated chain on a pty.
@Suite(.serialized) struct CalibrateDeviceCommandTests {
  private let degree = Double.pi / 180

  private func isStep(_ step: String) -> (JSONValue) -> Bool { { $0["step"] == .string(step) } }

  /// Moves every joint over its travel, and waits until the command has seen it.
  private func sweep(_ chain: WornChain, _ run: inout TypedRun) throws {
    for (joint, ends) in [(-80.0, 80.0), (5.0, 120.0), (-60.0, 60.0)].enumerated() {
      for end in [ends.0, ends.1, 0] { chain.move(joint, to: end * degree) }
    }
    _ = try run.next("sweep") { row in (row["values"]?.elements ?? []).allSatisfy { $0["done"] == .bool(true) } }
  }

  @Test func aNewArmIsCalibratedAcrossTheEndOfItsCounts() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    var run = try TypedRun(["calibrate", "left_arm", "--rig", bench.rigFile, "--by", "mika", "--format", "json"], folder: bench.folder)
    _ = try run.next("step", where: isStep("sweep"))
    // Too early: every joint is named, and the sweep goes on.
    _ = try run.next("sweep") { row in (row["values"]?.elements ?? []).allSatisfy { $0["counts"]?.double != nil } }
    try run.type("")
    let early = try run.next("refused")
    #expect(early["value"] == .string("shoulder"))
    #expect(early["remedy"] == .string("move it from stop to stop"))
    try sweep(chain, &run)
    try run.type("")

    // Directions: the wrong joint first, then the right ones.
    for (joint, name) in ["shoulder", "elbow", "wrist"].enumerated() {
      var asked = try run.next("step", where: isStep("direction"))
      #expect(asked["value"] == .string(name))
      if joint == 1 {
        #expect(asked["text"] == .string("move 'elbow' to its positive side: bend it; hold all other joints still"))
        chain.move(2, to: 40 * degree)
        let refused = try run.next("refused")
        #expect(refused["message"] == .string("'elbow' was to move, but 'wrist' did"))
        chain.move(2, to: 0)
        asked = try run.next("step", where: isStep("direction"))
        #expect(asked["value"] == .string(name))
      }
      chain.move(joint, to: 45 * degree)
    }
    let zero = try run.next("step", where: isStep("zero"))
    #expect(zero["text"] == .string("zero pose: forearm forward (elbow 90.0°, the others at 0); Enter, then hold still"))
    for (joint, angle) in [0.0, 90, 0].enumerated() { chain.move(joint, to: angle * degree) }
    try run.type("")
    let written = try run.next("written")
    #expect(written["label"] == .string("lab/left"))
    let end = run.end()
    #expect(end.status == 0, "\(end.messages)")

    // What is found is what the arm is, to a count; the seam lies opposite the middle of each travel.
    let found = try bench.calibration()
    let truth = bench.truth
    for (name, middle) in [("shoulder", 0.0), ("elbow", 60), ("wrist", 0)] {
      let (own, real) = (try #require(found.values[name]), try #require(truth.values[name]))
      #expect(own.sign == real.sign)
      #expect(abs(Math.wrapAngle(own.zero - real.zero)) < 1.5 * CalibrationBench.count, "\(name)")
      let centre = try #require(own.centre)
      #expect(abs(Math.wrapAngle(centre - (real.zero + real.sign * middle * degree))) < 1.5 * degree, "\(name)")
    }
    #expect(bench.calibrationText?.contains("fingerprint: {servos: [[1, 1200, 53, 0], [2, 1200, 53, 0], [3, 1200, 53, 0]]}}") == true)
    #expect(bench.calibrationText?.contains("made: {at: \"2") == true)
    #expect(bench.calibrationText?.contains("by: mika, tool: \"exocap ") == true)
    #expect(try ToolRun(["profile", "check", bench.calibrationFile, "--profiles", bench.folder.path + "/tree"]).status == 0)
    extendLifetime(chain)
  }

  @Test func aSecondCalibrationKeepsDirectionsLengthsAndTheOldFile() throws {
    let bench = try CalibrationBench()
    let old = """
      calibration: 1
      device: {profile: three, label: left-03}
      values: {shoulder: {zero: 10deg, sign: 1}, elbow: {zero: 20deg, sign: -1}, wrist: {zero: 30deg, sign: 1}}
      wearer:
        shoulder_m: [0.1, 0.2, 0.3]   # mika
        arm_length: 0.6m

      """
    _ = try bench.folder.write(old, to: "tree/calibrations/lab/left.yaml")
    let chain = try bench.wornChain()
    var run = try TypedRun(["calibrate", "left_arm", "--rig", bench.rigFile, "--format", "json"], folder: bench.folder)
    _ = try run.next("step", where: isStep("sweep"))
    try sweep(chain, &run)
    try run.type("")
    _ = try run.next("step", where: isStep("zero"))
    // Far from the pose: the elbow hangs, and 0° … 120° would read 90° … 210°, but for what it ran through at the end.
    try run.type("")
    let refused = try run.next("refused")
    let message = refused["message"]?.text ?? ""
    #expect(
      message.hasPrefix("'elbow' would move over 90.0° … 20") || message.hasPrefix("'elbow' would move over 90.0° … 21"), "\(message)")
    #expect(message.hasSuffix("and the profile allows 0.0° … 145.0°"))
    _ = try run.next("step", where: isStep("zero"))
    chain.move(1, to: 90 * degree)
    try run.type("")
    let written = try run.next("written")
    #expect(written["label"] == .string("left-03"))
    #expect(written["values"]?["elbow"]?["sign_before"] == .integer(-1) || written["values"]?["elbow"]?["sign_before"] == .number(-1))
    #expect(run.end().status == 0)
    #expect(bench.calibrationText?.hasSuffix("wearer:\n  shoulder_m: [0.1, 0.2, 0.3]   # mika\n  arm_length: 0.6m\n") == true)
    let store = CalibrationStore(path: bench.calibrationFile)
    #expect(store.older.compactMap { TextFile(path: $0)?.text } == [old])
    extendLifetime(chain)
  }

  @Test func controlCLeavesTheOldFileAsItIs() throws {
    let bench = try CalibrationBench()
    _ = try bench.folder.write("calibration: 1\n# half\n", to: "tree/calibrations/lab/left.yaml")
    let chain = try bench.wornChain()
    guard
      var run = Program([
        "sh", "-c", "exec timeout --preserve-status -s INT 1 \"$@\" 2>/dev/null </dev/zero", "sh", ToolRun.tool, "calibrate", "left_arm",
        "--rig", bench.rigFile,
      ])
    else { throw TestFailure("cannot start timeout") }
    #expect(run.status() == 130)
    #expect(bench.calibrationText == "calibration: 1\n# half\n")
    #expect(CalibrationStore(path: bench.calibrationFile).older.isEmpty)
    extendLifetime(chain)
  }

  @Test func whatIsMissingIsSaidWithWhatToDo() throws {
    let bench = try CalibrationBench()
    let words = ["calibrate", "left_arm", "--rig", bench.rigFile]
    let absent = try ToolRun(words)
    #expect(absent.status == 2)
    #expect(absent.messages.first?.contains("\(bench.folder.path)/arm") == true)
    let wrong = try ToolRun(["calibrate", "left_amr", "--rig", bench.rigFile])
    #expect(wrong.status == 78)
    #expect(wrong.messages.contains { $0.contains("did you mean 'left_arm'?") })

    let chain = try bench.wornChain()
    do {
      let port = try SerialPort(.path(bench.folder.path + "/arm"), speed: 1_000_000)
      let held = try ToolRun(words)
      #expect(held.status == 2)
      #expect(held.messages.first?.contains("it is held by") == true)
      extendLifetime(port)
    }
    // Nobody types: the command ends by itself.
    let silent = try ToolRun(["calibrate", "left_arm", "--rig", bench.rigFile])
    #expect(silent.status == 1)
    #expect(silent.messages.last?.contains("nothing was written") == true)
    #expect(bench.calibrationText == nil)
    extendLifetime(chain)
  }
}
