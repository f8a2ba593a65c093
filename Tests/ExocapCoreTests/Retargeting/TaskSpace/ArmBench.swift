import ExocapCore
import ExocapTestSupport

/// The shared G1 with its two arms, as the shared trajectories mean it: waist at zero, tool 5 cm before the wrist's yaw link.
struct ArmBench {
  let model: KinematicModel

  /// Nil where the shared data is absent.
  init?() throws {
    guard let path = Requirement.sharedData("robots/g1_29dof_rev_1_0.urdf"), let file = TextFile(path: path),
      let description = RobotKinematics(urdf: file.text)
    else { return nil }
    model = try KinematicModel(description)
  }

  static let sides = ["left", "right"]
  static let waist = ["waist_yaw_joint", "waist_roll_joint", "waist_pitch_joint"]
  /// [rad] The shared start of both arms, as traj_q0.csv.
  static let start = [0.05, 0.4, -0.1, -0.25, -0.3, 0, 0.1, 0.05, -0.4, 0.1, -0.25, 0.3, 0, -0.1]

  func cut(_ side: String, hasWaist: Bool = false) -> ArmChain.Cut {
    ArmChain.Cut(
      base: 0, tip: model.link(named: "\(side)_wrist_yaw_link")!, tool: Placement(rotation: .identity, position: Vec3(0.05, 0, 0)),
      elbowLink: model.link(named: "\(side)_elbow_link")!,
      held: hasWaist ? [] : Self.waist.map { ArmChain.Cut.Held(joint: model.joint(named: $0)!, position: 0) })
  }

  func limits(velocity: Double = 10, acceleration: Double = 118) -> [StepLimits] {
    model.limits.map { StepLimits(lower: $0.lower, upper: $0.upper, velocity: velocity, acceleration: acceleration) }
  }

  /// Both arms at the shared start.
  func arms(hasWaist: Bool = false, settings: TaskSpaceSettings = TaskSpaceSettings()) throws -> ArmIK {
    var ik = try ArmIK(
      model, arms: Self.sides.map { cut($0, hasWaist: hasWaist) }, limits: limits(), settings: settings)
    for joint in 0..<14 {
      ik.seed(ik.sharedCount + joint, at: Self.start[joint])
      ik.setPosture(ik.sharedCount + joint, to: Self.start[joint])
    }
    for joint in 0..<ik.sharedCount { ik.setPosture(joint, to: 0) }
    return ik
  }

  /// Where a tool is with the chain's joints at `positions`.
  static func tool(_ chain: inout ArmChain, _ positions: [Double]) -> Placement {
    for (joint, position) in positions.enumerated() { chain.setPosition(position, joint: joint) }
    chain.update()
    return chain.tool
  }

  /// A placement of one row of a shared trajectory.
  static func target(_ row: [Double], arm: Int) -> Placement {
    let first = 1 + 7 * arm
    return Placement(
      rotation: Rotation(Quaternion(x: row[first + 3], y: row[first + 4], z: row[first + 5], w: row[first + 6])),
      position: Vec3(row[first], row[first + 1], row[first + 2]))
  }
}
