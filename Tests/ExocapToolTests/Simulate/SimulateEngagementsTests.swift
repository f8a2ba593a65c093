import ExocapTestSupport
import Testing

/// Whole rigs of the product, engaged from random poses; docs/safety.md has a thousand rounds of each.
@Suite struct SimulateEngagementsTests {
  @Test(arguments: ["demo", "demo-task-space", "ace-g1"])
  func noStepIsOverABoundAndEveryTableIsRight(rig: String) throws {
    try check(["--rig", rig])
  }

  /// A GELLO leader of seven joints leads an arm of six with a gripper, whose profile is made of a URDF.
  @Test func aLeaderOfOtherKinematicsLeadsAGripperArm() throws {
    guard let urdf = Requirement.sharedData("robots/gello_yam_active_leader.urdf") else {
      return Requirement.skip("no shared robot models")
    }
    let folder = try TestFolder()
    let tree = folder.path + "/tree"
    let script = "mkdir -p \"$2\" && cp -r \"$1\"/hw-profiles/devices \"$1\"/hw-profiles/calibrations \"$2\""
    guard var copy = Program(["sh", "-c", script, "sh", Requirement.repositoryRoot, tree]), copy.status() == 0 else {
      throw TestFailure("the profiles cannot be copied")
    }
    _ = try folder.write("", to: "tree/robots/empty")
    let made = try ToolRun(["robot", "import", urdf, "--name", "yam", "--source", "gello_software", "-o", tree + "/robots/yam.yaml"])
    #expect(made.status == 0)
    let imported = try #require(TextFile(path: tree + "/robots/yam.yaml")).text
    // What a URDF does not say: groups, the gripper, where the arm's shoulder, elbow and wrist are.
    let parts = imported.split(separator: "\nkinematics:\n", maxSplits: 1)
    #expect(parts.count == 2)
    let joints = parts[0].split(separator: "group: waist", omittingEmptySubsequences: false).joined(separator: "group: right_arm")
    _ = try folder.write(joints + Self.gripper + "\nkinematics:\n" + parts[1], to: "tree/robots/yam.yaml")
    _ = try folder.write(Self.rig, to: "tree/rigs/gello-yam.yaml")
    try check(["--profiles", tree, "--rig", "gello-yam"])
  }

  private func check(_ words: [String]) throws {
    let run = try ToolRun(["simulate", "engagements", "--rounds", "4", "--format", "json"] + words)
    #expect(run.status == 0, "\(run.messages)")
    let said = run.output.joined()
    #expect(said.contains(#""violations":0"#) && said.contains(#""wrong_tables":0"#))
    #expect(said.contains(#""wrong_answers":0"#) && !said.contains(#""engaged":0"#))
  }

  private static let gripper = """
      - {name: gripper, group: right_hand, limits: [0rad, 1rad], velocity: 5rad/s, effort: 4Nm, model: none}

    grippers:
      - {group: right_hand, joint: gripper, closed: 0rad, open: 1rad, force_ceiling: 40N}

    arms:
      right_arm: {shoulder: link_2, elbow: link_3, wrist: link_6}

    """

  private static let rig = """
    rig: 1
    name: gello-yam
    devices:
      - {role: right_arm, profile: gello-7dof, port: /dev/serial/by-id/gello, calibration: demo/right-arm}
      - {role: grip, profile: hx711, port: /dev/serial/by-id/cell, calibration: demo/left-grip}
    robots:
      - id: yam
        profile: yam
        link: {host: 127.0.0.1, port: 7411, robot: 1}
        control: {lead: right_arm}
        map: {}
        retargeting: [{group: right_arm, method: task_space, from: right_arm, clutch: relative, scale: 1}]
        grips: {right_hand: {aperture: {from: right_arm.trigger, closed_at: 0deg, open_at: 45deg}}}
        engagement:
          groups: [right_arm, right_hand]
          largest_mismatch: 20deg
          blend: 500ms
          confirm: [{from: grip.force, over: 5N, groups: [right_arm, right_hand]}]
          remote_engage: refused
          on_loss: stop_group
          tracking: {error: 30deg, time: 200ms}
          disarmed: release
        limits: {velocity: 40%, acceleration: 60rad/s^2, jerk: 4000rad/s^3, margin: 2deg}
    recording: {folder: recordings}

    """
}
