package import ExocapCore

/// The ways of the arms for opening a microwave's door, found once for a robot and a scene.
///
/// Retargeting is by joints, so the person's angles are the robot's up to the rig's affine map: the right arm's ways are
/// solved on the robot's own tree of links, so that the robot's hand meets the handle and follows the door's arc.
package struct MicrowavePlan: Sendable, Equatable {
  /// Where everything stands.
  package let scene: MicrowaveScene
  /// The right arm before and after: upper arm down, forearm forward and low.
  package let rightRest: ArmAngles
  /// The left arm before and after.
  package let leftRest: ArmAngles
  /// The left arm while it steadies the oven.
  package let leftSteady: ArmAngles
  /// From a hand's breadth before the handle to the handle.
  let approach: JointPath
  /// Along the arc about the hinge, even in the door's angle.
  let pull: JointPath
  /// From the handle back, along the hand's own axis.
  let retreat: JointPath

  /// [m] How far before the handle the hand turns towards it, and how far it goes back after.
  package static var clearance: Double { 0.08 }
  /// [m] The most that a knot may miss its point.
  package static var tolerance: Double { 0.0005 }
  /// [rad] The most that the hand may tilt on the way.
  package static var tiltTolerance: Double { 0.01 }
  /// [rad] Heading of the hand at the closed door and at the open one: it comes from the right, clear of the chest.
  static var headings: (closed: Double, open: Double) { (0.1, 0.7) }

  /// Solves the ways for a robot whose arms are named as the Unitree G1's.
  ///
  /// Allocates.
  package init(_ model: KinematicModel, scene: MicrowaveScene = MicrowaveScene()) throws(MotionError) {
    self.scene = scene
    rightRest = ArmAngles([0.25, -0.15, 0, 0.75, 0, 0, 0])
    leftRest = ArmAngles([0.25, 0.15, 0, 0.75, 0, 0, 0])
    leftSteady = ArmAngles([-0.35, 0.20, 0.05, 0.55, 0, 0, 0])
    var solver = try ArmSolver(model, side: .right, gripPoint: scene.gripPoint)
    let handle = scene.handle(openedBy: 0)
    let ahead = MicrowavePlan.headings
    let out = scene.outward(openedBy: 0) * MicrowavePlan.clearance
    let towards = (0...8).map { knot in
      ArmSolver.Target(position: handle + out * (1 - Double(knot) / 8), heading: ahead.closed)
    }
    approach = try JointPath(MicrowavePlan.solve(towards, from: rightRest, with: &solver).map(\.angles))
    let arc = (1...40).map { knot in
      let part = Double(knot) / 40
      return ArmSolver.Target(
        position: scene.handle(openedBy: scene.openingAngle * part), heading: ahead.closed + (ahead.open - ahead.closed) * part)
    }
    let pulled = try MicrowavePlan.solve(arc, from: approach.end, with: &solver)
    // Each way begins with the very angles in which the last one ended.
    pull = JointPath([approach.end] + pulled.map(\.angles))
    let back = pulled[pulled.count - 1].forward * -MicrowavePlan.clearance
    let away = (1...8).map { knot in
      ArmSolver.Target(position: scene.handle(openedBy: scene.openingAngle) + back * (Double(knot) / 8), heading: ahead.open)
    }
    retreat = try JointPath([pull.end] + MicrowavePlan.solve(away, from: pull.end, with: &solver).map(\.angles))
  }

  private static func solve(
    _ targets: [ArmSolver.Target], from start: ArmAngles, with solver: inout ArmSolver
  ) throws(MotionError) -> [ArmSolver.Solution] {
    // Elbow low and a little out: where a person's is who opens a door at the height of the chest.
    let posture = ArmAngles([-0.2, -0.25, 0, 0.3, 0, 0, 0])
    var found: [ArmSolver.Solution] = []
    for target in targets {
      let solution = solver.solve(target, from: found.last?.angles ?? start, posture: posture)
      guard solution.error <= tolerance, solution.tilt <= tiltTolerance else {
        throw .unreachable(point: target.position, missedBy: solution.error)
      }
      found.append(solution)
    }
    return found
  }
}
