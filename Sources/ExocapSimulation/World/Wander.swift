// World/ puts devices, links, a person and a humanoid into one virtual time, with faults drawn from a seed.

internal import ExocapCore

/// An operator who moves both arms about the rest pose: slow sums of sines, different with each seed.
struct Wander: Sendable {
  private struct Wave: Sendable {
    var amplitude: Double
    var frequency: Double
    var phase: Double
  }

  private var waves: [[Wave]] = []
  private let confirmAt: Interval

  /// [rad] Arms hanging a little forward, elbows bent: inside every joint's limits.
  static let rest: [Double] = [0.2, 0.2, 0, 0.6, 0, 0, 0]

  init(random: inout SeededRandom, confirmAt: Interval) {
    self.confirmAt = confirmAt
    for _ in 0..<14 {
      waves.append(
        (0..<2).map { _ in
          Wave(
            amplitude: random.uniform(in: 0...0.12), frequency: random.uniform(in: 0.1...1.2), phase: random.uniform(in: 0...6.283))
        })
    }
  }

  func pose(at time: Interval) -> OperatorPose {
    var pose = OperatorPose()
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases {
        let mirrored = side == .right && joint == .shoulderRoll
        var angle = Wander.rest[joint.rawValue] * (mirrored ? -1 : 1)
        for wave in waves[(side == .left ? 0 : 7) + joint.rawValue] {
          angle += wave.amplitude * Math.sin(6.283 * wave.frequency * time.seconds + wave.phase)
        }
        pose[side].angles[joint] = angle
      }
      pose[side].trigger = 0.5
      pose[side].gripForce = 2
    }
    let since = (time - confirmAt).nanoseconds % 1_000_000_000
    pose.isConfirming = time >= confirmAt && since < 200_000_000
    return pose
  }
}
