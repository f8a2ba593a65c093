internal import ExocapCore

extension RobotProfileReader {
  /// One item of `hands:`.
  func hand(_ map: MappingReader, joints: [RobotJoint]) -> HandModel? {
    let group = map.require("group")?.choice(["left_hand": JointGroup.leftHand, "right_hand": .rightHand])
    let kinematicsReader = map.require("kinematics")?.mapping()
    let fingersReader = map.require("fingers")
    let wristReader = map["wrist"]
    map.finish()
    guard let kinematicsReader else { return nil }
    let reader = KinematicsReader(owner: map, diagnostics: diagnostics)
    let kinematics = reader.read(kinematicsReader, actuated: joints)
    kinematicsReader.finish()
    let fingers = KinematicsReader.fingers(fingersReader, of: kinematics)
    if let fingersReader, fingers.isEmpty { fingersReader.error("\(fingersReader.path) has no finger") }
    for joint in kinematics.joints where joint.kind != .fixed && joint.mimic == nil {
      guard let own = joints.first(where: { $0.name == joint.name }) else {
        map.error("joint '\(joint.name)' of the hand is not among joints", at: "kinematics")
        continue
      }
      if let group, own.group != group { map.error("joint '\(own.name)' is in group \(own.group.name), not \(group.name)", at: "group") }
    }
    let wrist = wristReader == nil ? "" : KinematicsReader.link(wristReader, of: kinematics) ?? ""
    return group.map { HandModel(group: $0, kinematics: kinematics, fingers: fingers, wrist: wrist) }
  }

  /// `arms:` the links of each arm that retargeters speak of.
  func armFrames(joints: [RobotJoint], kinematics: RobotKinematics) -> [JointGroup: ArmFrames] {
    guard let map = root["arms"]?.mapping() else { return [:] }
    var frames: [JointGroup: ArmFrames] = [:]
    for group in [JointGroup.leftArm, .rightArm] {
      guard let reader = map[group.name] else { continue }
      if !joints.contains(where: { $0.group == group }) { reader.error("no joint is in group \(group.name)") }
      frames[group] = KinematicsReader.armFrames(reader, of: kinematics)
    }
    map.finish()
    return frames
  }

  /// `collision:` rods that stand for the body, and which of them must stay apart.
  func collision(of kinematics: RobotKinematics) -> (body: [BodyCapsule], apart: [CapsulePair]) {
    guard let map = root["collision"]?.mapping() else { return ([], []) }
    let body = (map.require("body")?.items(count: 1...64) ?? []).compactMap { capsule($0, of: kinematics) }
    let apart = (map.require("apart")?.items(count: 1...64) ?? []).compactMap { pair($0, of: body) }
    map.finish()
    return (body, apart)
  }

  private func capsule(_ reader: ValueReader, of kinematics: RobotKinematics) -> BodyCapsule? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.text()
    let link = KinematicsReader.link(map.require("link"), of: kinematics)
    let from = KinematicsReader.vector(map["from_m"])
    let to = map["to_m"].map { KinematicsReader.vector($0) } ?? from
    let radius = map.require("radius")?.quantity(.length, in: 0.001...1)
    map.finish()
    guard let name, let link, let radius else { return nil }
    return BodyCapsule(name: name, link: link, from: from, to: to, radius: radius)
  }

  private func pair(_ reader: ValueReader, of body: [BodyCapsule]) -> CapsulePair? {
    let names = (reader.items(count: 2...2) ?? []).compactMap { item -> String? in
      guard let name = item.text() else { return nil }
      if body.contains(where: { $0.name == name }) { return name }
      let guess = Suggestion.nearest(to: name, among: body.map(\.name)).map { ["did you mean '\($0)'?"] } ?? []
      item.error("body has no '\(YAMLNode.shortened(name))'", notes: guess)
      return nil
    }
    return names.count == 2 ? CapsulePair(names[0], names[1]) : nil
  }

  /// `suggested_limits:`.
  func suggestedLimits(_ map: MappingReader, joints: [RobotJoint], kinds: [String: RobotKinematics.JointKind]) -> SuggestedLimits? {
    let source = map.require("source")?.text()
    let velocity = map.require("velocity")?.quantity(.angularVelocity, in: 0.001...1000)
    let acceleration = map.require("acceleration")?.quantity(.angularAcceleration, in: 0.01...10_000)
    let jerk = map.require("jerk")?.quantity(.angularJerk, in: 0.01...1_000_000)
    let margin = map.require("margin")?.quantity(.angle, in: 0...1)
    let isSlide = joints.map { kinds[$0.name] == .prismatic }
    let slides = (isSlide.contains(true) ? map.require("slides") : map["slides"])?.mapping()
    let slideVelocity = slides?.require("velocity")?.quantity(.velocity, in: 0.0001...100)
    let slideAcceleration = slides?.require("acceleration")?.quantity(.acceleration, in: 0.01...1000)
    let slideJerk = slides?.require("jerk")?.quantity(.jerk, in: 0.01...100_000)
    let slideMargin = slides?.require("margin")?.quantity(.length, in: 0...1)
    slides?.finish()
    var velocities = isSlide.map { ($0 ? slideVelocity : velocity) ?? 0 }
    readVelocities(map["velocities"]?.mapping(), joints: joints, kinds: kinds, into: &velocities)
    let handSpeed = map["hand_speed"]?.quantity(.velocity, in: 0.01...100)
    let holdAfter = map["hold_after"]?.interval(in: 0.001...10)
    let releaseAfter = map["release_after"]?.interval(in: 0.001...60)
    map.finish()
    for (joint, velocity) in zip(joints, velocities) where velocity > joint.velocity {
      map.error(
        "\(Quantity.shortText(velocity)) is over joint '\(joint.name)'s rating of \(Quantity.shortText(joint.velocity))", at: "velocity",
        notes: ["give it one of its own under 'velocities'"])
    }
    guard let source, let acceleration, let jerk, let margin else { return nil }
    func perJoint(_ turning: Double, _ sliding: Double?) -> [Double] { isSlide.map { $0 ? sliding ?? 0 : turning } }
    return SuggestedLimits(
      source: source,
      limits: LimitSettings(
        velocity: velocities, acceleration: perJoint(acceleration, slideAcceleration), jerk: perJoint(jerk, slideJerk),
        margin: perJoint(margin, slideMargin)),
      handSpeed: handSpeed ?? .infinity, holdAfter: holdAfter ?? .milliseconds(50), releaseAfter: releaseAfter ?? .milliseconds(500))
  }

  private func readVelocities(
    _ map: MappingReader?, joints: [RobotJoint], kinds: [String: RobotKinematics.JointKind], into velocities: inout [Double]
  ) {
    guard let map else { return }
    for (name, span, reader) in map.all() {
      guard let index = joints.firstIndex(where: { $0.name == name }) else {
        diagnostics.error(
          "joints has no '\(YAMLNode.shortened(name))'", at: span, in: reader.source,
          notes: Suggestion.nearest(to: name, among: joints.map(\.name)).map { ["did you mean '\($0)'?"] } ?? [])
        continue
      }
      let dimension = JointUnits(kinds[name] ?? .revolute).velocity
      if let velocity = reader.quantity(dimension, in: 0.0001...1000) { velocities[index] = velocity }
    }
  }
}
