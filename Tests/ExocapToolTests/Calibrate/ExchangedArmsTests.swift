import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// The daemon as a process, with arms that are not those of its calibrations.
@Suite(.serialized) struct ExchangedArmsTests {
  /// Two arms whose plugs were exchanged: both are refused, each with both labels, and no value of theirs is valid.
  @Test func exchangedArmsAreRefusedWithBothLabels() throws {
    let bench = try CalibrationBench()
    try write(bench)
    let left = try WornChain(link: bench.folder.path + "/left", profile: bench.profile, truth: bench.truth, homing: 9)
    let right = try WornChain(link: bench.folder.path + "/right", profile: bench.profile, truth: bench.truth, homing: 7)
    let daemon = try BenchDaemon(bench.folder, rig: name(bench))
    let devices = try daemon.devices { $0.allSatisfy { $0["problem"]?["error"] != nil } }
    #expect(
      devices.compactMap { $0["problem"]?["error"]?.text } == [
        "left_arm is calibrated for 'left-03', but the arm on this port is 'right-02': its values are not used",
        "right_arm is calibrated for 'right-02', but the arm on this port is 'left-03': its values are not used",
      ])
    for device in devices {
      let stream = try #require(device["streams"]?.elements?.first)
      #expect(stream["invalid"] == stream["samples"])
    }
    extendLifetime(left)
    extendLifetime(right)
    extendLifetime(daemon)
  }

  /// One is the right one; the other is unknown to every calibration, and what differs is said.
  @Test func anUnknownArmIsRefusedWithWhatDiffers() throws {
    let bench = try CalibrationBench()
    try write(bench)
    let left = try WornChain(link: bench.folder.path + "/left", profile: bench.profile, truth: bench.truth, homing: 7)
    let right = try WornChain(link: bench.folder.path + "/right", profile: bench.profile, truth: bench.truth, homing: 11)
    let daemon = try BenchDaemon(bench.folder, rig: name(bench))
    let devices = try daemon.devices { $0.count == 2 && $0[1]["problem"]?["error"] != nil && ($0[0]["samples"]?.integer ?? 0) > 50 }
    #expect(
      devices[1]["problem"]?["error"]?.text
        == "right_arm is calibrated for 'right-02', but the arm on this port is another one: servo 1 has homing offset 11, not 9; its values are not used"
    )
    #expect(
      devices[1]["problem"]?["do"]?.text == "plug 'right-02' in, or calibrate this one: 'exocap calibrate right_arm --rig \(name(bench))'")
    #expect(devices[0]["problem"] == .null)
    // But for a turn or two in which a loaded machine missed a servo.
    let stream = try #require(devices[0]["streams"]?.elements?.first)
    #expect(try #require(stream["invalid"]?.integer) * 2 < #require(stream["samples"]?.integer))
    extendLifetime(left)
    extendLifetime(right)
    extendLifetime(daemon)
  }

  /// Two tests must not share a daemon's shared memory.
  private func name(_ bench: CalibrationBench) -> String { "arms\(bench.folder.path.suffix(6).lowercased())" }

  private func write(_ bench: CalibrationBench) throws {
    for (unit, label, homing) in [("left", "left-03", 7), ("right", "right-02", 9)] {
      let servos = (1...3).map { "[\($0), 1200, 53, \(homing)]" }.joined(separator: ", ")
      _ = try bench.folder.write(
        """
        calibration: 1
        device: {profile: three, label: \(label), fingerprint: {servos: [\(servos)]}}
        values: {shoulder: {zero: 359.47deg, sign: 1}, elbow: {zero: 9deg, sign: -1}, wrist: {zero: 175.78deg, sign: 1}}
        """, to: "tree/calibrations/lab/\(unit).yaml")
    }
    _ = try bench.folder.write(
      """
      rig: 1
      name: \(name(bench))
      devices:
        - {role: left_arm, profile: three, port: \(bench.folder.path)/left, calibration: lab/left}
        - {role: right_arm, profile: three, port: \(bench.folder.path)/right, calibration: lab/right}
      recording: {folder: \(bench.folder.path)/recordings}
      """, to: "tree/rigs/\(name(bench)).yaml")
  }
}
