import ExocapSimulation

/// Recorded motions as text, for tests.
enum MotionText {
  /// The header with every column.
  static var header: String {
    (["t_s"] + ArmSide.allCases.flatMap { side in ArmJoint.allCases.map { $0.robotName(side) } }).joined(separator: ",")
  }

  /// A motion in which only the left elbow moves: pairs of time [s] and angle [rad].
  static func leftElbow(_ points: [(Double, Double)]) -> [UInt8] {
    let rows = points.map { time, angle in "\(time),0,0,0,\(angle)" + String(repeating: ",0", count: 10) }
    return Array(([header] + rows).joined(separator: "\n").utf8)
  }
}
