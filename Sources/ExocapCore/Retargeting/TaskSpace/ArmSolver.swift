internal import CExocapMath

/// Finds joint positions for one arm's target from any start, with restarts: for seeds, escapes and desks, not for ticks.
///
/// Each start is Gauss-Newton in the box of the position limits with Sugihara's damping; further starts are drawn at random.
/// The best is what costs least. The same arguments give the same bits. Memory is allocated once; one thread at a time.
@safe
package struct ArmSolver: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so
  // one owner reads and writes it. Joint indices stay below the chain's count.
  /// How a solution is looked for.
  package struct Settings: BitwiseCopyable, Sendable, Equatable {
    /// [1/m²] and [1/rad²] Weights of position and orientation, as in `TaskSpaceSettings`.
    package var positionWeight = 1.0
    package var rotationWeight = 0.02
    /// [m] and [rad] A start that comes this near ends the search.
    package var positionTolerance = 1e-3
    package var rotationTolerance = 1e-3
    /// [-] Share of the cost in the damping, and the damping that is always there.
    package var errorDamping = 0.02
    package var damping = 1e-9
    /// [rad] or [m] The largest step of a joint in one turn.
    package var largestStep = 1.5
    /// [-] Starts beside the given one.
    package var restarts = 30
    /// [-] Turns of one start.
    package var turns = 20

    package init() {}
  }

  /// What was found.
  package struct Solution: BitwiseCopyable, Sendable {
    /// [rad] or [m] The chain's joints, within their limits.
    package var joints: InlineArray<10, Double>
    /// [-] Weighted square of what is missing.
    package var cost: Double
    /// [m] and [rad] What is missing.
    package var positionError: Double
    package var rotationError: Double
    /// Whether both are within the tolerances.
    package var isReached: Bool
    /// How many starts and turns it took.
    package var starts: Int
    package var turns: Int
  }

  /// May be changed between two calls.
  package var settings = Settings()
  private var chain: ArmChain
  private let limits: UnsafeMutablePointer<StepLimits>
  private var qp: BoxQP
  private var random: UInt64 = 0

  /// `limits` are by joint of the model; of them only the positions count.
  package init(_ model: KinematicModel, _ cut: ArmChain.Cut, limits given: [StepLimits]) throws(KinematicError) {
    // Everything is made before anything of self is set: with a stored property read in between, Swift 6.3 takes the next
    // assignment for a second one and destroys what was never there.
    let arm = try ArmChain(model, cut)
    let count = arm.jointCount
    precondition(count > 0 && given.count == model.jointCount, "limits for every joint of the model")
    let memory = UnsafeMutablePointer<StepLimits>.allocate(capacity: ArmChain.capacity)
    for joint in 0..<count { unsafe (memory + joint).initialize(to: given[arm.modelJoint(joint)]) }
    unsafe limits = memory
    qp = BoxQP(size: count)
    chain = arm
  }

  deinit { unsafe limits.deallocate() }

  /// Where the base of the chain is in the root frame.
  package mutating func setBase(_ base: Placement) { chain.base = base }

  /// Looks for joints that bring the tool to `target`, first from `start`, then from random ones drawn from `seed`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func solve(_ target: Placement, from start: InlineArray<10, Double>, seed: UInt64) -> Solution {
    random = seed
    var best = descend(target, start)
    var turns = best.turns
    var starts = 1
    while !best.isReached, starts <= settings.restarts {
      let found = descend(target, randomJoints())
      turns += found.turns
      starts += 1
      if found.cost < best.cost { best = found }
    }
    best.starts = starts
    best.turns = turns
    return best
  }

  /// Moves joints by one turn towards a target, and says what they cost before it; 1 µs at most.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  mutating func refine(_ joints: inout InlineArray<10, Double>, _ target: Placement, base: Placement) -> Double {
    chain.base = base
    for joint in 0..<chain.jointCount { unsafe chain.positions[joint] = joints[joint] }
    chain.update()
    let missing = target.position - chain.tool.position
    let turned = chain.tool.rotation.turn(to: target.rotation)
    let cost = settings.positionWeight * missing.dot(missing) + settings.rotationWeight * turned.dot(turned)
    // A little more damping than in a search: it shall not leave its branch.
    step(missing, turned, cost + 1e-3)
    for joint in 0..<chain.jointCount { unsafe joints[joint] = chain.positions[joint] }
    return cost
  }

  /// From one start to its minimum, or to where it gets slow.
  private mutating func descend(_ target: Placement, _ start: InlineArray<10, Double>) -> Solution {
    var solution = Solution(
      joints: start, cost: .infinity, positionError: .infinity, rotationError: .infinity, isReached: false, starts: 1, turns: 0)
    for joint in 0..<chain.jointCount {
      unsafe chain.positions[joint] = min(max(start[joint], limits[joint].lower), limits[joint].upper)
    }
    var slow = 0
    for turn in 0...settings.turns {
      chain.update()
      let missing = target.position - chain.tool.position
      let turned = chain.tool.rotation.turn(to: target.rotation)
      let (far, askew) = (missing.length, turned.length)
      let cost = settings.positionWeight * far * far + settings.rotationWeight * askew * askew
      solution.turns = turn
      if cost < solution.cost {
        slow = cost < 0.9 * solution.cost ? 0 : slow + 1
        for joint in 0..<chain.jointCount { unsafe solution.joints[joint] = chain.positions[joint] }
        (solution.cost, solution.positionError, solution.rotationError) = (cost, far, askew)
      } else {
        slow += 1
      }
      solution.isReached = solution.positionError < settings.positionTolerance && solution.rotationError < settings.rotationTolerance
      if solution.isReached || slow >= 4 || turn == settings.turns || !cost.isFinite { break }
      step(missing, turned, cost)
    }
    return solution
  }

  /// One turn of Gauss-Newton.
  private mutating func step(_ missing: Vec3, _ turned: Vec3, _ cost: Double) {
    let count = chain.jointCount
    let extra = settings.damping + settings.errorDamping * cost
    let columns = unsafe chain.columns
    for j in 0..<count {
      let linear = unsafe columns[j].linear * settings.positionWeight
      let angular = unsafe columns[j].angular * settings.rotationWeight
      let row = unsafe qp.hessian + j * BoxQP.capacity
      for k in j..<count { unsafe row[k] = linear.dot(columns[k].linear) + angular.dot(columns[k].angular) }
      unsafe row[j] += extra
      unsafe qp.gradient[j] = -(linear.dot(missing) + angular.dot(turned))
      let position = unsafe chain.positions[j]
      unsafe qp.lower[j] = max(limits[j].lower - position, -settings.largestStep)
      unsafe qp.upper[j] = min(limits[j].upper - position, settings.largestStep)
    }
    _ = qp.solve()
    for j in 0..<count {
      unsafe chain.positions[j] = min(max(chain.positions[j] + qp.solution[j], limits[j].lower), limits[j].upper)
    }
  }

  /// Uniform between the limits; within a turn where there are none.
  private mutating func randomJoints() -> InlineArray<10, Double> {
    var joints = InlineArray<10, Double>(repeating: 0)
    for joint in 0..<chain.jointCount {
      let (least, most) = unsafe (max(limits[joint].lower, -3.15), min(limits[joint].upper, 3.15))
      joints[joint] = least + (most - least) * uniform()
    }
    return joints
  }

  /// 0 ..< 1. SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  private mutating func uniform() -> Double {
    random &+= 0x9E37_79B9_7F4A_7C15
    var mixed = random
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
  }
}
