import ExocapCore

/// A made-up pair of worn arms that leads a made-up robot: both arms of seven joints, a waist that turns, numbers to hold in the head.
///
/// Each arm: shoulder pitch, roll, yaw at one point, elbow `upper` below it, wrist `fore` below that, hand `palm` further, with all
/// joints at zero straight down. x forward, y left, z up. Device 0 is the left arm, 1 the right, as in `SmallRig`.
enum ArmRig {
  /// [m]
  struct Bones {
    var upper: Double
    var fore: Double
    var palm: Double
    /// From the root to the left shoulder.
    var shoulder: Vec3
    var length: Double { upper + fore + palm }
  }

  static let worn = Bones(upper: 0.30, fore: 0.26, palm: 0.08, shoulder: Vec3(0, 0.05, 0.1))
  static let robot = Bones(upper: 0.20, fore: 0.18, palm: 0.05, shoulder: Vec3(0, 0.12, 0.35))
  static let names = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"]
  private static let axes = [
    Vec3(0, 1, 0), Vec3(1, 0, 0), Vec3(0, 0, 1), Vec3(0, 1, 0), Vec3(0, 0, 1), Vec3(0, 1, 0), Vec3(1, 0, 0),
  ]
  /// A bent arm [rad]: hand in front of the chest.
  static let rest = [-0.4, 0.2, 0.1, -1.2, 0.1, 0.1, -0.1]

  /// One arm under `base`, its joints named with `prefix`.
  static func arm(_ prefix: String, _ bones: Bones, base: String, isRight: Bool) -> RobotKinematics {
    let drops = [0, 0, 0, bones.upper, bones.fore, 0, 0]
    var tree = RobotKinematics(links: [], joints: [])
    var parent = base
    for (index, name) in names.enumerated() {
      let link = "\(prefix)\(name)_link"
      tree.links.append(.init(name: link))
      var origin = Vec3(0, 0, -drops[index])
      if index == 0 { origin = isRight ? Vec3(bones.shoulder.x, -bones.shoulder.y, bones.shoulder.z) : bones.shoulder }
      tree.joints.append(
        .init(
          name: prefix + name, kind: .revolute, parentLink: parent, childLink: link, origin: origin, axis: axes[index], lower: -2.6,
          upper: 2.6, velocity: 20, effort: 25))
      parent = link
    }
    return tree
  }

  static func frames(_ prefix: String, _ bones: Bones) -> ArmFrames {
    ArmFrames(
      shoulder: "\(prefix)shoulder_roll_link", elbow: "\(prefix)elbow_link", wrist: "\(prefix)wrist_yaw_link",
      tool: Vec3(0, 0, -bones.palm))
  }

  static let profile: RobotProfile = {
    let left = arm("left_", robot, base: "torso", isRight: false)
    let right = arm("right_", robot, base: "torso", isRight: true)
    let waist = RobotKinematics.Joint(
      name: "waist", kind: .revolute, parentLink: "pelvis", childLink: "torso", axis: Vec3(0, 0, 1), lower: -2, upper: 2, velocity: 20,
      effort: 50)
    let tree = RobotKinematics(
      links: [.init(name: "pelvis"), .init(name: "torso")] + left.links + right.links, joints: [waist] + left.joints + right.joints)
    func joints(_ side: String, _ group: JointGroup) -> [RobotJoint] {
      names.map {
        RobotJoint(name: "\(side)_\($0)", group: group, lower: -2.6, upper: 2.6, velocity: 20, effort: 25, kp: 40, kd: 1)
      }
    }
    let waistJoint = RobotJoint(name: "waist", group: .waist, lower: -2, upper: 2, velocity: 20, effort: 50, kp: 100, kd: 2)
    return RobotProfile(
      name: "arms", title: "two arms on a waist", source: "made up",
      joints: joints("left", .leftArm) + joints("right", .rightArm) + [waistJoint], grippers: [], kinematics: tree,
      armFrames: [.leftArm: frames("left_", robot), .rightArm: frames("right_", robot)])
  }()

  static let limits = LimitSettings(
    velocity: [Double](repeating: 10, count: 15), acceleration: [Double](repeating: 120, count: 15),
    jerk: [Double](repeating: 30_000, count: 15), margin: [Double](repeating: 0.02, count: 15))

