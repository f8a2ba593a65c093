import ExocapCore
import ExocapSimulation

/// Robots small enough to calculate by hand.
enum HandMadeRobots {
  /// [m/s²] As the simulation has it.
  static let gravity = 9.81

  /// `masses` [kg] at the ends of rods of 0.5 m, one after another along x, each hinge turning up about -y.
  static func pendulum(masses: [Double] = [1], lower: Double = -10, upper: Double = 10, effort: Double = 1_000) -> RobotProfile {
    var links = [RobotKinematics.Link(name: "pelvis")]
    var joints: [RobotKinematics.Joint] = []
    for (place, mass) in masses.enumerated() {
      links.append(.init(name: "rod\(place)", mass: mass, centre: Vec3(0.5, 0, 0)))
      joints.append(
        .init(
          name: "hinge\(place)", kind: .revolute, parentLink: links[place].name, childLink: "rod\(place)",
          origin: Vec3(place == 0 ? 0 : 0.5, 0, 0), axis: Vec3(0, -1, 0), lower: lower, upper: upper))
    }
    return RobotProfile(
      name: "pendulum", title: "", source: "",
      joints: joints.map {
        RobotJoint(name: $0.name, group: .leftArm, lower: lower, upper: upper, velocity: 10, effort: effort, kp: 200, kd: 5)
      },
      grippers: [], kinematics: RobotKinematics(links: links, joints: joints))
  }

  /// A hand of 1 kg on a rail along x, with a gripper whose pads meet at joint 0 and open to 0.04 m each along y.
  static let gantry: RobotProfile = {
    let links: [RobotKinematics.Link] = [
      .init(name: "pelvis"), .init(name: "hand", mass: 1), .init(name: "finger", mass: 0.1, centre: Vec3(0.1, 0, 0)),
    ]
    let joints: [RobotKinematics.Joint] = [
      .init(name: "rail", kind: .prismatic, parentLink: "pelvis", childLink: "hand", lower: -2, upper: 2),
      .init(
        name: "finger", kind: .prismatic, parentLink: "hand", childLink: "finger", axis: Vec3(0, 1, 0), lower: -0.01, upper: 0.04),
    ]
    return RobotProfile(
      name: "gantry", title: "", source: "",
      joints: [
        RobotJoint(name: "rail", group: .leftArm, lower: -2, upper: 2, velocity: 2, effort: 500, kp: 4_000, kd: 200),
        RobotJoint(name: "finger", group: .leftHand, lower: -0.01, upper: 0.04, velocity: 1, effort: 100, kp: 20_000, kd: 200),
      ],
      grippers: [Gripper(group: .leftHand, joint: "finger", closed: 0, open: 0.04, forceCeiling: 60)],
      kinematics: RobotKinematics(links: links, joints: joints))
  }()

  /// A command for a robot of `count` joints: the rig has all of every group, gains are the same everywhere.
  static func command(_ q: [Double], kp: [Double], kd: [Double], grip: Double = .nan) -> Command {
    var command = Command(count: q.count)
    for joint in q.indices {
      command.q[joint] = q[joint]
      command.kp[joint] = kp[joint]
      command.kd[joint] = kd[joint]
    }
    for group in 0..<JointGroup.count { command.weight[group] = 1 }
    command.gripForce[Int(JointGroup.leftHand.rawValue)] = grip
    return command
  }
}

extension SimulatedHumanoid {
  /// Lets `milliseconds` pass.
  mutating func run(_ milliseconds: Int64) {
    if time == .never { advance(to: Timestamp(nanoseconds: 0)) }
    for _ in 0..<milliseconds { advance(to: time + .milliseconds(1)) }
  }
}
