extension Rig {
  /// Everything that brings samples: the worn devices, then one link for each robot, in order. A `DeviceID` is the place in this list.
  package var sampleSources: [DeviceProfile] { devices.map(\.profile) + robots.map(\.stateProfile) }

  /// The device that brings the state of robot `robot`.
  package func stateDevice(of robot: RobotID) -> DeviceID { DeviceID(devices.count + Int(robot.index)) }

  /// The role of a device, or the id of the robot whose state it brings.
  package func role(of device: DeviceID) -> String {
    let index = Int(device.index)
    if index < devices.count { return devices[index].role }
    return index - devices.count < robots.count ? robots[index - devices.count].id : "?"
  }
}

extension RigRobot {
  /// The stream of a robot's state that holds its joints.
  package static var jointStream: StreamIndex { StreamIndex(0) }
  package static var forceStream: StreamIndex { StreamIndex(1) }
  package static var leaseStream: StreamIndex { StreamIndex(2) }
  /// What the robot reports besides: a door's angle [rad] and rate [rad/s].
  package static var extraStream: StreamIndex { StreamIndex(3) }

  /// The robot as a device: what its state packets bring.
  package var stateProfile: DeviceProfile {
    let rate = 1 / control.period.seconds
    let joints = profile.joints.map { joint in
      ValueProfile(
        name: joint.name, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
    }
    let forces = JointGroup.allCases.map { group in
      ValueProfile(name: group.name, source: .force(field: 0, scale: 1, saturatesAt: .infinity), lower: -.infinity, upper: .infinity)
    }
    let lease = (0..<LeaseField.count).map { index in
      ValueProfile(
        name: LeaseField(rawValue: index).map { "\($0)" } ?? "field_\(index)",
        source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
    }
    let extra = ["door_angle", "door_rate"].map { name in
      ValueProfile(
        name: name, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
    }
    return DeviceProfile(
      name: "link", title: "state of \(profile.title)", kind: .robot, usbMatches: [], line: SerialLine(baud: 0), wire: .link,
      streams: [
        StreamProfile(name: "joints", kind: .joints, rate: rate, staleAfter: link.stateStaleAfter, values: joints),
        StreamProfile(name: "forces", kind: .forces, rate: rate, staleAfter: link.stateStaleAfter, values: forces),
        StreamProfile(name: "lease", kind: .lease, rate: rate, staleAfter: .seconds(1), values: lease),
        StreamProfile(name: "extra", kind: .inputs, rate: rate, staleAfter: .seconds(1), values: extra),
      ], provenAgainst: "simulated")
  }
}
