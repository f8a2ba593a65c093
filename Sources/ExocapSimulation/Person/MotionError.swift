package import ExocapCore

/// Why a motion cannot be made or read.
package enum MotionError: Error, Equatable, CustomStringConvertible {
  /// The robot's tree has no joint of this name.
  case noSuchJoint(String)
  /// The robot's tree has no link of this name.
  case noSuchLink(String)
  /// [m] The arm cannot hold this point of the hand's path with an upright hand, and how far from it it stays.
  case unreachable(point: Vec3, missedBy: Double)
  /// A recorded motion is not what it should be, at a line and column of its text, both from 1.
  case text(line: Int, column: Int, problem: String)

  /// What is wrong and where, for a person.
  package var description: String {
    switch self {
    case .noSuchJoint(let name): "the robot has no joint \(name), which this motion moves"
    case .noSuchLink(let name): "the robot has no link \(name), which this motion leads to the door's handle"
    case .unreachable(let point, let missedBy):
      "the hand cannot reach x \(point.x) y \(point.y) z \(point.z) m upright: it stays \(missedBy) m away"
    case .text(let line, let column, let problem): "\(line):\(column): \(problem)"
    }
  }
}
