internal import ExocapCore

extension RigReader {
  /// One item of `robots:`.
  func robot(_ reader: ValueReader) -> RigRobot? {
    guard let map = reader.mapping() else { return nil }
    let id = map.require("id")?.name(separators: "_")
    let profile = map.require("profile").flatMap(robotProfile)
    let link = map.require("link")?.mapping().flatMap(readLink)
    let control = map.require("control")?.mapping().flatMap(readControl)
    let mapReader = map.require("map")?.mapping()
    let gripsReader = map["grips"]?.mapping()
    let engagementReader = map.require("engagement")?.mapping()
    let limitsReader = map.require("limits")
    let retargetingReader = map["retargeting"]
    map.finish()
    guard let profile else { return nil }
    let errorCount = diagnostics.errorCount
    let joints = mapReader.map { jointMappings($0, profile: profile) }
    let grips = gripMappings(gripsReader, profile: profile)
    // A value that was not found drives nothing, and has been reported already.
    let isMapWhole = diagnostics.errorCount == errorCount && slots.allSatisfy { $0.profile != nil }
    let engagement = engagementReader.flatMap { readEngagement($0, profile: profile) }
    let limits = limitsReader.flatMap { readLimits($0, profile: profile) }
    let retargetingErrors = diagnostics.errorCount
    let retargeting = retargetingReader.map { readRetargeting($0, profile: profile) } ?? []
    let isRetargetingWhole = diagnostics.errorCount == retargetingErrors
    guard let id, let link, let control, let joints, let grips, let engagement, let limits else { return nil }
    if isMapWhole, isRetargetingWhole, let engagementReader {
      checkDriven(
        engagement.groups.subtracting(retargeting.solved), profile: profile, map: joints, grips: grips, at: engagementReader)
    }
    return RigRobot(
      id: id, profile: profile, link: link, control: control, map: joints, grips: grips, engagement: engagement, limits: limits,
      retargeting: retargeting)
  }

  private func robotProfile(_ reader: ValueReader) -> RobotProfile? {
    guard let name = reader.text(), let source = source(of: .robot, named: name, for: reader),
      let profile = RobotProfileReader.read(source, diagnostics: diagnostics)
    else { return nil }
    checkName(profile.name, of: source, named: name)
    return profile
  }

  private func readLink(_ map: MappingReader) -> LinkSettings? {
    let host = map.require("host")?.text()
    let port = map.require("port")?.integer(in: 1...65535)
    let robot = map.require("robot")?.integer(in: 0...Int(UInt32.max))
    let timeToLive = map["time_to_live"]?.interval(in: 0.001...1)
    let stale = map["state_stale_after"]?.interval(in: 0.001...1)
    let operatorID = map["operator"]?.integer(in: 0...Int(UInt32.max))
    map.finish()
    guard let host, let port, let robot else { return nil }
    return LinkSettings(
      host: host, port: UInt16(port), robot: UInt32(robot), timeToLive: timeToLive ?? .milliseconds(20),
      stateStaleAfter: stale ?? .milliseconds(50), operatorID: UInt32(operatorID ?? 0))
  }

  /// `control:` a rate for an absolute timer, or a lead device whose rate is the loop's.
  private func readControl(_ map: MappingReader) -> ControlSettings? {
    let rate = map["rate"]?.quantity(.frequency, in: 10...2000)
    let lead = map["lead"]
    let isCompensated = map["gravity"]?.choice(["compensated": true, "none": false]) ?? false
    map.finish()
    guard let lead else {
      if rate == nil && !map.has("rate") {
        map.reader.error(
          "\(map.path) needs a rate or a lead", notes: ["'rate: 500Hz' for a timer, or 'lead: ROLE' for a tick on each arrival"])
      }
      return rate.map { ControlSettings(period: .seconds(rounding: 1 / $0), lead: nil, isGravityCompensated: isCompensated) }
    }
    guard let role = lead.text() else { return nil }
    guard let index = slots.firstIndex(where: { $0.role == role }) else {
      lead.error(
        "no device has the role '\(YAMLNode.shortened(role))'", notes: Suggestion.notes(for: role, among: slots.compactMap(\.role)))
      return nil
    }
    guard let profile = slots[index].profile, let fastest = profile.streams.map(\.rate).max(), fastest > 0 else { return nil }
    if let rate, (rate / fastest - 1).magnitude > 0.01 {
      map.error(
        "\(map.path).rate is \(Quantity.shortText(rate))Hz, but '\(role)' arrives at \(Quantity.shortText(fastest))Hz", at: "rate",
        notes: ["remove the rate: the lead gives it; or remove the lead for a timer"])
      return nil
    }
    return ControlSettings(period: .seconds(rounding: 1 / fastest), lead: DeviceID(index), isGravityCompensated: isCompensated)
  }
}
