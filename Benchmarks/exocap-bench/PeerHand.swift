internal import ExocapCore

/// The Allegro hand led by 21 keypoints.
struct PeerHand {
  private let hand: HandModel
  private let readings: [HandPoints]
  private let angles: Vec3

  /// In the order of dex-retargeting's answers.
  static let joints = [0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11].map { "joint_\($0).0" }
  private static let tips = ["link_15.0_tip", "link_3.0_tip", "link_7.0_tip", "link_11.0_tip"]
  private static let knuckles = ["link_14.0", "link_1.0", "link_5.0", "link_9.0"]

  init(_ folder: String) throws {
    let fingers = zip([FingerName.thumb, .index, .middle, .ring], zip(PeerHand.knuckles, PeerHand.tips)).map {
      Finger(name: $0, knuckle: $1.0, tip: $1.1)
    }
    hand = HandModel(
      group: .rightHand, kinematics: try PeerContender.kinematics("\(folder)/allegro.urdf"), fingers: fingers, wrist: "wrist")
    // The turn from the operator's frame into the palm's, row by row.
    let turn = try NumberTable.numbers("\(folder)/palm.txt")
    angles = Vec3(
      Math.atan2(turn[7], turn[8]), Math.atan2(-turn[6], Math.sqrt(1 - turn[6] * turn[6])), Math.atan2(turn[3], turn[0]))
    let numbers = try NumberTable.numbers("\(folder)/keypoints.txt")
    readings = (0..<numbers.count / 63).map { row in
      var points = HandPoints()
      for point in 0..<21 {
        let at = 63 * row + 3 * point
        points.points[point] = Vec3(numbers[at], numbers[at + 1], numbers[at + 2])
      }
      return points
    }
  }

  private func retargeter(_ kind: String) throws -> HandRetargeter {
    let vectors = kind == "knuckle" ? FingerVectors.knuckleToTip(ratio: nil) : .wristToTip(scale: 1.6)
    return try HandRetargeter(
      hand, joints: PeerHand.joints,
      settings: HandRetargeting(
        source: .glove(DeviceID(0)), vectors: vectors, alignment: .fixed(angles), pinches: kind == "pinch", fastest: 100))
  }

  /// The time of one hand, bones' lengths included. `kind`: vector (dex-retargeting's), pinch (DexPilot's), knuckle (exocap's own).
  func run(_ kind: String, _ count: Int) throws -> [Double] {
    var retargeter = try retargeter(kind)
    var wanted = JointVector.absent
    var (now, row) = (Timestamp(nanoseconds: 1_000_000_000), 0)
    let start = ThreadTime.now()
    for _ in 0..<count {
      var reading = readings[row]
      reading.measureLengths()
      retargeter.retarget(&reading, now: now, into: &wanted)
      now = now + .milliseconds(20)
      row = row + 1 == readings.count ? 0 : row + 1
    }
    let time = ThreadTime.now() - start
    return [1e9 * time / Double(count), wanted[0]]
  }

  /// [rad] The joints of each reading.
  func values(_ kind: String) throws -> [Double] {
    var retargeter = try retargeter(kind)
    var wanted = JointVector.absent
    var now = Timestamp(nanoseconds: 1_000_000_000)
    return readings.flatMap { given in
      var reading = given
      reading.measureLengths()
      retargeter.retarget(&reading, now: now, into: &wanted)
      now = now + .milliseconds(20)
      return wanted.prefix(16)
    }
  }
}
