internal import ExocapCore

extension SimulatedHumanoid {
  /// [m/s²] Of a falling body, with the pelvis upright.
  private static let gravity = Vec3(0, 0, -9.81)

  /// Moves the world on by one step.
  mutating func step() {
    let dt = SimulatedHumanoid.stepLength.seconds / Double(SimulatedHumanoid.substeps)
    kinematics.updateInertias()
    for _ in 0..<SimulatedHumanoid.substeps {
      for joint in servos.indices {
        let gravity = kinematics.gravityTorque(joint: servos[joint].index)
        loads[joint] = -gravity
        servos[joint].drive(gravity: gravity)
      }
      touch()
      door?.step(force: handleForce, dt: dt)
      for joint in servos.indices {
        let inertia = kinematics.inertia(joint: servos[joint].index) + servos[joint].armature
        servos[joint].move(load: loads[joint], inertia: inertia, dt: dt)
      }
      place()
    }
  }

  /// Lets every gripper touch the handle: adds its forces to the joints' loads and to `handleForce`.
  private mutating func touch() {
    handleForce = .zero
    guard let door else { return }
    let handle = door.handle
    let handleVelocity = door.handleVelocity
    for place in grippers.indices {
      let gripper = grippers[place]
      kinematics.updateJacobian(&jacobian, link: gripper.link, point: gripper.point)
      var velocity = Vec3.zero
      for servo in servos { velocity = velocity + jacobian.column(joint: servo.index).linear * servo.dq }
      let hand = kinematics.placement(link: gripper.link) * gripper.point
      let finger = servos[gripper.joint]
      let forces = grippers[place].contact.forces(
        opening: (finger.q - gripper.closed) * gripper.lever, openingSpeed: finger.dq * gripper.lever,
        halfWidth: door.build.handleWidth / 2, offset: handle - hand, velocity: handleVelocity - velocity)
      grippers[place].forces = forces
      loads[gripper.joint] += forces.squeeze * gripper.lever
      handleForce = handleForce + forces.pull
      for joint in servos.indices {
        loads[joint] += jacobian.torque(joint: servos[joint].index, force: -forces.pull, moment: .zero)
      }
    }
  }

  /// Brings the kinematics to where the joints are.
  mutating func place() {
    for servo in servos { kinematics.setPosition(servo.q, joint: servo.index) }
    kinematics.updatePlacements()
    kinematics.updateGravity(acceleration: SimulatedHumanoid.gravity)
  }
}
