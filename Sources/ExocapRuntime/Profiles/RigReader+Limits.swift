internal import ExocapCore

extension RigReader {
  /// `limits:` `suggested`, or shares of the ratings and absolute bounds, made one number for each joint.
  func readLimits(_ reader: ValueReader, profile: RobotProfile) -> LimitSettings? {
    if case .scalar(let text, _) = reader.node.content, text == "suggested" { return suggested(profile, at: reader)?.limits }
    guard let map = reader.mapping() else { return nil }
    var base: LimitSettings?
    if let baseReader = map["base"], baseReader.choice(["suggested": ()]) != nil {
      guard let found = suggested(profile, at: baseReader) else { return nil }
      base = found.limits
    }
    // A rig that starts from suggestions changes what it names; another must say everything.
    func value(_ key: String, of map: MappingReader) -> ValueReader? { base == nil ? map.require(key) : map[key] }
    let share = value("velocity", of: map)?.number(in: 0.001...1)
    let acceleration = value("acceleration", of: map)?.quantity(.angularAcceleration, in: 0.01...10_000)
    let jerk = value("jerk", of: map)?.quantity(.angularJerk, in: 0.01...1_000_000)
    let margin = value("margin", of: map)?.quantity(.angle, in: 0...1)
    let prismatic = Set(profile.kinematics.joints.filter { $0.kind == .prismatic }.map(\.name))
    let isSlide = profile.joints.map { prismatic.contains($0.name) }
    let slides = (isSlide.contains(true) ? value("slides", of: map) : map["slides"])?.mapping()
    let slideAcceleration = slides.flatMap { value("acceleration", of: $0) }?.quantity(.acceleration, in: 0.01...1000)
    let slideJerk = slides.flatMap { value("jerk", of: $0) }?.quantity(.jerk, in: 0.01...100_000)
    let slideMargin = slides.flatMap { value("margin", of: $0) }?.quantity(.length, in: 0...1)
    slides?.finish()
    let workspace = map["workspace"].map(readWorkspace)
    let stops = map["collision_stop"]?.choice(["on": true, "off": false])
    if stops == true && profile.apart.isEmpty {
      map.error("robot '\(profile.name)' does not say which parts of it could meet", at: "collision_stop")
    }
    if let workspace, !workspace.isEmpty, profile.armFrames.isEmpty {
      map.error("robot '\(profile.name)' does not say where its hands are", at: "workspace", notes: ["its profile needs 'arms'"])
    }
    map.finish()
    if base == nil {
      guard share != nil, acceleration != nil, jerk != nil, margin != nil else { return nil }
      guard !isSlide.contains(true) || (slideAcceleration != nil && slideJerk != nil) else { return nil }
    }
    func perJoint(_ turning: Double?, _ sliding: Double?, _ base: [Double]?) -> [Double] {
      isSlide.enumerated().map { index, slides in (slides ? sliding : turning) ?? base?[index] ?? 0 }
    }
    let velocity = profile.joints.enumerated().map { index, joint in share.map { joint.velocity * $0 } ?? base?.velocity[index] ?? 0 }
    let margins = perJoint(margin, slideMargin, base?.margin)
    for (joint, margin) in zip(profile.joints, margins) where 2 * margin >= joint.upper - joint.lower {
      map.error("\(map.path).margin leaves joint '\(joint.name)' no travel", at: "margin")
    }
    var limits = LimitSettings(
      velocity: velocity, acceleration: perJoint(acceleration, slideAcceleration, base?.acceleration),
      jerk: perJoint(jerk, slideJerk, base?.jerk), margin: margins)
    limits.workspace = workspace ?? []
    limits.stopsBeforeCollision = stops ?? true
    return limits
  }

  /// `workspace:` planes that hands and elbows must not cross.
  private func readWorkspace(_ reader: ValueReader) -> [HalfSpace] {
    (reader.items(count: 0...16) ?? []).compactMap { item in
      guard let map = item.mapping() else { return nil }
      let point = map.require("point_m").map { KinematicsReader.vector($0) }
      let inward = map.require("inward").map { KinematicsReader.vector($0) }
      map.finish()
      guard let point, let inward else { return nil }
      let length = inward.length
      if length < 1e-6 {
        map.error("\(map.path).inward has no direction", at: "inward")
        return nil
      }
      return HalfSpace(point: point, inward: inward * (1 / length))
    }
  }

  private func suggested(_ profile: RobotProfile, at reader: ValueReader) -> SuggestedLimits? {
    if let suggested = profile.suggested { return suggested }
    reader.error(
      "robot '\(profile.name)' suggests no limits",
      notes: ["write them like '{velocity: 40%, acceleration: 60rad/s^2, jerk: 4000rad/s^3, margin: 2deg}'"])
    return nil
  }
}
