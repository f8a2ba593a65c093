internal import ExocapCore

/// Finds the angles of an arm for a place of its hand: damped least squares, offline, for the start of a simulation.
///
/// Minimizes |W·e|² + μ·|q − posture|² by Gauss-Newton steps, with Levenberg's damping in proportion to the error
/// (Sugihara, Solvability-Unconcerned Inverse Kinematics by the Levenberg-Marquardt Method, 2011). Allocates.
struct ArmSolver: ~Copyable {
  /// Where a hand is to be: it holds a vertical bar, so it may turn about the bar, but not tilt.
  struct Target: Equatable {
    /// [m] Of the grip point, in the root frame.
    var position: Vec3
    /// [rad] Heading of the hand's x axis from the root's x axis; a wish, given up where the arm cannot.
    var heading: Double
  }

  /// What was reached.
  struct Solution {
    /// [rad] What the arm takes.
    var angles: ArmAngles
    /// Unit vector of the hand's x axis, in the root frame.
    var forward: Vec3
    /// [m] How far the grip point is from its target.
    var error: Double
    /// [rad] How far the hand tilts.
    var tilt: Double
  }

  /// The most steps for one target; ten are usual.
  static var stepLimit: Int { 200 }
  /// [rad] The largest change of a joint in one step.
  static var stepBound: Double { 0.2 }
  /// [rad] What is kept from the joints' limits.
  static var margin: Double { 0.02 }
  /// [m] A radian of tilt counts as this much of place.
  static var tiltWeight: Double { 0.3 }
  /// [m] A radian of heading counts as this much of place.
  static var headingWeight: Double { 0.03 }
  /// [m²] A square radian from the posture counts as this much of square error: next to nothing.
  static var postureWeight: Double { 1e-6 }

  private let joints: [Int]
  private let lower: [Double]
  private let upper: [Double]
  private let link: Int
  private let point: Vec3
  private var state: KinematicState
  private var jacobian: Jacobian

  /// For an arm of `model`, holding with `gripPoint` [m] of its last wrist link.
  init(_ model: KinematicModel, side: ArmSide, gripPoint: Vec3) throws(MotionError) {
    var joints: [Int] = []
    for joint in ArmJoint.allCases {
      let name = joint.robotName(side)
      guard let index = model.joint(named: name) else { throw .noSuchJoint(name) }
      joints.append(index)
    }
    let linkName = side.rawValue + "_wrist_yaw_link"
    guard let link = model.link(named: linkName) else { throw .noSuchLink(linkName) }
    self.joints = joints
    self.link = link
    lower = joints.map { model.limits[$0].lower + ArmSolver.margin }
    upper = joints.map { model.limits[$0].upper - ArmSolver.margin }
    point = gripPoint
    state = KinematicState(model)
    jacobian = Jacobian(model)
  }

  /// The angles nearest to `start` and towards `posture` that bring the hand to the target; see the solution's errors.
  mutating func solve(_ target: Target, from start: ArmAngles, posture: ArmAngles) -> Solution {
    var angles = ArmJoint.allCases.map { start[$0] }
    let wished = ArmJoint.allCases.map { posture[$0] }
    for _ in 0..<ArmSolver.stepLimit {
      let error = place(angles, target)
      let change = step(error, from: angles, wished: wished)
      let largest = change.reduce(0) { max($0, abs($1)) }
      let scale = largest > ArmSolver.stepBound ? ArmSolver.stepBound / largest : 1
      for index in angles.indices {
        angles[index] = min(max(angles[index] + change[index] * scale, lower[index]), upper[index])
      }
      if largest < 1e-9 { break }
    }
    let error = place(angles, target)
    let hand = state.placement(link: link).rotation
    let distance = Math.hypot(Math.hypot(error[0], error[1]), error[2])
    let tilt = Math.hypot(error[3], error[4]) / ArmSolver.tiltWeight
    return Solution(angles: ArmAngles(angles), forward: hand.x, error: distance, tilt: tilt)
  }

  /// Moves the model there, and returns the weighted errors: x, y, z, tilt about x and y, heading.
  private mutating func place(_ angles: [Double], _ target: Target) -> [Double] {
    for (index, joint) in joints.enumerated() { state.setPosition(angles[index], joint: joint) }
    state.updatePlacements()
    state.updateJacobian(&jacobian, link: link, point: point)
    let hand = state.placement(link: link)
    let offset = target.position - hand * point
    let tilt = hand.rotation.z.cross(Vec3(0, 0, 1))
    let heading = Math.wrapAngle(target.heading - Math.atan2(hand.rotation.x.y, hand.rotation.x.x))
    return [
      offset.x, offset.y, offset.z, tilt.x * ArmSolver.tiltWeight, tilt.y * ArmSolver.tiltWeight, heading * ArmSolver.headingWeight,
    ]
  }

  /// One damped Gauss-Newton step from where `place` left the model.
  private func step(_ error: [Double], from angles: [Double], wished: [Double]) -> [Double] {
    let rows = joints.map { joint in
      let column = jacobian.column(joint: joint)
      return [
        column.linear.x, column.linear.y, column.linear.z,
        column.angular.x * ArmSolver.tiltWeight, column.angular.y * ArmSolver.tiltWeight,
        column.angular.z * ArmSolver.headingWeight,
      ]
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let damping = 0.1 * dot(error, error) + ArmSolver.postureWeight
    var matrix = rows.map { row in rows.map { dot(row, $0) } }
    var right = rows.map { dot($0, error) }
    for index in right.indices {
      matrix[index][index] += damping
      right[index] += ArmSolver.postureWeight * (wished[index] - angles[index])
    }
    return solveSymmetric(matrix, right)
  }

  /// x of A·x = b for a symmetric positive definite A, by Cholesky's decomposition.
  private func solveSymmetric(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var lower = matrix
    var x = right
    let count = right.count
    for column in 0..<count {
      for k in 0..<column { lower[column][column] -= lower[column][k] * lower[column][k] }
      lower[column][column] = Math.sqrt(lower[column][column])
      for row in (column + 1)..<count {
        for k in 0..<column { lower[row][column] -= lower[row][k] * lower[column][k] }
        lower[row][column] /= lower[column][column]
      }
    }
    for row in 0..<count {
      for k in 0..<row { x[row] -= lower[row][k] * x[k] }
      x[row] /= lower[row][row]
    }
    for step in 1...count {
      let row = count - step
      for k in (row + 1)..<count { x[row] -= lower[k][row] * x[k] }
      x[row] /= lower[row][row]
    }
    return x
  }
}