  static func source(_ device: Int) -> ArmSource {
    ArmSource(
      device: DeviceID(device), deviceFrames: frames("", worn), robotFrames: frames(device == 0 ? "left_" : "right_", robot))
  }

  static func taskSpace(_ change: (inout TaskSpaceRetargeting) -> Void = { _ in }) -> [GroupRetargeting] {
    [JointGroup.leftArm, .rightArm].enumerated().map { device, group in
      var settings = TaskSpaceRetargeting(arm: source(device))
      change(&settings)
      return GroupRetargeting(group: group, method: .taskSpace(settings))
    }
  }

  static let directions: [GroupRetargeting] = [JointGroup.leftArm, .rightArm].enumerated().map { device, group in
    GroupRetargeting(group: group, method: .directions(source(device)))
  }

  /// `maps`: whether the operator's joints are the posture, too.
  static func rig(_ retargeting: [GroupRetargeting], groups: JointGroups = SmallRig.arms, maps: Bool = true, rate: Double = 500) -> Rig {
    var rig = SmallRig.rig(rate: rate)
    for device in 0..<2 {
      let values = names.map {
        ValueProfile(name: $0, source: .linear(field: 0, scale: 1e-6, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
      }
      rig.devices[device].profile.streams[0].values = values
      var tree = arm("", worn, base: "back", isRight: device == 1)
      tree.links.append(.init(name: "back"))
      rig.devices[device].profile.kinematics = DeviceKinematics(tree: tree, frames: frames("", worn))
      for name in names { rig.devices[device].calibration?.values[name] = ValueCalibration(zero: 0, sign: 1) }
    }
    var map = (0..<14).map { JointMapping.joint(SmallRig.value($0 / 7, 0, $0 % 7), gain: 1, offset: 0) }
    if !maps { map = [JointMapping](repeating: .hold, count: 14) }
    rig.robots[0].profile = profile
    rig.robots[0].map = map + [.hold]
    rig.robots[0].grips = []
    rig.robots[0].limits = limits
    rig.robots[0].engagement.groups = groups
    rig.robots[0].engagement.blend = .milliseconds(300)
    rig.robots[0].engagement.confirm = [
      ConfirmAct(source: SmallRig.value(0, 1, 0), over: 0.5, groups: [JointGroups(.leftArm), JointGroups(.waist)]),
      ConfirmAct(source: SmallRig.value(1, 1, 1), over: 0.5, groups: JointGroups(.rightArm)),
    ]
    rig.robots[0].retargeting = retargeting
    return rig
  }

  /// A loop with the operator and the robot in the same bent pose.
  static func bench(_ rig: Rig) -> LoopBench {
    var bench = LoopBench(rig)
    bench.left = rest
    bench.right = rest
    bench.pose = rest + rest + [0]
    return bench
  }

  // MARK: Where hands are, by hand: rotations about the axes above, multiplied out

  /// A hand with the arm's joints at `q` [rad], in the root's frame.
  static func hand(_ q: [Double], _ bones: Bones, isRight: Bool) -> Placement {
    let shoulder = isRight ? Vec3(bones.shoulder.x, -bones.shoulder.y, bones.shoulder.z) : bones.shoulder
    var turn = Rotation.identity
    var place = shoulder
    for joint in 0..<7 {
      if joint == 3 { place = place + turn * Vec3(0, 0, -bones.upper) }
      if joint == 4 { place = place + turn * Vec3(0, 0, -bones.fore) }
      turn = turn * Rotation(axis: axes[joint], angle: q[joint])
    }
    return Placement(rotation: turn, position: place + turn * Vec3(0, 0, -bones.palm))
  }

  /// Where the robot's hand shall be in absolute mode for worn joints `q`.
  static func absoluteTarget(_ q: [Double], isRight: Bool) -> Placement {
    let side = isRight ? -1.0 : 1.0
    let from = Vec3(worn.shoulder.x, side * worn.shoulder.y, worn.shoulder.z)
    let to = Vec3(robot.shoulder.x, side * robot.shoulder.y, robot.shoulder.z)
    let hand = hand(q, worn, isRight: isRight)
    return Placement(rotation: hand.rotation, position: to + (hand.position - from) * (robot.length / worn.length))
  }
}
