/// The way of branch searches between a control loop and whoever answers them off the real-time path.
package struct BranchSearch: Sendable {
  package let requests = Ring<BranchEscape.Request>(minimumCapacity: 8)
  package let answers = Ring<BranchEscape.Answer>(minimumCapacity: 8)

  package init() {}
}

/// Answers a robot's branch searches, on any thread that has time: the same request gives the same bits.
@safe
package struct BranchSearcher: ~Copyable, @unchecked Sendable {
  // SAFETY: `solvers` is this value's own memory, allocated in init and freed in deinit; one owner reads and writes it.
  private let solvers: UnsafeMutablePointer<ArmSolver>
  private let count: Int
  private var requests: RingConsumer<BranchEscape.Request>
  private var answers: RingProducer<BranchEscape.Answer>

  /// Takes the answering ends of `search`.
  package init(rig: Rig, robot: RigRobot, search: BranchSearch) throws(RetargetingError) {
    let entries = robot.retargeting.filter { if case .taskSpace = $0.method { true } else { false } }
    unsafe solvers = .allocate(capacity: max(1, entries.count))
    count = entries.count
    requests = search.requests.makeConsumer()
    answers = search.answers.makeProducer()
    guard !entries.isEmpty else { return }
    let model = try RetargetingError.model(robot.profile.kinematics)
    let limits = RobotArm.limits(of: model, robot: robot)
    for (index, entry) in entries.enumerated() {
      guard case .taskSpace(let settings) = entry.method else { continue }
      let arm = try RobotArm(
        model, profile: robot.profile, group: entry.group, frames: settings.arm.robotFrames, waist: settings.waist)
      do {
        var solver = try ArmSolver(model, arm.cut, limits: limits)
        solver.setBase(arm.base)
        unsafe (solvers + index).initialize(to: solver)
      } catch { throw .kinematics(error) }
    }
  }

  deinit {
    unsafe solvers.deinitialize(count: count)
    unsafe solvers.deallocate()
  }

  /// Answers what waits. An answer that finds no room is dropped: it is then never taken, as the rule allows.
  package mutating func answerAll() {
    while let request = requests.pop() {
      guard request.arm >= 0, request.arm < count else { continue }
      _ = answers.push(unsafe solvers[request.arm].answer(request))
    }
  }
}
