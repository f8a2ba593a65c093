/// Leads one arm out of a wrong branch at its limits, by a rule that is the same live, offline and in replay.
///
/// While the hand stays far from its target a search is asked for (at tick k) from whoever may take long: `ArmSolver.answer`.
/// The answer is taken at tick k + 20 or never. Its joints then follow the target beside the arm's, and only if they cost less
/// than 0.7 of the arm's for 50 ms is the arm moved over: its tool task fades and its joints are pulled, inside every bound of
/// the step. Requests and answers are the recorded inputs. Memory is allocated once; one thread at a time.
package struct BranchEscape: ~Copyable {
  /// When to search and when to go over.
  package struct Settings: BitwiseCopyable, Sendable, Equatable {
    /// [m] Only a hand farther than this from its target asks: going over swings it through the room.
    package var farthest = 0.08
    /// Ticks after the request in which the answer is taken.
    package var delay: UInt64 = 20
    /// [-] The share of the arm's cost that the answer must stay under.
    package var ratio = 0.7
    /// For so many ticks without a break: 50 ms at 500 Hz.
    package var patience = 25
    /// Ticks between two requests.
    package var pause: UInt64 = 50
    /// Ticks in which the tool task fades away and comes back.
    package var fade = 25
    /// [rad] Nearer than this to the answer in every joint the arm is over.
    package var near = 0.05
    /// Ticks after which it is let go, wherever it is.
    package var longest = 500

    package init() {}
  }

  /// What is searched for.
  package struct Request: BitwiseCopyable, Sendable {
    package var tick: UInt64
    package var arm: Int
    package var target: Placement
    /// [rad] or [m] Where the arm is.
    package var start: InlineArray<10, Double>

    package init(tick: UInt64, arm: Int, target: Placement, start: InlineArray<10, Double>) {
      self.tick = tick
      self.arm = arm
      self.target = target
      self.start = start
    }
  }

  /// What was found.
  package struct Answer: BitwiseCopyable, Sendable {
    /// The request's.
    package var tick: UInt64
    package var arm: Int
    /// [rad] or [m]
    package var joints: InlineArray<10, Double>
    /// [-] As of the request's target.
    package var cost: Double
  }

  /// Where the rule stands.
  package enum Phase: UInt8, BitwiseCopyable, Sendable {
    /// The hand is where it shall be, or was not far for long.
    case watching
    /// An answer is awaited.
    case waiting
    /// An answer runs beside the arm.
    case comparing
    /// The arm goes over.
    case moving
  }

  private let arm: Int
  private let settings: Settings
  private var solver: ArmSolver
  package private(set) var phase = Phase.watching
  private var asked: UInt64 = 0
  private var quietUntil: UInt64 = 0
  private var candidate = InlineArray<10, Double>(repeating: 0)
  private var count = 0
  private var share = 1.0

  /// For the arm of that number in `ArmIK`, with its own cut and limits.
  package init(
    _ model: KinematicModel, _ cut: ArmChain.Cut, limits: [StepLimits], arm: Int, settings: Settings = Settings()
  ) throws(KinematicError) {
    var made = try ArmSolver(model, cut, limits: limits)
    // [rad] What a joint at 10 rad/s does in a tick of 2 ms: an answer that moves faster could not be followed.
    made.settings.largestStep = 0.02
    self.arm = arm
    self.settings = settings
    solver = made
  }

  /// Turns the rule by one tick, before `ik.step`. `answer` is what arrived since the last tick; a request is to be passed on.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func turn(_ tick: UInt64, _ ik: inout ArmIK, answer: Answer?) -> Request? {
    guard ik.hasTarget(arm) else {
      letGo(&ik, tick)
      return nil
    }
    switch phase {
    case .watching:
      guard tick >= quietUntil, ik.report.positionError[arm] > settings.farthest else { return nil }
      asked = tick
      phase = .waiting
      return Request(tick: tick, arm: arm, target: ik.target(arm), start: ik.joints(of: arm))
    case .waiting:
      if tick < asked + settings.delay { return nil }
      phase = .watching
      quietUntil = tick + settings.pause
      guard tick == asked + settings.delay, let answer, answer.tick == asked, answer.arm == arm else { return nil }
      candidate = answer.joints
      count = 0
      phase = .comparing
    case .comparing: compare(&ik, tick)
    case .moving: move(&ik, tick)
    }
    return nil
  }

  private mutating func compare(_ ik: inout ArmIK, _ tick: UInt64) {
    let cost = solver.refine(&candidate, ik.target(arm), base: ik.base(arm))
    guard cost < settings.ratio * ownCost(&ik) else {
      phase = .watching
      quietUntil = tick + settings.pause
      return
    }
    count += 1
    guard count >= settings.patience else { return }
    phase = .moving
    count = 0
    share = 1
  }

  /// [-] What the arm itself costs, as of its last step.
  private func ownCost(_ ik: inout ArmIK) -> Double {
    let (far, askew) = (ik.report.positionError[arm], ik.report.rotationError[arm])
    return solver.settings.positionWeight * far * far + solver.settings.rotationWeight * askew * askew
  }

  private mutating func move(_ ik: inout ArmIK, _ tick: UInt64) {
    let cost = solver.refine(&candidate, ik.target(arm), base: ik.base(arm))
    count += 1
    share = max(0, share - 1 / Double(settings.fade))
    let isNear = ik.pull(arm, to: candidate, share: share) < settings.near
    // A goal that has become worse than the way to it is none.
    if isNear || count > settings.longest || cost > ownCost(&ik) { letGo(&ik, tick) }
  }

  private mutating func letGo(_ ik: inout ArmIK, _ tick: UInt64) {
    if phase == .moving { ik.release(arm) }
    phase = .watching
    quietUntil = tick + settings.pause
  }

  /// Saves or restores everything that the next turn depends on.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4353_4542, version: 1)  // BESC
    archive.field(&phase)
    archive.field(&asked)
    archive.field(&quietUntil)
    archive.field(&candidate)
    archive.field(&count)
    archive.field(&share)
  }
}

extension ArmSolver {
  /// Answers a request: the same request gives the same bits, on any thread.
  package mutating func answer(_ request: BranchEscape.Request) -> BranchEscape.Answer {
    let found = solve(request.target, from: request.start, seed: request.tick &+ UInt64(request.arm) &<< 32)
    return BranchEscape.Answer(tick: request.tick, arm: request.arm, joints: found.joints, cost: found.cost)
  }
}
