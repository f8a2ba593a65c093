internal import ExocapCore

extension RigReader {
  /// `retargeting:` how groups follow the operator that do not simply follow their map.
  func readRetargeting(_ reader: ValueReader, profile: RobotProfile) -> [GroupRetargeting] {
    var result: [GroupRetargeting] = []
    for item in reader.items(count: 0...JointGroup.count) ?? [] {
      guard let map = item.mapping() else { continue }
      guard let group = map.require("group")?.choice(JointGroup.byName), checkGroup(group, profile: profile, at: map) else {
        // Its other keys mean nothing without a group, and are not unknown only for that.
        continue
      }
      if result.contains(where: { $0.group == group }) { map.error("group \(group.name) is there twice", at: "group") }
      let method = readMethod(map, group: group, profile: profile)
      let filter = map["filter"]?.mapping().flatMap(readFilter) ?? .none
      let selfCollision = map["self_collision"]
      let avoids = selfCollision?.choice(["on": true, "off": false]) ?? false
      map.finish()
      guard let method else { continue }
      if avoids, case .taskSpace = method {
        if profile.apart.isEmpty {
          selfCollision?.error(
            "robot '\(profile.name)' does not say which parts of it could meet", notes: ["its profile needs 'collision'"])
        }
      } else if avoids {
        selfCollision?.error("only task_space avoids collisions", notes: ["choose 'method: task_space', or leave self_collision out"])
      }
      result.append(GroupRetargeting(group: group, method: method, filter: filter, avoidsSelfCollision: avoids))
    }
    return result
  }

  private func checkGroup(_ group: JointGroup, profile: RobotProfile, at map: MappingReader) -> Bool {
    if profile.joints.contains(where: { $0.group == group }) { return true }
    map.error("robot '\(profile.name)' has no joint in group \(group.name)", at: "group")
    return false
  }

  private func readMethod(_ map: MappingReader, group: JointGroup, profile: RobotProfile) -> RetargetingMethod? {
    let name = map.require("method")?.choice(
      ["map": "map", "task_space": "task_space", "directions": "directions", "hand": "hand"],
      aliases: ["ik": "task_space", "cartesian": "task_space", "joint": "map", "joints": "map", "sew": "directions", "fingers": "hand"])
    switch name {
    case "map": return .map
    case "task_space": return readTaskSpace(map, group: group, profile: profile).map { .taskSpace($0) }
    case "directions": return readArm(map, group: group, profile: profile).map { .directions($0) }
    case "hand": return readHand(map, group: group, profile: profile).map { .hand($0) }
    default:
      for key in ["from", "mounting", "device_frames", "robot_frames", "clutch", "scale", "waist", "weights"] { _ = map[key] }
      return nil
    }
  }

  private func readTaskSpace(_ map: MappingReader, group: JointGroup, profile: RobotProfile) -> TaskSpaceRetargeting? {
    let arm = readArm(map, group: group, profile: profile)
    let clutch = map["clutch"]?.choice(of: ClutchMode.self)
    var scale = MotionScale.measured
    if let reader = map["scale"] {
      if case .scalar("measured", _) = reader.node.content {
      } else if let factor = reader.number(in: 0.1...10) {
        scale = .fixed(factor)
      }
    }
    let waist = map["waist"]?.choice(of: WaistMode.self)
    let weights = map["weights"]?.mapping()
    let rotation = weights?["rotation"]?.number(in: 0...100)
    let posture = weights?["posture"]?.number(in: 0...1)
    let elbow = weights?["elbow"]?.number(in: 0...1)
    weights?.finish()
    guard let arm else { return nil }
    var settings = TaskSpaceRetargeting(arm: arm, clutch: clutch ?? .absolute, scale: scale, waist: waist ?? .locked)
    (settings.rotationWeight, settings.postureWeight, settings.elbowWeight) = (rotation, posture, elbow)
    if waist == .coupled, !profile.joints.contains(where: { $0.group == .waist }) {
      map.error("robot '\(profile.name)' has no waist", at: "waist")
    }
    return settings
  }

