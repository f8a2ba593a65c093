internal import ExocapCore

/// Looks at one arm from outside: where the operator's hand asks the robot's to be, and where commands put it.
///
/// It uses the models and nothing of the solvers, so a solver that errs is seen.
final class ArmWitness {
  /// An arm's directions and hand in the axes of the robot's root.
  struct View {
    /// [-] Unit vectors of upper arm and forearm.
    var upper: Vec3
    var fore: Vec3
    /// [m] The tool.
    var hand: Placement
    /// [m]
    var shoulder: Vec3
  }

  let isByDirections: Bool
  /// The worn values that the arm depends on.
  let sources: [ValueReference]
  private var worn: KinematicState
  private var robot: KinematicState
  private let wornLinks: (shoulder: Int, elbow: Int, wrist: Int)
  private let robotLinks: (shoulder: Int, elbow: Int, wrist: Int)
  private let wornTool: Placement
  private let robotTool: Placement
  private let mounting: Rotation
  /// [m] The wearer's measured shoulder; nil: the device's own.
  private let fit: Vec3?
  /// The robot's joint of each of its model's; -1: none.
  private let places: [Int]
  private var alignment: ArmAlignment

  /// - Parameter entry: a group that is led in task space or by directions.
  init?(_ entry: GroupRetargeting, rig: Rig, robot settings: RigRobot) throws(RetargetingTrial.Obstacle) {
    let source: ArmSource
    var (clutch, scale, waist) = (ClutchMode.absolute, MotionScale.measured, WaistMode.locked)
    switch entry.method {
    case .map, .hand: return nil
    case .directions(let arm):
      source = arm
      isByDirections = true
    case .taskSpace(let task):
      (source, clutch, scale, waist) = (task.arm, task.clutch, task.scale, task.waist)
      isByDirections = false
    }
    let device = rig.devices[Int(source.device.index)]
    guard let tree = device.profile.kinematics?.tree(lengths: device.calibration?.lengths ?? [:]) else {
      throw .kinematics("'\(device.profile.name)' has no measured kinematics")
    }
    let (wornModel, robotModel): (KinematicModel, KinematicModel)
    let (arm, length): (RobotArm, Double)
    do {
      wornModel = try KinematicModel(tree)
      robotModel = try KinematicModel(settings.profile.kinematics)
      arm = try RobotArm(robotModel, profile: settings.profile, group: entry.group, frames: source.robotFrames, waist: waist)
      length = try WornArm(source, rig: rig, tick: settings.control.period).armLength
    } catch { throw .kinematics("\(error)") }
    var factor = arm.length / length
    if case .fixed(let given) = scale { factor = given }
    alignment = ArmAlignment(mode: clutch, scale: factor, shoulder: arm.shoulder)
    sources = wornModel.jointNames.compactMap { device.profile.joint(named: $0, of: source.device) }
    wornLinks = try ArmWitness.links(source.deviceFrames, wornModel)
    robotLinks = try ArmWitness.links(source.robotFrames, robotModel)
    wornTool = source.deviceFrames.toolPlacement
    robotTool = source.robotFrames.toolPlacement
    mounting = Rotation(rollPitchYaw: source.mounting)
    fit = device.calibration?.wearer?.shoulder
    places = robotModel.jointNames.map { name in settings.profile.joints.firstIndex { $0.name == name } ?? -1 }
    worn = KinematicState(wornModel)
    robot = KinematicState(robotModel)
  }

  private static func links(
    _ frames: ArmFrames, _ model: KinematicModel
  ) throws(RetargetingTrial.Obstacle) -> (shoulder: Int, elbow: Int, wrist: Int) {
    guard let shoulder = model.link(named: frames.shoulder), let elbow = model.link(named: frames.elbow),
      let wrist = model.link(named: frames.wrist)
    else { throw .kinematics("there is no link '\(frames.shoulder)', '\(frames.elbow)' or '\(frames.wrist)'") }
    return (shoulder, elbow, wrist)
  }

  /// Whether what a hand means is decided anew each time it engages.
  var isRelative: Bool { alignment.mode == .relative }

  /// Where the operator's arm asks the robot's to be, for values in the order of `sources`; nil where one is unknown.
  func asked(_ values: [Double]) -> View? {
    guard let arm = operatorArm(values) else { return nil }
    var view = arm
    view.hand = alignment.target(for: arm.hand, shoulder: arm.shoulder)
    return view
  }

  /// Where commands [rad] put the robot's arm; joints without one stand at 0.
  func reached(_ joints: [Double]) -> View {
    for (joint, place) in places.enumerated() {
      let angle = place >= 0 ? joints[place] : 0
      robot.setPosition(angle.isFinite ? angle : 0, joint: joint)
    }
    robot.updatePlacements()
    return ArmWitness.view(
      robot.placement(link: robotLinks.shoulder).position, robot.placement(link: robotLinks.elbow).position,
      robot.placement(link: robotLinks.wrist), robotTool)
  }

  /// From here on the operator's hand means the robot's as it stands.
  func latch(_ values: [Double], joints: [Double]) {
    guard let arm = operatorArm(values) else { return }
    alignment.latch(hand: arm.hand, tool: reached(joints).hand)
  }

  private func operatorArm(_ values: [Double]) -> View? {
    guard values.count == worn.jointCount, values.allSatisfy(\.isFinite) else { return nil }
    for (joint, value) in values.enumerated() { worn.setPosition(value, joint: joint) }
    worn.updatePlacements()
    let wrist = worn.placement(link: wornLinks.wrist)
    let turned = Placement(rotation: mounting * wrist.rotation, position: mounting * wrist.position)
    var view = ArmWitness.view(
      mounting * worn.placement(link: wornLinks.shoulder).position, mounting * worn.placement(link: wornLinks.elbow).position, turned,
      wornTool)
    if let fit {
      view.shoulder = mounting * fit
      let upper = mounting * worn.placement(link: wornLinks.elbow).position - view.shoulder
      view.upper = upper * (1 / max(upper.length, 1e-9))
    }
    return view
  }

  private static func view(_ shoulder: Vec3, _ elbow: Vec3, _ wrist: Placement, _ tool: Placement) -> View {
    let (upper, fore) = (elbow - shoulder, wrist.position - elbow)
    return View(
      upper: upper * (1 / max(upper.length, 1e-9)), fore: fore * (1 / max(fore.length, 1e-9)), hand: wrist * tool, shoulder: shoulder)
  }
}

extension Rotation {
  /// [rad] 0 … π: by how much one turns into the other.
  func angle(to other: Rotation) -> Double {
    let turn = inverse * other
    let sine = Vec3(turn.y.z - turn.z.y, turn.z.x - turn.x.z, turn.x.y - turn.y.x).length
    return Math.atan2(sine, turn.x.x + turn.y.y + turn.z.z - 1)
  }
}

extension Vec3 {
  /// [rad] 0 … π, between two directions.
  func angle(to other: Vec3) -> Double { Math.atan2(cross(other).length, dot(other)) }
}
