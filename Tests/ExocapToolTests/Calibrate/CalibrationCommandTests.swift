import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct CalibrationCommandTests {
  private func text(_ label: String, elbow: Double, at: String) -> String {
    """
    calibration: 1
    device: {profile: three, label: \(label)}
    made: {at: "\(at)", by: mika, tool: "exocap 0.1.0"}
    values: {shoulder: {zero: 10deg, sign: 1}, elbow: {zero: \(elbow)deg, sign: -1}, wrist: {zero: 30deg, sign: 1}}

    """
  }

  @Test func aUnitsFileGoesOutAndComesIn() throws {
    let bench = try CalibrationBench()
    let first = text("left-03", elbow: 20, at: "2026-11-20T10:00:00Z")
    _ = try bench.folder.write(first, to: "tree/calibrations/lab/left.yaml")
    let file = bench.folder.path + "/out.yaml"
    let export = try ToolRun(["calibration", "export", "left_arm", "--rig", bench.rigFile, "-o", file])
    #expect(export.status == 0, "\(export.messages)")
    #expect(TextFile(path: file)?.text == first)
    #expect(try ToolRun(["calibration", "export", "left_arm", "--rig", bench.rigFile]).output.joined(separator: "\n") + "\n" == first)

    let second = try bench.folder.write(text("left-03", elbow: 22.5, at: "2026-11-21T10:00:00Z"), to: "new.yaml")
    let taken = try ToolRun(["calibration", "import", "left_arm", second, "--rig", bench.rigFile])
    #expect(taken.status == 0, "\(taken.messages)")
    #expect(bench.calibrationText == TextFile(path: second)?.text)
    #expect(CalibrationStore(path: bench.calibrationFile).older.compactMap { TextFile(path: $0)?.text } == [first])

    let history = try ToolRun(["calibration", "history", "left_arm", "--rig", bench.rigFile])
    #expect(history.status == 0)
    #expect(history.output.count == 3)
    #expect(history.output[1].hasPrefix("2026-11-21T10:00:00Z  mika  left-03  elbow 2.5°"))
    #expect(history.output[2].hasPrefix("2026-11-20T10:00:00Z  mika  left-03  -"))

    let show = try ToolRun(["calibration", "show", "left_arm", "--rig", bench.rigFile])
    #expect(show.output.first == "left_arm: 'left-03', \(bench.calibrationFile)")
    #expect(show.output.dropFirst().first == "made 2026-11-21T10:00:00Z by mika with exocap 0.1.0")
    #expect(show.output.contains { $0.hasPrefix("elbow") && $0.contains("22.5°") && $0.contains("-1") })
  }

  @Test func whatDoesNotBelongIsRefused() throws {
    let bench = try CalibrationBench()
    let own = text("left-03", elbow: 20, at: "2026-11-20T10:00:00Z")
    _ = try bench.folder.write(own, to: "tree/calibrations/lab/left.yaml")
    let words = ["--rig", bench.rigFile]
    let other = try bench.folder.write(text("right-02", elbow: 20, at: "2026-11-20T10:00:00Z"), to: "other.yaml")
    let refused = try ToolRun(["calibration", "import", "left_arm", other] + words)
    #expect(refused.status == 1)
    #expect(refused.messages.first == "exocap: \(other) is of 'right-02', and left_arm is 'left-03'; nothing was written")
    let half = try bench.folder.write(own.split(separator: "wrist: {zero: 30deg, sign: 1}").joined(), to: "half.yaml")
    let missing = try ToolRun(["calibration", "import", "left_arm", half] + words)
    #expect(missing.status == 78)
    #expect(missing.messages.contains { $0.contains("value 'wrist' of profile 'three' is not calibrated") })
    #expect(bench.calibrationText == own)
    let exchanged = try ToolRun(["calibration", "import", "left_arm", other, "--other-unit"] + words)
    #expect(exchanged.status == 0)
    #expect(bench.calibrationText == TextFile(path: other)?.text)
  }
}
