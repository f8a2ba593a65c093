import ExocapCore
import ExocapTestSupport

/// The Allegro hand and a recorded human hand of the shared data, with dex-retargeting's answers.
struct Allegro {
  /// In the order of dex-retargeting's answers (hand_meta.json).
  static let joints = [0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11].map { "joint_\($0).0" }
  /// hand_meta.json: wrist to tip, times 1.6, turned by this matrix.
  static let scale = 1.6
  static let turn = Rotation(
    x: Vec3(-0.37743950261493325, 0.9254005199123956, 0.03425346130917146),
    y: Vec3(-0.925414634692458, -0.3782817316342784, 0.022598349691863168),
    z: Vec3(0.03386998321251318, -0.02316914451676433, 0.9991576527152984))
  static var angles: Vec3 {
    Vec3(
      Math.atan2(turn.y.z, turn.z.z), Math.atan2(-turn.x.z, Math.sqrt(1 - turn.x.z * turn.x.z)), Math.atan2(turn.x.y, turn.x.x))
  }
  static let tips = ["link_15.0_tip", "link_3.0_tip", "link_7.0_tip", "link_11.0_tip"]
  static let knuckles = ["link_14.0", "link_1.0", "link_5.0", "link_9.0"]

  let hand: HandModel
  let model: KinematicModel
  let readings: [HandPoints]
  let answers: [[Double]]

  /// Nil where the shared data are absent.
  init?() throws {
    guard let urdf = Requirement.sharedData("robots/allegro_hand_right.urdf"), let file = TextFile(path: urdf),
      let tree = RobotKinematics(urdf: file.text),
      let keypoints = Requirement.sharedData("kinematics/hand_keypoints21_50hz.csv"), let points = TextFile(path: keypoints),
      let vector = Requirement.sharedData("kinematics/hand_allegro_vector_q.csv"), let theirs = TextFile(path: vector)
    else { return nil }
    let fingers = zip([FingerName.thumb, .index, .middle, .ring], zip(Self.knuckles, Self.tips)).map {
      Finger(name: $0, knuckle: $1.0, tip: $1.1)
    }
    hand = HandModel(group: .rightHand, kinematics: tree, fingers: fingers, wrist: "wrist")
    model = try KinematicModel(tree)
    readings = points.numbers.dropFirst().map { row in
      var hand = HandPoints()
      for point in 0..<21 { hand.points[point] = Vec3(row[3 * point], row[3 * point + 1], row[3 * point + 2]) }
      hand.measureLengths()
      return hand
    }
    answers = Array(theirs.numbers.dropFirst())
  }

  /// [m] The mean over fingers of |wrist → tip - 1.6 · turn · the human's|, by the core's tested kinematics.
  func wristError(_ q: [Double], _ reading: HandPoints) throws -> Double {
    var state = KinematicState(model)
    for (name, position) in zip(Self.joints, q) { state.setPosition(position, joint: model.joint(named: name) ?? 0) }
    state.updatePlacements()
    let wrist = state.placement(link: model.link(named: "wrist") ?? 0).position
    let points = reading.points
    var sum = 0.0
    for finger in 0..<4 {
      let tip = state.placement(link: model.link(named: Self.tips[finger]) ?? 0).position
      sum += (tip - wrist - Self.turn * (points[finger * 4 + 4] - points[0]) * Self.scale).length
    }
    return sum / 4
  }
}
