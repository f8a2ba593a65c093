internal import ExocapCore

/// An operator who demonstrates something: both arms go from pose to pose by minimum jerk and tremble, hands grasp and release.
/// Made of values, so that it can be asked for any time in any order.
struct TakeMotion: Sendable {
  /// One movement of one arm, or of one hand.
  private struct Move: Sendable {
    var begins: Double
    var lasts: Double
    var target: [Double]
  }

  private var arms: [[Move]] = []
  private var grips: [[Move]] = []
  private let tremor: Tremor
  private let defect: TakeDefect?
  private let end: Double

  /// [rad] How far a pose is from rest, at most, by joint.
  private static var reach: Double { 0.35 }
  private static var firstMove: Double { TakeOptions.start.seconds + 0.2 }

  init(_ options: TakeOptions, random: inout SeededRandom) {
    defect = options.defect
    end = options.duration.seconds
    for _ in ArmSide.allCases {
      arms.append(Self.armMoves(until: end, random: &random))
      grips.append(Self.gripMoves(until: end, random: &random))
    }
    tremor = Tremor(random: &random)
  }

  private static func armMoves(until end: Double, random: inout SeededRandom) -> [Move] {
    var moves: [Move] = []
    var time = firstMove + random.uniform(in: 0...0.3)
    while time < end {
      let lasts = random.uniform(in: 0.8...1.8)
      // The robot's own body is in nobody's way who demonstrates: shoulders turn outwards.
      let target = ArmJoint.allCases.map { random.uniform(in: ($0 == .shoulderRoll ? 0 : -reach)...reach) }
      moves.append(Move(begins: time, lasts: lasts, target: target))
      time += lasts + random.uniform(in: 0.1...0.5)
    }
    return moves
  }

  /// [N] Grasps of an everyday object, with the hand open between them.
  private static func gripMoves(until end: Double, random: inout SeededRandom) -> [Move] {
    var moves: [Move] = []
    var time = firstMove + random.uniform(in: 0.2...1.2)
    while time < end {
      moves.append(Move(begins: time, lasts: 0.4, target: [random.uniform(in: 6...12)]))
      time += random.uniform(in: 0.9...1.4)
      moves.append(Move(begins: time, lasts: 0.3, target: [0]))
      time += random.uniform(in: 1.3...1.9)
    }
    return moves
  }

  /// What the person does at a time since the world began.
  func pose(at time: Interval) -> OperatorPose {
    var pose = OperatorPose()
    let moving = movingTime(time.seconds)
    for (index, side) in ArmSide.allCases.enumerated() {
      for joint in ArmJoint.allCases {
        let sign: Double = side == .right && joint == .shoulderRoll ? -1 : 1
        pose[side].angles[joint] = sign * (Wander.rest[joint.rawValue] + Self.value(arms[index], joint.rawValue, at: moving))
      }
      pose[side].gripForce = Self.value(grips[index], 0, at: moving)
      pose[side].trigger = min(1, pose[side].gripForce / 5)
    }
    tremor.shake(&pose, at: time)
    let isEngaging = time >= .milliseconds(600) && time < .milliseconds(900)
    pose.isConfirming = isEngaging && defect != .neverEngaged
    if let defect { spoil(&pose, defect, at: time) }
    return pose
  }

  /// [s] The time of the motion: it stands still where the operator waits.
  private func movingTime(_ time: Double) -> Double {
    switch defect {
    case .idleHead: max(Self.firstMove, time - 5.5)
    case .idleTail: min(time, end - 5.5)
    default: time
    }
  }

  private static func value(_ moves: [Move], _ place: Int, at time: Double) -> Double {
    var value = 0.0
    for move in moves where move.begins < time {
      value += (move.target[place] - value) * MinimumJerk.position((time - move.begins) / move.lasts)
    }
    return value
  }

  private func spoil(_ pose: inout OperatorPose, _ defect: TakeDefect, at time: Interval) {
    let since = (time - TakeOptions.onset).seconds
    let sinceStart = max(0, (time - TakeOptions.start).seconds)
    switch defect {
    case .stuckEncoder where since > 0: pose.right.angles[.elbow] = Self.stuckAt
    case .jumpingEncoder where since > 0 && since.truncatingRemainder(dividingBy: 0.3) < 0.02: pose.right.angles[.wristPitch] += 1
    case .saturatedSensor where since > 0 && since < 1: pose.right.gripForce = 400
    case .forceDrift: pose.left.gripForce += 0.7 * sinceStart
    case .atLimit: pose.right.angles[.elbow] += 2.6 * MinimumJerk.position(since) * MinimumJerk.position(4 - since)
    case .crossedArms:
      let inwards = 0.8 * MinimumJerk.position(since) * MinimumJerk.position(4 - since)
      pose.left.angles[.shoulderRoll] -= inwards
      pose.right.angles[.shoulderRoll] += inwards
    case .tooFast where since > 0: shake(&pose, amplitude: 0.4 * MinimumJerk.position(since), frequency: 3, at: since)
    case .tooStrong where since > 0 && since < 3: pose.right.gripForce = 60
    case .chatter where since > 0 && since < 3:
      pose.left.gripForce = since.truncatingRemainder(dividingBy: 0.2) < 0.1 ? 8 : 0
    case .shaking: shake(&pose, amplitude: 0.06, frequency: 5, at: sinceStart)
    default: break
    }
  }

  /// [rad] Where a stuck encoder stands.
  private static var stuckAt: Double { 0.6 }

  private func shake(_ pose: inout OperatorPose, amplitude: Double, frequency: Double, at time: Double) {
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases { pose[side].angles[joint] += amplitude * Math.sin(2 * .pi * frequency * time) }
    }
  }
}
