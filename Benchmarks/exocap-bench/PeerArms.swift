internal import ExocapCore

/// The two arms of the G1 in front of the shared questions: kinematics, gravity, and solutions from near and from far.
struct PeerArms {
  let model: KinematicModel
  let folder: String

  static let sides = ["left", "right"]
  static let waist = ["waist_yaw_joint", "waist_roll_joint", "waist_pitch_joint"]

  init(_ folder: String) throws {
    self.folder = folder
    model = try KinematicModel(PeerContender.kinematics("\(folder)/g1.urdf"))
  }

  /// One arm from the pelvis to a tool 5 cm before the wrist, the waist held at zero.
  func cut(_ arm: Int) -> ArmChain.Cut {
    let link = { (name: String) in model.link(named: "\(PeerArms.sides[arm])_\(name)_link") ?? 0 }
    let held = PeerArms.waist.map { ArmChain.Cut.Held(joint: model.joint(named: $0) ?? 0, position: 0) }
    return ArmChain.Cut(
      base: 0, tip: link("wrist_yaw"), tool: Placement(rotation: .identity, position: Vec3(0.05, 0, 0)), elbowLink: link("elbow"),
      held: held)
  }

  var cuts: [ArmChain.Cut] { [cut(0), cut(1)] }

  var limits: [StepLimits] {
    model.limits.map { StepLimits(lower: $0.lower, upper: $0.upper, velocity: 10, acceleration: 118) }
  }

  // MARK: Kinematics

  /// Forward kinematics and the tools' Jacobians of both arms.
  func forward(_ count: Int) throws -> [Double] {
    let joints = try NumberTable.numbers("\(folder)/joints.txt")
    var left = try ArmChain(model, cut(0))
    var right = try ArmChain(model, cut(1))
    var (sum, at) = (0.0, 0)
    let start = ThreadTime.now()
    for _ in 0..<count {
      for joint in 0..<7 {
        left.setPosition(joints[at + joint], joint: joint)
        right.setPosition(joints[at + 7 + joint], joint: joint)
      }
      ArmChain.update(&left, &right)
      sum += left.tool.position.x + right.column(6).linear.y
      at = at + 14 == joints.count ? 0 : at + 14
    }
    let time = ThreadTime.now() - start
    return [1e9 * time / Double(count), sum]
  }

  /// Of the first poses: place, turn (column by column) and Jacobian (column by column) of both tools.
  func forwardValues(_ count: Int) throws -> [Double] {
    let joints = try NumberTable.numbers("\(folder)/joints.txt")
    var values: [Double] = []
    for pose in 0..<count {
      for arm in 0..<2 {
        var chain = try ArmChain(model, cut(arm))
        for joint in 0..<7 { chain.setPosition(joints[14 * pose + 7 * arm + joint], joint: joint) }
        chain.update()
        let (p, r) = (chain.tool.position, chain.tool.rotation)
        for v in [p, r.x, r.y, r.z] + (0..<7).flatMap({ [chain.column($0).linear, chain.column($0).angular] }) {
          values += [v.x, v.y, v.z]
        }
      }
    }
    return values
  }

  /// Holding torques of the whole robot, legs and all.
  func gravity(_ count: Int) throws -> [Double] {
    let joints = try NumberTable.numbers("\(folder)/joints.txt")
    var state = KinematicState(model)
    let order = armJoints()
    var (sum, at) = (0.0, 0)
    let start = ThreadTime.now()
    for _ in 0..<count {
      for joint in 0..<14 { state.setPosition(joints[at + joint], joint: order[joint]) }
      state.updatePlacements()
      state.updateGravity(acceleration: Vec3(0, 0, -9.81))
      sum += state.gravityTorque(joint: order[0])
      at = at + 14 == joints.count ? 0 : at + 14
    }
    let time = ThreadTime.now() - start
    return [1e9 * time / Double(count), sum]
  }

  /// [N·m] The arms' torques in the first poses.
  func gravityValues(_ count: Int) throws -> [Double] {
    let joints = try NumberTable.numbers("\(folder)/joints.txt")
    var state = KinematicState(model)
    let order = armJoints()
    var values: [Double] = []
    for pose in 0..<count {
      for joint in 0..<14 { state.setPosition(joints[14 * pose + joint], joint: order[joint]) }
      state.updatePlacements()
      state.updateGravity(acceleration: Vec3(0, 0, -9.81))
      values += order.map { state.gravityTorque(joint: $0) }
    }
    return values
  }

  private func armJoints() -> [Int] {
    let names = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"]
    return PeerArms.sides.flatMap { side in names.map { model.joint(named: "\(side)_\($0)_joint") ?? 0 } }
  }

  // MARK: Solutions

  /// Both arms from 0.03 rad beside each pose to 1e-6 m and rad: time, and the share that got there.
  func warm(_ count: Int) throws -> [Double] {
    try solve(count, goals: "joints.txt", starts: "near.txt", tolerance: 1e-6, restarts: 0)
  }

  /// Both arms from the middle of their limits to anywhere within 1e-3 m and rad: time, and the share that got there.
  func cold(_ count: Int) throws -> [Double] {
    try solve(count, goals: "anywhere.txt", starts: "middle.txt", tolerance: 1e-3, restarts: 100)
  }

  private func solve(_ count: Int, goals: String, starts: String, tolerance: Double, restarts: Int) throws -> [Double] {
    var left = try ArmSolver(model, cut(0), limits: limits)
    var right = try ArmSolver(model, cut(1), limits: limits)
    var settings = ArmSolver.Settings()
    settings.positionTolerance = tolerance
    settings.rotationTolerance = tolerance
    settings.restarts = restarts
    (left.settings, right.settings) = (settings, settings)
    let (targets, begins) = (try tools(goals), try joints(starts))
    var reached = 0
    let start = ThreadTime.now()
    for turn in 0..<count {
      let row = turn % (targets.count / 2)
      let begin = begins.count == 2 ? 0 : 2 * row
      let one = left.solve(targets[2 * row], from: begins[begin], seed: UInt64(turn))
      let other = right.solve(targets[2 * row + 1], from: begins[begin + 1], seed: UInt64(turn))
      if one.isReached && other.isReached { reached += 1 }
    }
    let time = ThreadTime.now() - start
    return [1e9 * time / Double(count), Double(reached) / Double(count)]
  }

  /// Left and right arm of each row in turn.
  private func joints(_ name: String) throws -> [InlineArray<10, Double>] {
    let numbers = try NumberTable.numbers("\(folder)/\(name)")
    return (0..<numbers.count / 7).map { arm in
      var joints = InlineArray<10, Double>(repeating: 0)
      for joint in 0..<7 { joints[joint] = numbers[7 * arm + joint] }
      return joints
    }
  }

  /// Where the tools are in each row's pose.
  private func tools(_ name: String) throws -> [Placement] {
    var left = try ArmChain(model, cut(0))
    var right = try ArmChain(model, cut(1))
    let poses = try joints(name)
    return poses.indices.map { index in
      for joint in 0..<7 {
        if index % 2 == 0 {
          left.setPosition(poses[index][joint], joint: joint)
        } else {
          right.setPosition(poses[index][joint], joint: joint)
        }
      }
      left.updatePlacements()
      right.updatePlacements()
      return index % 2 == 0 ? left.tool : right.tool
    }
  }
}
