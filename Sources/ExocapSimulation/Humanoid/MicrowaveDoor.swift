package import ExocapCore

/// A door on a vertical hinge with a latch and a bar to pull: what the demo's humanoid opens.
///
/// In the pelvis frame.
///
/// The closed door stands across x; opening swings the handle towards the robot. One number moves: the angle.
package struct MicrowaveDoor: Sendable {
  /// What a door is made of and where it stands.
  package struct Build: Sendable {
    /// [m] The middle of the handle while the door is closed, in the pelvis frame.
    package var handle: Vec3
    /// [m] From the hinge to the handle.
    package var radius: Double
    /// Whether the hinge is on the robot's left of the handle.
    package var isHingedLeft: Bool
    /// [m] Thickness of the bar that the fingers close on.
    package var handleWidth: Double
    /// [kg·m²] About the hinge.
    package var inertia: Double
    /// [N·m·s/rad] Friction of the hinge by speed.
    package var viscous: Double
    /// [N·m] Friction of the hinge that does not depend on speed.
    package var coulomb: Double
    /// [N·m] The latch's pull where it lets go.
    package var latchTorque: Double
    /// [rad] How far the door opens until the latch lets go.
    package var latchAngle: Double
    /// [rad] Where the door meets its stop.
    package var widest: Double

    /// A kitchen microwave's door: 2 kg, 0.4 m wide, some 12 N at the handle to open.
    ///
    /// Estimates, not measurements.
    package init(handle: Vec3) {
      self.handle = handle
      radius = 0.36
      isHingedLeft = true
      handleWidth = 0.02
      // A plate of 2 kg and 0.4 m about its edge: m w² / 3.
      inertia = 0.107
      viscous = 0.15
      coulomb = 0.1
      latchTorque = 4.2
      latchAngle = 0.02
      widest = 1.9
    }
  }

  /// What it is made of and where it stands.
  package let build: Build
  /// [rad] 0 closed, positive open.
  package private(set) var angle = 0.0
  /// [rad/s] How fast it opens.
  package private(set) var rate = 0.0

  /// [rad/s] The stops at both ends as springs: how fast the door would swing on them.
  private static let stopFrequency = 200.0

  /// A closed door at rest.
  package init(_ build: Build) { self.build = build }

  /// Whether the latch holds the door.
  package var isLatched: Bool { angle < build.latchAngle }

  /// [m] The middle of the handle now, in the pelvis frame.
  package var handle: Vec3 {
    let (sine, cosine) = Math.sincos(angle)
    return build.handle + Vec3(-sine, side * (1 - cosine), 0) * build.radius
  }

  /// [m/s] How fast the handle moves.
  package var handleVelocity: Vec3 { tangent * rate }

  /// 1 where the hinge is at larger y than the handle, else -1.
  private var side: Double { build.isHingedLeft ? 1 : -1 }

  /// [m] The handle's move by angle: the derivative of `handle`.
  private var tangent: Vec3 {
    let (sine, cosine) = Math.sincos(angle)
    return Vec3(-cosine, side * sine, 0) * build.radius
  }

  /// Moves on by `dt` [s] under a force [N] on the handle (semi-implicit Euler).
  package mutating func step(force: Vec3, dt: Double) {
    var torque = force.dot(tangent)
    // The latch is a spring up to where it lets go, in both directions.
    if angle > 0 && isLatched { torque -= build.latchTorque * angle / build.latchAngle }
    let beyond = angle < 0 ? -angle : (angle > build.widest ? build.widest - angle : 0)
    if beyond != 0 {
      let push = build.inertia * MicrowaveDoor.stopFrequency * (MicrowaveDoor.stopFrequency * beyond - rate)
      torque += beyond > 0 ? max(0, push) : min(0, push)
    }
    var speed = (rate + dt / build.inertia * torque) / (1 + dt * build.viscous / build.inertia)
    let lost = dt * build.coulomb / build.inertia
    speed = speed > lost ? speed - lost : (speed < -lost ? speed + lost : 0)
    rate = speed
    angle += dt * speed
  }
}
