internal import ExocapCore

extension RobotProfileWriter {
  /// `arms:`.
  func arms(of profile: RobotProfile) -> [String] {
    guard !profile.armFrames.isEmpty else { return [] }
    var lines = ["", "arms:" + (armsComment.map { "  # \($0)" } ?? "")]
    for group in JointGroup.allCases {
      guard let frames = profile.armFrames[group] else { continue }
      var fields = ["shoulder: \(scalar(frames.shoulder))", "elbow: \(scalar(frames.elbow))", "wrist: \(scalar(frames.wrist))"]
      append("tool_m", frames.tool, to: &fields)
      append("tool_rpy_rad", frames.toolTurn, to: &fields)
      lines.append("  \(group.name): {\(fields.joined(separator: ", "))}")
    }
    return lines
  }

  /// `collision:`.
  func collision(of profile: RobotProfile) -> [String] {
    guard !profile.body.isEmpty else { return [] }
    var lines = ["", "collision:" + (collisionComment.map { "  # \($0)" } ?? ""), "  body:"]
    for part in profile.body {
      var fields = ["name: \(scalar(part.name))", "link: \(scalar(part.link))"]
      append("from_m", part.from, to: &fields)
      append("to_m", part.to, to: &fields)
      fields.append("radius: \(quantity(part.radius, .length))")
      lines.append("    - {\(fields.joined(separator: ", "))}")
    }
    lines.append("  apart:")
    for pair in profile.apart { lines.append("    - [\(scalar(pair.first)), \(scalar(pair.second))]") }
    return lines
  }

  /// `suggested_limits:` one velocity for turning joints, and those that differ.
  func suggestedLimits(of profile: RobotProfile, kinds: [String: RobotKinematics.JointKind]) -> [String] {
    guard let suggested = profile.suggested else { return [] }
    let isSlide = profile.joints.map { kinds[$0.name] == .prismatic }
    let limits = suggested.limits
    let turning = isSlide.firstIndex(of: false)
    let sliding = isSlide.firstIndex(of: true)
    var lines = ["", "suggested_limits:", "  source: \(scalar(suggested.source))"]
    func first(_ values: [Double], _ index: Int?, else value: Double) -> Double { index.map { values[$0] } ?? value }
    let velocity = first(limits.velocity, turning, else: 1)
    let slideVelocity = first(limits.velocity, sliding, else: 1)
    lines.append("  velocity: \(quantity(velocity, .angularVelocity))")
    let others = profile.joints.indices.filter { limits.velocity[$0] != (isSlide[$0] ? slideVelocity : velocity) }
    if !others.isEmpty {
      lines.append("  velocities:")
      for index in others {
        let dimension: Dimension = isSlide[index] ? .velocity : .angularVelocity
        lines.append("    \(scalar(profile.joints[index].name)): \(quantity(limits.velocity[index], dimension))")
      }
    }
    lines.append("  acceleration: \(quantity(first(limits.acceleration, turning, else: 1), .angularAcceleration))")
    lines.append("  jerk: \(quantity(first(limits.jerk, turning, else: 1), .angularJerk))")
    lines.append("  margin: \(quantity(first(limits.margin, turning, else: 0), .angle))")
    if let sliding {
      let fields = [
        "velocity: \(quantity(slideVelocity, .velocity))", "acceleration: \(quantity(limits.acceleration[sliding], .acceleration))",
        "jerk: \(quantity(limits.jerk[sliding], .jerk))", "margin: \(quantity(limits.margin[sliding], .length))",
      ]
      lines.append("  slides: {\(fields.joined(separator: ", "))}")
    }
    if suggested.handSpeed.isFinite { lines.append("  hand_speed: \(quantity(suggested.handSpeed, .velocity))") }
    lines.append("  hold_after: \(quantity(suggested.holdAfter.seconds, .time))")
    lines.append("  release_after: \(quantity(suggested.releaseAfter.seconds, .time))")
    return lines
  }

  /// `hands:`.
  func hands(of profile: RobotProfile) -> [String] {
    guard !profile.hands.isEmpty else { return [] }
    let actuated = Set(profile.joints.map(\.name))
    var lines = ["", "hands:"]
    for hand in profile.hands {
      lines.append("  - group: \(hand.group.name)")
      if !hand.wrist.isEmpty { lines.append("    wrist: \(scalar(hand.wrist))") }
      lines += ["    fingers:" + (fingersComment.map { "  # \($0)" } ?? "")]
      for finger in hand.fingers {
        var fields = ["knuckle: \(scalar(finger.knuckle))", "tip: \(scalar(finger.tip))"]
        append("tip_m", finger.tipOffset, to: &fields)
        lines.append("      \(finger.name.rawValue): {\(fields.joined(separator: ", "))}")
      }
      lines.append("    kinematics:")
      lines += kinematics(hand.kinematics, actuated: actuated, indent: "      ")
    }
    return lines
  }
}
