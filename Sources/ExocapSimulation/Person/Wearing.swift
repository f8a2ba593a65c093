package import ExocapCore

/// What the worn devices of a rig measure of an operator: the robot's joint angles that the person makes, taken back through the
/// rig's maps to each device's own values.
package struct Wearing: Sendable {
  /// What one value of a stream measures.
  private enum Meaning: Sendable {
    /// value = (angle of that robot joint - offset) / gain
    case angle(ArmSide, ArmJoint, gain: Double, offset: Double)
    /// value = (1 - trigger - offset) / gain
    case trigger(ArmSide, gain: Double, offset: Double)
    case force(ArmSide)
    /// 1 while the person confirms.
    case confirm
    /// [rad | m] A joint that no plain map leads back to the person: it goes slowly about the middle of its travel, where asked to.
    case joint(middle: Double, reach: Double)
    case nothing
  }

  private var meanings: [[[Meaning]]]
  /// [N] A hand that confirms by squeezing presses this hard.
  private var squeeze: [Int: Double] = [:]

  /// - Parameter rig: its first robot is the one that the person drives.
  package init(_ rig: Rig) {
    meanings = rig.devices.map { device in
      device.profile.streams.map { stream in stream.values.map { Wearing.restless($0, of: stream.kind) } }
    }
    guard let robot = rig.robots.first else { return }
    for (index, mapping) in robot.map.enumerated() {
      guard let (source, gain, offset) = Wearing.line(mapping) else { continue }
      for side in ArmSide.allCases {
        for joint in ArmJoint.allCases where robot.profile.joints[index].name == joint.robotName(side) {
          set(.angle(side, joint, gain: gain, offset: offset), source)
        }
      }
    }
    for (index, gripper) in robot.profile.grippers.enumerated() where index < robot.grips.count {
      let side: ArmSide = gripper.group == .leftHand ? .left : .right
      if let force = robot.grips[index].force { set(.force(side), force.source) }
      if let aperture = robot.grips[index].aperture, aperture.source != robot.grips[index].force?.source {
        set(.trigger(side, gain: aperture.gain, offset: aperture.offset), aperture.source)
      }
    }
    for act in robot.engagement.confirm {
      if kind(of: act.source, in: rig) == .forces {
        squeeze[key(act.source)] = act.over + 4
        // A cell that only confirms feels the left hand.
        if !isForce(act.source) { set(.force(.left), act.source) }
      } else {
        set(.confirm, act.source)
      }
    }
  }

  /// A map of one value without a curve, which can be read backwards; nil for any other. Its turn does not matter: a person has none.
  private static func line(_ mapping: JointMapping) -> (source: ValueReference, gain: Double, offset: Double)? {
    switch mapping {
    case .joint(let source, let gain, let offset): return gain != 0 ? (source, gain, offset) : nil
    case .combined(let combination):
      guard combination.terms.count == 1, combination.curve.isEmpty, let term = combination.terms.first, term.gain != 0 else { return nil }
      return (term.source, term.gain, combination.offset)
    case .hold, .constant: return nil
    }
  }

  private static func restless(_ value: ValueProfile, of kind: SampleKind) -> Meaning {
    guard kind == .joints else { return .nothing }
    guard value.lower.isFinite, value.upper.isFinite else { return .joint(middle: 0, reach: 0.2) }
    return .joint(middle: 0.5 * (value.lower + value.upper), reach: min(0.2, 0.4 * (value.upper - value.lower)))
  }

  private func kind(of source: ValueReference, in rig: Rig) -> SampleKind {
    rig.devices[Int(source.device.index)].profile.streams[Int(source.stream.index)].kind
  }

  private func isForce(_ source: ValueReference) -> Bool {
    if case .force = meanings[Int(source.device.index)][Int(source.stream.index)][source.value] { return true }
    return false
  }

  private func key(_ source: ValueReference) -> Int {
    (Int(source.device.index) * StreamIndex.capacity + Int(source.stream.index)) * 64 + source.value
  }

  private mutating func set(_ meaning: Meaning, _ source: ValueReference) {
    meanings[Int(source.device.index)][Int(source.stream.index)][source.value] = meaning
  }

  /// Puts a pose on a device: what each of its streams measures now, in SI. Joints that the pose does not tell stand at 0, or with a
  /// `time` move.
  package func dress(_ device: inout SimulatedDevice, as index: DeviceID, in pose: OperatorPose, at time: Interval? = nil) {
    var perfect = Imperfections()
    dress(&device, as: index, in: pose, at: time, with: &perfect)
  }

  /// Puts a pose on a device that is not perfect: each angle is off by what `imperfections` says.
  package func dress(
    _ device: inout SimulatedDevice, as index: DeviceID, in pose: OperatorPose, at time: Interval? = nil,
    with imperfections: inout Imperfections
  ) {
    for (stream, values) in meanings[Int(index.index)].enumerated() {
      var worn: [Double] = []
      for (place, meaning) in values.enumerated() {
        let source = ValueReference(device: index, stream: StreamIndex(stream), value: place)
        var reading = value(meaning, pose, squeeze: squeeze[key(source)])
        switch meaning {
        case .angle: reading += imperfections.error(of: source)
        case .joint(let middle, let reach):
          reading = time.map { middle + reach * Math.sin(1.9 * $0.seconds + Double(key(source))) } ?? 0
        case .trigger, .force, .confirm, .nothing: break
        }
        worn.append(reading)
      }
      device.wear(worn, stream: stream)
    }
  }

  /// What a value measures of a pose on perfect hardware, in SI; nil where it measures no angle of an arm.
  package func angle(of source: ValueReference, in pose: OperatorPose) -> Double? {
    let meaning = meanings[Int(source.device.index)][Int(source.stream.index)][source.value]
    if case .angle = meaning { return value(meaning, pose, squeeze: nil) }
    return nil
  }

  private func value(_ meaning: Meaning, _ pose: OperatorPose, squeeze: Double?) -> Double {
    switch meaning {
    case .angle(let side, let joint, let gain, let offset): return (pose[side].angles[joint] - offset) / gain
    case .trigger(let side, let gain, let offset): return (1 - pose[side].trigger - offset) / gain
    case .force(let side):
      if pose.isConfirming, let squeeze { return squeeze }
      return pose[side].gripForce
    case .confirm: return pose.isConfirming ? 1 : 0
    case .joint, .nothing: return 0
    }
  }
}
