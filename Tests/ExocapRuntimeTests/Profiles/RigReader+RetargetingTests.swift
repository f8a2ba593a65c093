internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderRetargetingTests {
  /// The rig of `RigFixture`, whose arm has kinematics with a measured length, and whose bot says where its arm is.
  private static let fixture: RigFixture = {
    var fixture = RigFixture()
    fixture.exo += """

      kinematics:
        frames: {shoulder: upper, elbow: fore, wrist: hand, tool_m: [0, 0, -0.1]}
        lengths: {upper_arm: {joint: wrist, direction: [0, 0, -1]}}
        links: [{name: back}, {name: upper}, {name: fore}, {name: hand}]
        joints:
          - {name: elbow, kind: revolute, parent: back, child: upper, axis: [0, 1, 0]}
          - {name: wrist, kind: revolute, parent: upper, child: fore, axis: [1, 0, 0], origin_m: [0, 0.02, 0]}
          - {name: end, kind: fixed, parent: fore, child: hand}
      """
    fixture.bot += """

      arms: {left_arm: {shoulder: a, elbow: b, wrist: c, tool_m: [0.05, 0, 0]}}
      collision: {body: [{name: one, link: base, radius: 20mm}, {name: two, link: c, radius: 20mm}], apart: [[one, two]]}
      """
    fixture.unit1 += """

      lengths: {upper_arm: 28cm}
      wearer: {shoulder_m: [0, 0.2, 0.4], arm_length: 55cm, residual: 3mm}
      """
    return fixture
  }()

  private static func load(_ retargeting: String, device: String = "") -> (LoadedRig?, [String]) {
    var changed = fixture
    changed.rig = changed.rig.split(separator: "calibration: unit1}").joined(separator: "calibration: unit1\(device)}")
    changed.rig = changed.rig.split(separator: "    limits:", maxSplits: 1).joined(
      separator: "    retargeting:\n      - \(retargeting)\n    limits:")
    return changed.load()
  }

  @Test func taskSpaceTakesWhatTheProfilesSay() throws {
    let (loaded, said) = Self.load("{group: left_arm, method: task_space, from: arm}")
    #expect(said == [])
    let group = try #require(loaded?.rig.robots[0].retargeting.first)
    let arm = ArmSource(
      device: DeviceID(0), deviceFrames: ArmFrames(shoulder: "upper", elbow: "fore", wrist: "hand", tool: Vec3(0, 0, -0.1)),
      robotFrames: ArmFrames(shoulder: "a", elbow: "b", wrist: "c", tool: Vec3(0.05, 0, 0)))
    #expect(group == GroupRetargeting(group: .leftArm, method: .taskSpace(TaskSpaceRetargeting(arm: arm))))
    let calibration = try #require(loaded?.rig.devices[0].calibration)
    #expect(calibration.lengths == ["upper_arm": 0.28])
    #expect(calibration.wearer == WearerFit(shoulder: Vec3(0, 0.2, 0.4), armLength: 0.55))
    let tree = try #require(loaded?.rig.devices[0].profile.kinematics?.tree(lengths: calibration.lengths))
    #expect(tree.joints[1].origin == Vec3(0, 0.02, -0.28))
  }

  @Test func readsEveryKey() throws {
    let (loaded, said) = Self.load(
      """
      {group: left_arm, method: task_space, from: arm, clutch: relative, scale: 0.8, waist: coupled, mounting: [0deg, 90deg, 0deg],
         device_frames: {shoulder: back, elbow: upper, wrist: fore}, robot_frames: {shoulder: base, elbow: a, wrist: b},
         weights: {rotation: 0.2, posture: 1e-4, elbow: 0}, filter: {kind: one_euro, cutoff: 4Hz, slope: 0.5, derivative: 2Hz},
         self_collision: on}
      """)
    #expect(said == [])
    let arm = ArmSource(
      device: DeviceID(0), deviceFrames: ArmFrames(shoulder: "back", elbow: "upper", wrist: "fore"),
      robotFrames: ArmFrames(shoulder: "base", elbow: "a", wrist: "b"), mounting: Vec3(0, .pi / 2, 0))
    let expected = GroupRetargeting(
      group: .leftArm,
      method: .taskSpace(
        TaskSpaceRetargeting(
          arm: arm, clutch: .relative, scale: .fixed(0.8), waist: .coupled, rotationWeight: 0.2, postureWeight: 1e-4, elbowWeight: 0)),
      filter: .oneEuro(cutoff: 4, slope: 0.5, derivative: 2), avoidsSelfCollision: true)
    #expect(loaded?.rig.robots[0].retargeting == [expected])
  }

  @Test(arguments: [
    ("{kind: none}", MotionFilter.none), ("{kind: low_pass, cutoff: 30Hz}", .lowPass(cutoff: 30)),
    ("{kind: alpha_beta, cutoff: 5Hz, slope: 2}", .alphaBeta(cutoff: 5, slope: 2)),
  ])
  func readsFilters(text: String, filter: MotionFilter) {
    let loaded = Self.load("{group: left_arm, method: map, filter: \(text)}").0
    #expect(loaded?.rig.robots[0].retargeting == [GroupRetargeting(group: .leftArm, method: .map, filter: filter)])
  }

  /// The fixture's bot has an arm of fewer joints.
  @Test func directionsNeedSevenJoints() {
    let said = Self.load("{group: left_arm, method: directions, from: arm}").1
    #expect(said.contains { $0.contains("robot 'bot' cannot be retargeted: directions need an arm of seven joints") })
  }

  /// The right arm's tree is the left one's mirror image.
  @Test func aDeviceIsWornMirrored() throws {
    let loaded = Self.load("{group: left_arm, method: task_space, from: arm}", device: ", mirror: y").0
    let tree = try #require(loaded?.rig.devices[0].profile.kinematics?.tree)
    #expect(tree.joints[1].origin == Vec3(0, -0.02, 0) && tree.joints[1].axis == Vec3(-1, 0, 0) && tree.joints[0].axis == Vec3(0, 1, 0))
  }

  @Test(arguments: [
    ("{group: left_arm, method: task_spice, from: arm}", ["= did you mean 'task_space'?"]),
    ("{group: left_arm, method: ik, from: arm}", ["= did you mean 'task_space'?"]),
    ("{group: left_arm, method: task_space}", ["rigs/r.yaml:29: 'from' is missing in robots[0].retargeting[0]"]),
    ("{group: left_arm, method: task_space, from: arn}", ["rigs/r.yaml:29: no device has the role 'arn'", "= did you mean 'arm'?"]),
    ("{group: left_arm, method: task_space, from: grip}", ["rigs/r.yaml:29: device profile 'cell' has no kinematics"]),
    ("{group: waist, method: task_space, from: arm}", ["rigs/r.yaml:29: group waist is no arm"]),
    ("{group: head, method: map}", ["rigs/r.yaml:29: robot 'bot' has no joint in group head"]),
    (
      "{group: left_arm, method: task_space, from: arm, device_frames: {shoulder: uper, elbow: fore, wrist: hand}}",
      ["rigs/r.yaml:29: there is no link 'uper'", "= did you mean 'upper'?"]
    ),
    ("{group: left_arm, method: map, self_collision: on}", ["rigs/r.yaml:29: only task_space avoids collisions"]),
    ("{group: left_hand, method: hand, from: grip}", ["rigs/r.yaml:29: robot 'bot' has no model of a hand in group left_hand"]),
    (
      "{group: left_arm, method: map, filter: {kind: low_pass}}", ["rigs/r.yaml:29: 'cutoff' is missing in robots[0].retargeting[0].filter"]
    ),
    (
      "{group: left_arm, method: task_space, from: arm, scale: big}",
      ["rigs/r.yaml:29: robots[0].retargeting[0].scale must be a number, not 'big'"]
    ),
  ])
  func explainsWhatIsWrong(text: String, expected: [String]) {
    let said = Self.load(text).1
    #expect(Set(expected).isSubset(of: Set(said)), "\(said)")
  }

  @Test func aLengthThatWasNotMeasuredIsAskedFor() {
    var changed = Self.fixture
    changed.unit1 = RigFixture().unit1
    changed.rig = changed.rig.split(separator: "    limits:", maxSplits: 1)
      .joined(separator: "    retargeting: [{group: left_arm, method: task_space, from: arm}]\n    limits:")
    let said = changed.load().1
    #expect(said.contains("rigs/r.yaml:28: the calibration of 'arm' has no length of upper_arm"), "\(said)")
  }

  /// A solver drives its group without a single mapped joint.
  @Test func aSolvedGroupNeedsNoMap() {
    var changed = Self.fixture
    changed.rig = changed.rig.split(separator: "left_elbow: {from: arm.elbow, sign: -1, scale: 2, offset: 10deg}")
      .joined(separator: "left_elbow: 0deg")
    #expect(changed.load().1.contains("rigs/r.yaml:20: nothing drives group left_arm"))
    changed.rig = changed.rig.split(separator: "    limits:", maxSplits: 1)
      .joined(separator: "    retargeting: [{group: left_arm, method: task_space, from: arm}]\n    limits:")
    #expect(changed.load().1 == [])
  }

  /// An arm that couples the waist drives it, and without one nothing does.
  @Test func aCoupledWaistMayBeEngagedWithoutAMap() {
    var changed = Self.fixture
    changed.rig = changed.rig.split(separator: "groups: [left_arm, left_hand]").joined(separator: "groups: [left_arm, left_hand, waist]")
    changed.rig = changed.rig.split(separator: "    limits:", maxSplits: 1)
      .joined(separator: "    retargeting: [{group: left_arm, method: task_space, from: arm, waist: coupled}]\n    limits:")
    #expect(changed.load().1 == [])
    changed.rig = changed.rig.split(separator: "coupled").joined(separator: "locked")
    #expect(changed.load().1.contains { $0.hasSuffix("nothing drives group waist") })
  }
}
