import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// An arm that is known by its place alone, and does not stand as it was left when the daemon before this one ended.
@Suite(.serialized) struct MovedArmTests {
  /// The rig's name: two tests must not share a daemon's shared memory.
  private func name(_ bench: CalibrationBench) -> String { "moved\(bench.folder.path.suffix(6).lowercased())" }

  private func write(_ bench: CalibrationBench) throws {
    _ = try bench.folder.write(
      """
      calibration: 1
      device: {profile: three, label: left-03}
      values: {shoulder: {zero: 359.47deg, sign: 1}, elbow: {zero: 9deg, sign: -1}, wrist: {zero: 175.78deg, sign: 1}}
      """, to: "tree/calibrations/lab/left.yaml")
    _ = try bench.folder.write(
      """
      rig: 1
      name: \(name(bench))
      devices:
        - {role: left_arm, profile: three, port: \(bench.folder.path)/arm, calibration: lab/left}
      recording: {folder: \(bench.folder.path)/recordings}
      """, to: "tree/rigs/\(name(bench)).yaml")
    // The wrist was left at 1.5 rad = 85.94°, and stands at 0: its zero is 2000 counts = 175.78°, which never begins anew.
    _ = try bench.folder.write(
      """
      {"last_pose":1,"devices":{"left_arm":{"label":"left-03","values":{"shoulder":0.1,"elbow":0,"wrist":1.5}}}}
      """, to: "state/exocap/\(name(bench))/last-pose.json")
  }

  private func invalid(_ device: JSONValue) -> Int64? { device["streams"]?.elements?.first?["invalid"]?.integer }

  @Test func itsValuesAreNotUsedBeforeItIsHeldAsItWasLeft() throws {
    let bench = try CalibrationBench()
    try write(bench)
    let arm = try bench.wornChain()
    let daemon = try BenchDaemon(bench.folder, rig: name(bench), environment: ["XDG_STATE_HOME=\(bench.folder.path)/state"])
    let refused = try daemon.devices { ($0.first?["problem"]?["error"]?.text ?? "").contains("known by its place alone") }
    #expect(
      refused[0]["problem"]?["error"]?.text
        == "left_arm is known by its place alone, and wrist is 85.9° from where it was left (wrong turn? another unit?): its values are not used"
    )
    #expect(refused[0]["problem"]?["do"]?.text?.hasPrefix("hold it as it was left, each joint within 60°") == true)
    let before = try #require(invalid(refused[0]))
    let later = try daemon.devices { (invalid($0[0]) ?? 0) > before + 20 }
    #expect(later[0]["problem"]?["error"] != nil)
    // Held as it was left: its values count from then on.
    arm.move(2, to: 1.2)
    let believed = try daemon.devices { $0[0]["problem"] == .null }
    #expect(believed[0]["pose_warning"] == .null)
    let count = try #require(invalid(believed[0]))
    let samples = try #require(believed[0]["samples"]?.integer)
    let after = try daemon.devices { ($0[0]["samples"]?.integer ?? 0) > samples + 50 }
    // But for a turn or two in which a loaded machine missed a servo, or that the daemon's request came after.
    #expect(try #require(invalid(after[0])) < count + 25)
    // And it may go where it likes.
    arm.move(2, to: 0.1)
    let free = try daemon.devices { ($0[0]["samples"]?.integer ?? 0) > samples + 100 }
    #expect(free[0]["problem"] == .null)
    extendLifetime(arm)
    extendLifetime(daemon)
  }
}
