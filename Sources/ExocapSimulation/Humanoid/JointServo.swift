internal import ExocapCore

/// One actuated joint: its drive (a PD servo with a torque limit), its friction, its end stops, and how it moves.
struct JointServo {
  /// What a drive is told: it gives tau + kp (q - measured) + kd (dq - measured).
  struct SetPoint {
    /// [rad] or [m] NaN: no position is asked for.
    var q: Double
    /// [rad/s] or [m/s] Speed that is asked for.
    var dq: Double
    /// [N·m] or [N] Effort that is added.
    var tau: Double
    /// [N·m/rad] or [N/m] Stiffness.
    var kp: Double
    /// [N·m·s/rad] or [N·s/m] Damping.
    var kd: Double
  }

  // What it is.
  /// Its place among the kinematic model's joints.
  let index: Int
  /// The part of the robot that it belongs to.
  let group: JointGroup
  /// [rad] or [m] Where the end stops begin.
  let lower: Double
  let upper: Double
  /// [N·m] or [N] The most that the drive gives.
  let effort: Double
  /// [kg·m²] or [kg] What the drive's rotor adds behind its gear.
  let armature: Double
  /// [N·m] or [N] Friction that does not depend on speed.
  let coulomb: Double
  /// [N·m·s/rad] or [N·s/m] Friction by speed.
  let viscous: Double
  /// What the robot's own controller tells the drive: its pose at the start, the profile's gains.
  let own: SetPoint

  // What it is told.
  /// What the rig tells the drive.
  var asked: SetPoint
  /// 0 … 1 How much of the drive is the rig's.
  var weight: Double
  /// [N·m] or [N] A lower limit than `effort` while the rig asks for one: the grip force of a finger.
  var ceiling: Double

  // What it does.
  /// [rad] or [m] Position.
  var q: Double
  /// [rad/s] or [m/s] Speed.
  var dq: Double
  /// [N·m] or [N] What the drive gives, as it would report it.
  var tau: Double

  /// [rad/s] The end stop as a spring: this is how fast the joint would swing on it, far under the substeps' rate.
  private static let stopFrequency = 200.0

  /// A joint of a profile at `start`, brought within its limits, told nothing yet.
  ///
  /// Makers publish neither rotors nor friction: 0.01 kg·m² (0.1 kg for a finger) and, at `friction` 1, a hundredth of
  /// the effort dry and a five-hundredth of it per rad/s are guesses of the right size for geared joints.
  init(_ joint: RobotJoint, index: Int, start: Double, isPrismatic: Bool, friction: Double) {
    let effort = joint.effort.isFinite ? joint.effort : 0
    self.index = index
    group = joint.group
    lower = joint.lower
    upper = joint.upper
    self.effort = joint.effort
    armature = isPrismatic ? 0.1 : 0.01
    coulomb = friction * 0.01 * effort
    viscous = friction * 0.002 * effort
    q = max(joint.lower, min(joint.upper, start))
    dq = 0
    tau = 0
    own = SetPoint(q: q, dq: 0, tau: 0, kp: joint.kp, kd: joint.kd)
    asked = SetPoint(q: .nan, dq: 0, tau: 0, kp: 0, kd: 0)
    weight = 0
    ceiling = .infinity
  }

  /// Sets what the drive gives.
  ///
  /// `gravity` [N·m] or [N] is what holds the joint still; the robot's own controller adds it.
  mutating func drive(gravity: Double) {
    let ours = JointServo.effort(of: asked, q: q, dq: dq)
    let own = JointServo.effort(of: own, q: q, dq: dq) + gravity
    let limit = min(effort, ceiling)
    tau = max(-limit, min(limit, weight * ours + (1 - weight) * own))
  }

  private static func effort(of point: SetPoint, q: Double, dq: Double) -> Double {
    let stiff = point.q.isFinite ? point.kp * (point.q - q) : 0
    return point.tau + stiff + point.kd * (point.dq - dq)
  }

  /// Moves on by `dt` [s] with an inertia [kg·m²] or [kg] under the drive and `load` [N·m] or [N] (semi-implicit Euler).
  mutating func move(load: Double, inertia: Double, dt: Double) {
    var speed = dq + dt / inertia * (tau + load + stop(inertia: inertia))
    // Viscous friction is taken at the new speed, so that it can only slow; the dry part stops but never turns around.
    speed /= 1 + dt * viscous / inertia
    let lost = dt * coulomb / inertia
    speed = speed > lost ? speed - lost : (speed < -lost ? speed + lost : 0)
    dq = speed
    q += dt * speed
  }

  /// [N·m] or [N] What the end stop gives: nothing between the limits, beyond them a damped spring that never pulls.
  private func stop(inertia: Double) -> Double {
    let beyond = q < lower ? lower - q : (q > upper ? upper - q : 0)
    if beyond == 0 { return 0 }
    let push = inertia * JointServo.stopFrequency * (JointServo.stopFrequency * beyond - dq)
    return beyond > 0 ? max(0, push) : min(0, push)
  }
}
