internal import ExocapCore
internal import ExocapSimulation

/// What one device of a rig measures of the operator: the rig's joint maps, read backwards.
struct WornValues: Sendable {
  private enum Source: Sendable {
    /// Nobody uses it.
    case none
    /// value = (angle - offset) / gain
    case angle(ArmSide, ArmJoint, gain: Double, offset: Double)
    /// value = ((1 - trigger) - offset) / gain
    case trigger(ArmSide, gain: Double, offset: Double)
    /// [N] What the hand presses with.
    case force(ArmSide)
  }

  private struct Value: Sendable {
    var source = Source.none
    /// What it reads at least while the operator confirms; nil: it confirms nothing.
    var confirming: Double?
    var glitches: [ScriptedGlitch] = []
  }

  /// [N | -] Over the threshold by this factor: a person who means it.
  private static var confirmingFactor: Double { 1.6 }
  /// How far to both sides speed is measured.
  private static var rateSpan: Interval { .milliseconds(1) }

  /// By stream, in the profile's order.
  private var streams: [[Value]]

  /// The values of device `device`, as the rig's robots use them.
  init(rig: Rig, device: DeviceID, glitches: [ScriptedGlitch]) {
    let own = rig.devices[Int(device.index)]
    streams = own.profile.streams.map { $0.values.map { _ in Value() } }
    for robot in rig.robots {
      for (joint, map) in zip(robot.profile.joints, robot.map) { take(joint, map, device) }
      for (gripper, map) in zip(robot.profile.grippers, robot.grips) { take(gripper, map, device) }
      for act in robot.engagement.confirm where act.source.device == device {
        let stream = own.profile.streams[Int(act.source.stream.index)]
        let value = stream.kind == .forces ? act.over * WornValues.confirmingFactor : 1
        streams[Int(act.source.stream.index)][act.source.value].confirming = value
      }
    }
    for glitch in glitches where glitch.role == own.role {
      for (stream, profile) in own.profile.streams.enumerated() {
        guard let place = profile.values.firstIndex(where: { $0.name == glitch.value }) else { continue }
        streams[stream][place].glitches.append(glitch)
      }
    }
  }

  /// Sets everything that the device can measure at `now`.
  func wear(on device: inout SimulatedDevice, script: OperatorScript, now: Timestamp) {
    let present = script.pose(at: now)
    let before = script.pose(at: now - WornValues.rateSpan).pose
    let after = script.pose(at: now + WornValues.rateSpan).pose
    let span = WornValues.rateSpan.seconds * 2
    for (stream, values) in streams.enumerated() {
      var readings: [Double] = []
      var rates: [Double] = []
      for value in values {
        var reading = WornValues.read(value, present.pose)
        for glitch in value.glitches where glitch.moment.take == present.take { reading += glitch.offset(at: present.sinceMotion) }
        readings.append(reading)
        rates.append((WornValues.read(value, after) - WornValues.read(value, before)) / span)
      }
      device.wear(readings, rates: rates, stream: stream)
    }
  }

  private static func read(_ value: Value, _ pose: OperatorPose) -> Double {
    var reading = 0.0
    switch value.source {
    case .none: break
    case .angle(let side, let joint, let gain, let offset): reading = (pose[side].angles[joint] - offset) / gain
    case .trigger(let side, let gain, let offset): reading = (1 - pose[side].trigger - offset) / gain
    case .force(let side): reading = pose[side].gripForce
    }
    if pose.isConfirming, let confirming = value.confirming { reading = max(reading, confirming) }
    return reading
  }

  private mutating func take(_ joint: RobotJoint, _ map: JointMapping, _ device: DeviceID) {
    guard case .joint(let reference, let gain, let offset) = map, reference.device == device, gain != 0 else { return }
    for side in ArmSide.allCases {
      guard let part = ArmJoint.allCases.first(where: { $0.robotName(side) == joint.name }) else { continue }
      set(.angle(side, part, gain: gain, offset: offset), reference)
    }
  }

  private mutating func take(_ gripper: Gripper, _ map: GripMapping, _ device: DeviceID) {
    let side: ArmSide = gripper.group == .leftHand ? .left : .right
    if let opening = map.aperture, opening.source.device == device, opening.gain != 0 {
      set(.trigger(side, gain: opening.gain, offset: opening.offset), opening.source)
    }
    // Where one sensor says both, it measures the force.
    if let force = map.force, force.source.device == device { set(.force(side), force.source) }
  }

  private mutating func set(_ source: Source, _ reference: ValueReference) {
    streams[Int(reference.stream.index)][reference.value].source = source
  }
}
