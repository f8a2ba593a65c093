internal import ExocapCore

extension RigReader {
  /// What stands under `engagement:`.
  func readEngagement(_ map: MappingReader, profile: RobotProfile) -> EngagementSettings? {
    let groups = map.require("groups").flatMap { readGroups($0, profile: profile) }
    let mismatch = map["largest_mismatch"]?.quantity(.angle, in: 0.001...Double.pi)
    let blend = map["blend"]?.interval(in: 0.1...30)
    let isRemote = map["remote_engage"]?.choice(["refused": false, "allowed": true])
    let confirm = map["confirm"]?.items(count: 1...8)?.compactMap { confirmAct($0, all: groups ?? .all, profile: profile) }
    let stopsAll = map["on_loss"]?.choice(["stop_all": true, "stop_group": false])
    let tracking = map["tracking"]?.mapping()
    let error = tracking?.require("error")?.quantity(.angle, in: 0.001...Double.pi)
    let time = tracking?.require("time")?.interval(in: 0.001...10)
    tracking?.finish()
    let holds = map["disarmed"]?.choice(["hold": true, "release": false])
    map.finish()
    // With 'controls' there may be one that engages: that is checked when they are read.
    if confirm == nil && !map.has("confirm") && isRemote != true && !root.has("controls") {
      map.reader.error(
        "\(map.path) needs a physical act that confirms: 'confirm' is missing",
        notes: ["write it like '[{from: left_arm.button, over: 0.5}]', or say 'remote_engage: allowed'"])
    }
    guard let groups else { return nil }
    return EngagementSettings(
      groups: groups, largestMismatch: mismatch ?? 0.35, blend: blend ?? .seconds(2), confirm: confirm ?? [],
      isRemoteEngageAllowed: isRemote ?? false, doesLossStopAll: stopsAll ?? true, largestTrackingError: error ?? 0.5,
      trackingTime: time ?? .milliseconds(200), holdsWhileDisarmed: holds ?? false)
  }

  private func readGroups(_ reader: ValueReader, profile: RobotProfile) -> JointGroups? {
    guard let items = reader.items(count: 1...JointGroup.count) else { return nil }
    var groups = JointGroups.none
    for item in items {
      guard let group = item.choice(JointGroup.byName) else { continue }
      if !profile.joints.contains(where: { $0.group == group }) {
        item.error("robot '\(profile.name)' has no joint in group \(group.name)")
      }
      groups.insert(JointGroups(group))
    }
    return groups
  }

  private func confirmAct(_ reader: ValueReader, all: JointGroups, profile: RobotProfile) -> ConfirmAct? {
    guard let map = reader.mapping() else { return nil }
    let value = map.require("from").flatMap { find($0, kinds: [.inputs, .forces]) }
    let over = map.require("over")?.quantity(oneOf: value.map { RigReader.dimensions(of: $0.kind) } ?? [.ratio, .force])
    let groups = map["groups"].flatMap { readGroups($0, profile: profile) }
    map.finish()
    guard let value, let over else { return nil }
    return ConfirmAct(source: value.reference, over: over.value, groups: groups ?? all)
  }

  /// A group that the operator may engage must have something that drives it.
  func checkDriven(
    _ groups: JointGroups, profile: RobotProfile, map: [JointMapping], grips: [GripMapping], at reader: MappingReader
  ) {
    let present = profile.joints.map(\.group)
    for group in JointGroup.allCases where groups.has(group) && present.contains(group) {
      let isJointDriven = zip(profile.joints, map).contains { $0.group == group && !$1.sources.isEmpty }
      let isGripDriven = zip(profile.grippers, grips).contains { $0.group == group && ($1.aperture != nil || $1.force != nil) }
      if !isJointDriven && !isGripDriven {
        reader.error(
          "nothing drives group \(group.name)", at: "groups",
          notes: ["map one of its joints, or its gripper under 'grips', or take the group out"])
      }
    }
  }
}
