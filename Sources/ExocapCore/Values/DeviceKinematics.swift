/// Where the links of a worn device are, from what its sensors say.
package struct DeviceKinematics: Sendable, Equatable {
  /// Each moving joint has the name of a value in one of the profile's streams of joints.
  ///
  /// The root has x forward, y left, z up as the device is worn upright, or as the rig's mounting turns it.
  package var tree: RobotKinematics
  /// Of an arm; nil where the device is no arm.
  package var frames: ArmFrames?
  /// Of a glove; empty where it is none.
  package var fingers: [Finger]
  /// Lengths that differ from unit to unit, or that no source gives: the calibration has them.
  package var lengths: [MeasuredLength]

  package init(tree: RobotKinematics, frames: ArmFrames? = nil, fingers: [Finger] = [], lengths: [MeasuredLength] = []) {
    self.tree = tree
    self.frames = frames
    self.fingers = fingers
    self.lengths = lengths
  }

  /// The tree of one unit: measured lengths filled in. Nil where one is missing.
  package func tree(lengths measured: [String: Double]) -> RobotKinematics? {
    var tree = tree
    for length in lengths {
      guard let metres = measured[length.name] else { return nil }
      guard let index = tree.joints.firstIndex(where: { $0.name == length.joint }) else { continue }
      tree.joints[index].origin = tree.joints[index].origin + length.direction * metres
    }
    return tree
  }

  /// The device of the other side: its mirror image at the body's x-z plane.
  ///
  /// Its joints read what the original's do in the mirrored pose.
  package var mirrored: DeviceKinematics {
    var result = self
    result.tree = tree.mirrored
    for index in result.lengths.indices { result.lengths[index].direction.y = -lengths[index].direction.y }
    for index in result.fingers.indices { result.fingers[index].tipOffset.y = -fingers[index].tipOffset.y }
    if let frames {
      result.frames?.tool = Vec3(frames.tool.x, -frames.tool.y, frames.tool.z)
      result.frames?.toolTurn = Vec3(-frames.toolTurn.x, frames.toolTurn.y, -frames.toolTurn.z)
    }
    return result
  }
}

/// Links of an arm that a retargeter speaks of.
package struct ArmFrames: Sendable, Equatable {
  /// The link whose origin is the shoulder's centre.
  package var shoulder: String
  /// The link whose origin is the elbow.
  package var elbow: String
  /// The link that the hand is fixed to.
  package var wrist: String
  /// [m] The hand's centre in the wrist link's frame.
  package var tool: Vec3
  /// [rad] Roll, pitch, yaw of the hand in the wrist link's frame: x to the fingers, z up where the thumb points up.
  ///
  /// Hands of equal orientation have equal frames, on a person and on a robot.
  package var toolTurn: Vec3

  package init(shoulder: String, elbow: String, wrist: String, tool: Vec3 = .zero, toolTurn: Vec3 = .zero) {
    self.shoulder = shoulder
    self.elbow = elbow
    self.wrist = wrist
    self.tool = tool
    self.toolTurn = toolTurn
  }

  /// The hand in the wrist link's frame.
  package var toolPlacement: Placement { Placement(rotation: Rotation(rollPitchYaw: toolTurn), position: tool) }
}

/// A length of a device's tree that stands in the calibration.
package struct MeasuredLength: Sendable, Equatable {
  /// The key in the calibration's `lengths`.
  package var name: String
  /// The joint whose origin lies that far …
  package var joint: String
  /// [-] … in this direction of the parent's frame, beyond the origin that the profile gives.
  package var direction: Vec3

  package init(name: String, joint: String, direction: Vec3) {
    self.name = name
    self.joint = joint
    self.direction = direction
  }
}

extension RobotKinematics {
  /// The mirror image at the root's x-z plane, in which equal joint positions are mirrored poses.
  ///
  /// With M = diag(1, -1, 1): places p become M p and rotations M R M. A turn about a becomes one by the same angle about -M a;
  /// a slide along a becomes one along M a.
  package var mirrored: RobotKinematics {
    var result = self
    for index in result.joints.indices {
      let joint = joints[index]
      result.joints[index].origin.y = -joint.origin.y
      result.joints[index].rollPitchYaw = Vec3(-joint.rollPitchYaw.x, joint.rollPitchYaw.y, -joint.rollPitchYaw.z)
      let axis = joint.axis
      result.joints[index].axis = joint.kind == .prismatic ? Vec3(axis.x, -axis.y, axis.z) : Vec3(-axis.x, axis.y, -axis.z)
    }
    for index in result.links.indices {
      let link = links[index]
      result.links[index].centre.y = -link.centre.y
      result.links[index].inertiaRollPitchYaw = Vec3(-link.inertiaRollPitchYaw.x, link.inertiaRollPitchYaw.y, -link.inertiaRollPitchYaw.z)
      result.links[index].inertia.ixy = -link.inertia.ixy
      result.links[index].inertia.iyz = -link.inertia.iyz
    }
    return result
  }
}

extension DeviceProfile {
  /// The value that measures the joint of that name; nil where no stream of joints has it.
  package func joint(named name: String, of device: DeviceID) -> ValueReference? {
    for (stream, description) in streams.enumerated() where description.kind == .joints {
      guard let value = description.values.firstIndex(where: { $0.name == name }) else { continue }
      return ValueReference(device: device, stream: StreamIndex(stream), value: value)
    }
    return nil
  }
}