  /// The arm that leads and the arm that follows, with the links of both.
  private func readArm(_ map: MappingReader, group: JointGroup, profile: RobotProfile) -> ArmSource? {
    if group != .leftArm && group != .rightArm {
      map.error("group \(group.name) is no arm", at: "group", notes: ["task_space and directions are for left_arm and right_arm"])
    }
    let source = map.require("from").flatMap { wornKinematics($0) }
    let mounting = map["mounting"]?.quantities(.angle, count: 3)
    let robotFrames = map["robot_frames"]
    let deviceFrames = map["device_frames"]
    if profile.kinematics.links.isEmpty {
      map.error("robot '\(profile.name)' has no kinematics", at: "method", notes: ["only 'method: map' needs none"])
      return nil
    }
    let robot =
      robotFrames == nil ? profile.armFrames[group] : KinematicsReader.armFrames(robotFrames, of: profile.kinematics)
    if robot == nil && robotFrames == nil {
      map.error(
        "robot '\(profile.name)' does not say which links are group \(group.name)'s shoulder, elbow and wrist", at: "group",
        notes: ["give 'robot_frames: {shoulder: LINK, elbow: LINK, wrist: LINK}'"])
    }
    guard let (device, kinematics) = source else { return nil }
    let worn = deviceFrames == nil ? kinematics.frames : KinematicsReader.armFrames(deviceFrames, of: kinematics.tree)
    if worn == nil && deviceFrames == nil {
      map.error(
        "the profile of '\(slots[Int(device.index)].role ?? "?")' does not say which links are shoulder, elbow and wrist", at: "from",
        notes: ["give 'device_frames: {shoulder: LINK, elbow: LINK, wrist: LINK}'"])
    }
    guard let robot, let worn else { return nil }
    let turn = mounting.map { Vec3($0[0], $0[1], $0[2]) } ?? .zero
    return ArmSource(device: device, deviceFrames: worn, robotFrames: robot, mounting: turn)
  }

  private func readHand(_ map: MappingReader, group: JointGroup, profile: RobotProfile) -> HandRetargeting? {
    if !profile.hands.contains(where: { $0.group == group }) {
      map.error("robot '\(profile.name)' has no model of a hand in group \(group.name)", at: "group")
    }
    let source = map.require("from").flatMap(handSource)
    let kind = map["vectors"]?.choice(["knuckle": true, "wrist": false]) ?? true
    let ratioReader = map["ratio"]
    let isMeasured = if case .scalar("measured", _)? = ratioReader?.node.content { true } else { ratioReader == nil }
    let ratio = isMeasured ? nil : ratioReader?.number(in: 0.1...10)
    var alignment = HandAlignment.knuckles
    if let reader = map["align"] {
      if case .scalar("knuckles", _) = reader.node.content {
      } else if let angles = reader.quantities(.angle, count: 3) {
        alignment = .fixed(Vec3(angles[0], angles[1], angles[2]))
      }
    }
    let pinches = map["pinch"]?.choice(["on": true, "off": false])
    let fastest = map["fastest"]?.quantity(.angularVelocity, in: 0.1...100)
    if !kind && isMeasured && ratioReader != nil {
      ratioReader?.error("only knuckle vectors have measured ratios", notes: ["give a number, such as 'ratio: 1.2'"])
    }
    guard let source else { return nil }
    return HandRetargeting(
      source: source, vectors: kind ? .knuckleToTip(ratio: ratio) : .wristToTip(scale: ratio ?? 1), alignment: alignment,
      pinches: pinches ?? false, fastest: fastest ?? 10)
  }

  /// `{kind, cutoff, slope, derivative}`.
  private func readFilter(_ map: MappingReader) -> MotionFilter? {
    let kind = map.require("kind")?.choice(
      ["none": "none", "low_pass": "low_pass", "one_euro": "one_euro", "alpha_beta": "alpha_beta"],
      aliases: ["1euro": "one_euro", "lowpass": "low_pass", "kalman": "alpha_beta"])
    defer { map.finish() }
    if kind == "none" { return MotionFilter.none }
    let cutoff = map.require("cutoff")?.quantity(.frequency, in: 0.01...1000)
    let slope = kind == "low_pass" ? nil : map["slope"]?.number(in: 0...1000)
    let derivative = kind == "one_euro" ? map["derivative"]?.quantity(.frequency, in: 0.01...1000) : nil
    guard let kind, let cutoff else { return nil }
    switch kind {
    case "low_pass": return .lowPass(cutoff: cutoff)
    case "one_euro": return .oneEuro(cutoff: cutoff, slope: slope ?? 0, derivative: derivative ?? 1)
    default: return .alphaBeta(cutoff: cutoff, slope: slope ?? 0)
    }
  }
}

extension [GroupRetargeting] {
  /// Groups that a solver drives, whatever their map says.
  var solved: JointGroups {
    var groups = JointGroups.none
    for entry in self where entry.method != .map {
      groups.insert(JointGroups(entry.group))
      if case .taskSpace(let settings) = entry.method, settings.waist == .coupled { groups.insert(JointGroups(.waist)) }
    }
    return groups
  }
}
