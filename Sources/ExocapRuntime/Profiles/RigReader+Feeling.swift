internal import ExocapCore

extension RigReader {
  /// `feels:` of devices: whose force each lets its operator feel, as a joint group, or as `{robot: …, group: …}` where there are several
  /// robots.
  func bindHands(of devices: inout [RigDevice?], to robots: [RigRobot]) {
    for index in devices.indices {
      guard let reader = slots[index].feels, let device = devices[index] else { continue }
      guard case .dynamixel2(let bus) = device.profile.wire, bus.spring != nil else {
        reader.error("'\(device.profile.name)' has nothing to pull with", notes: ["only a profile with 'spring' lets its operator feel"])
        continue
      }
      devices[index]?.feels = feltHand(reader, robots)
    }
  }

  private func feltHand(_ reader: ValueReader, _ robots: [RigRobot]) -> FeltHand? {
    guard case .mapping = reader.node.content, let map = reader.mapping() else {
      guard let group = reader.choice(JointGroup.byName) else { return nil }
      guard robots.count == 1 else {
        reader.error("the rig has \(robots.count) robots", notes: ["say whose: 'feels: {robot: ID, group: \(group.name)}'"])
        return nil
      }
      return checked(FeltHand(robot: RobotID(0), group: group), robots, at: reader)
    }
    let robot = map.require("robot").flatMap { readRobot($0, among: robots) }
    let group = map.require("group")?.choice(JointGroup.byName)
    map.finish()
    guard let robot, let group else { return nil }
    return checked(FeltHand(robot: RobotID(robot), group: group), robots, at: reader)
  }

  /// A robot feels where it has a gripper.
  private func checked(_ hand: FeltHand, _ robots: [RigRobot], at reader: ValueReader) -> FeltHand? {
    let grippers = robots[Int(hand.robot.index)].profile.grippers.map(\.group)
    if grippers.contains(hand.group) { return hand }
    reader.error(
      "\(hand.group.name) of '\(robots[Int(hand.robot.index)].id)' has no gripper",
      notes: grippers.isEmpty ? [] : ["allowed here: " + grippers.map(\.name).joined(separator: ", ")])
    return nil
  }
}
