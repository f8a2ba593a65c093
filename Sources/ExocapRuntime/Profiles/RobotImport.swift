package import ExocapCore

/// Makes a robot profile of a URDF: the engine of `exocap robot import`.
///
/// A person reviews what it guessed.
package struct RobotImport {
  /// Stiffness and damping of a joint, and who says so.
  package struct Gains: Sendable {
    /// [N·m/rad | N/m] Stiffness.
    package var kp: Double
    /// [N·m·s/rad | N·s/m] Damping.
    package var kd: Double
    /// Where they come from.
    package var source: String

    package init(kp: Double, kd: Double, source: String) {
      self.kp = kp
      self.kd = kd
      self.source = source
    }
  }

  /// The profile's name; nil: the URDF's, in the profile's letters.
  package var name: String?
  /// For people; nil: the URDF's name.
  package var title: String?
  /// File, revision and licence of the URDF.
  package var source: String
  /// By joint name.
  ///
  /// Joints without an entry get none.
  package var gains: [String: Gains] = [:]
  /// Follower: leader.
  ///
  /// For fingers that one motor moves and the URDF leaves free; they leave the list of joints.
  package var followers: [String: String] = [:]
  /// Grippers, with where their numbers come from.
  package var grippers: [(gripper: Gripper, source: String)] = []

  /// The links of each arm that retargeters speak of, and where they come from.
  package var armFrames: [JointGroup: ArmFrames] = [:]
  package var armsSource: String?
  /// Rods that stand for the body, those that must stay apart, and where they come from.
  package var body: [BodyCapsule] = []
  package var apart: [CapsulePair] = []
  package var bodySource: String?
  /// Dexterous hands with trees of their own, and where their fingertips come from.
  ///
  /// Their joints come last.
  package var hands: [HandModel] = []
  package var fingersSource: String?
  /// Joints that no source places, such as those of a hand without a model.
  ///
  /// They come after all others, where `order` does not say more.
  package var unmodelled: [RobotJoint] = []
  /// Names of joints in the order of the wire; those that are not named come after them, as they stand.
  package var order: [String] = []
  /// Bounds for rigs; the closure is given the profile's joints.
  package var suggest: (@Sendable ([RobotJoint]) -> SuggestedLimits)?
  /// More lines at the top of the file.
  package var header: [String] = []

  package init(source: String) { self.source = source }

  /// The profile that a URDF gives.
  package func profile(of robot: URDFRobot) -> RobotProfile {
    var kinematics = robot.kinematics
    for index in kinematics.joints.indices {
      guard let leader = followers[kinematics.joints[index].name] else { continue }
      kinematics.joints[index].mimic = RobotKinematics.Mimic(joint: leader, multiplier: 1, offset: 0)
    }
    // Arms, legs and trunk in the file's order, then hands: commands of a robot keep their places when a gripper is mounted.
    let actuated = kinematics.joints.filter { $0.kind != .fixed && $0.mimic == nil }
    let joints = actuated.map { self.joint($0, group: RobotImport.group(of: $0.name) ?? .waist) }
    let isHand = { (joint: RobotJoint) in joint.group == .leftHand || joint.group == .rightHand }
    let fingers = hands.flatMap { hand in
      hand.kinematics.joints.filter { $0.kind != .fixed && $0.mimic == nil }.map { self.joint($0, group: hand.group) }
    }
    let listed = joints.filter { !isHand($0) } + joints.filter(isHand) + fingers + unmodelled
    let ordered = order.compactMap { name in listed.first { $0.name == name } }
    let all = ordered + listed.filter { !order.contains($0.name) }
    return RobotProfile(
      name: name ?? RobotImport.profileName(robot.name), title: title ?? robot.name, source: source, joints: all,
      grippers: grippers.map(\.gripper), kinematics: kinematics, hands: hands, armFrames: armFrames, suggested: suggest?(all),
      body: body, apart: apart)
  }

  private func joint(_ joint: RobotKinematics.Joint, group: JointGroup) -> RobotJoint {
    RobotJoint(
      name: joint.name, group: group, lower: joint.lower, upper: joint.upper, velocity: joint.velocity, effort: joint.effort,
      kp: gains[joint.name]?.kp ?? 0, kd: gains[joint.name]?.kd ?? 0)
  }

  /// The profile's file.
  package func text(of robot: URDFRobot) -> String {
    let profile = profile(of: robot)
    var writer = RobotProfileWriter()
    writer.header = [
      "Written by: exocap robot import. Limits, velocities, efforts, kinematics and inertias are the source's numbers;",
      "what a comment names comes from elsewhere.",
    ]
    writer.header += header
    writer.armsComment = armsSource
    writer.fingersComment = fingersSource
    writer.collisionComment = bodySource
    for joint in profile.joints {
      let isPlaced = hands.contains { $0.group == joint.group } || unmodelled.contains { $0.name == joint.name }
      let guess = !isPlaced && RobotImport.group(of: joint.name) == nil ? "CHECK the group: the name does not tell it" : nil
      let gain = gains[joint.name].map { "kp, kd: \($0.source)" }
      let comment = [guess, gain].compactMap { $0 }.joined(separator: "; ")
      if !comment.isEmpty { writer.jointComments[joint.name] = comment }
    }
    for (gripper, source) in grippers { writer.gripperComments[gripper.joint] = source }
    for (follower, leader) in followers { writer.kinematicsComments[follower] = "one motor moves it together with \(leader)" }
    return writer.text(of: profile)
  }

  /// The group that a joint's name tells, or nil.
  package static func group(of name: String) -> JointGroup? {
    let words = Set(name.lowercased().split { $0 == "_" || $0 == "-" || $0 == "." }.map(String.init))
    func has(_ parts: String...) -> Bool { words.contains { word in parts.contains { word.hasPrefix($0) } } }
    let isLeft = words.contains("left") || words.contains("l")
    let isRight = words.contains("right") || words.contains("r")
    if has("hip", "knee", "ankle", "leg", "toe") { return .legs }
    if has("waist", "torso", "lumbar") { return .waist }
    if has("head", "neck") { return .head }
    guard isLeft != isRight else { return nil }
    if has("finger", "thumb", "index", "middle", "ring", "pinky", "little", "hand", "gripper", "dex") {
      return isLeft ? .leftHand : .rightHand
    }
    if has("shoulder", "elbow", "wrist", "arm", "forearm") { return isLeft ? .leftArm : .rightArm }
    return nil
  }

  /// A text in the letters that profile names may have.
  static func profileName(_ text: String) -> String {
    var name = ""
    for scalar in text.lowercased().unicodeScalars {
      let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if isKept { name.unicodeScalars.append(scalar) } else if !name.isEmpty && name.last != "-" { name += "-" }
    }
    while name.last == "-" { name.removeLast() }
    return name.isEmpty ? "robot" : String(name.prefix(64))
  }
}
