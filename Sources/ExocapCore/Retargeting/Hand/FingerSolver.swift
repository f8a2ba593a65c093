/// One finger with its joints: brings the vector to its tip to a target, within limits and speed.
///
/// Minimizes ρ(|v(q) - target|) + ½ r |q - rest|² + ½ γ |q - last|², ρ Huber's, by Gauss–Newton steps with reweighting, each an exact
/// box-bounded quadratic; a step that does not improve is damped and tried again (Levenberg).
struct FingerSolver: BitwiseCopyable, Sendable {
  /// [m] Errors over this count linearly: dex-retargeting's.
  @inline(__always) static var huber: Double { 0.02 }
  /// [m²/rad²] Pull to the open hand, which settles what the tip leaves open: at 1 rad it gives way 0.2 mm of a 50 mm finger.
  @inline(__always) static var restWeight: Double { 1e-5 }
  /// [m²/rad²] Pull to where the joints were.
  @inline(__always) static var calmWeight: Double { 1e-5 }
  /// [rad] A step smaller than this ends the search.
  @inline(__always) static var settled: Double { 1e-5 }

  /// Steps of a search from one start, and the error [m] that ends it.
  @inline(__always) static var searchTurns: Int { 40 }
  @inline(__always) static var found: Double { 0.001 }

  var chain: FingerChain
  /// Whether vectors begin at the knuckle, or at the palm's origin moved to the wrist.
  var isFromKnuckle: Bool
  /// [rad | m] By unknown.
  var positions: InlineArray<6, Double> = InlineArray(repeating: 0)
  var rest: InlineArray<6, Double> = InlineArray(repeating: 0)
  private var lower: InlineArray<6, Double> = InlineArray(repeating: 0)
  private var upper: InlineArray<6, Double> = InlineArray(repeating: 0)
  private var last: InlineArray<6, Double> = InlineArray(repeating: 0)
  private var box = FingerBox()
  private var columns: InlineArray<6, Vec3> = InlineArray(repeating: .zero)
  /// [m] As of the last solution.
  private(set) var error: Double = .nan

  init(_ finger: Finger, model: KinematicModel, isFromKnuckle: Bool) throws(HandError) {
    chain = try FingerChain(finger, model: model)
    self.isFromKnuckle = isFromKnuckle
    for index in 0..<chain.count {
      let limits = model.limits[chain.modelJoints[index]]
      (lower[index], upper[index]) = (limits.lower, limits.upper)
      rest[index] = min(max(0, limits.lower), limits.upper)
    }
    positions = rest
    chain.update(&positions)
  }

  /// Finds `target` [m] from any pose: from the open hand, and from four places between the limits, of which one may be better.
  ///
  /// A finger bent to a limit on the wrong side of its goal stays there when it starts from one pose only.
  mutating func search(_ target: Vec3) {
    var (best, least) = (rest, Double.infinity)
    for start in 0..<5 {
      for index in 0..<chain.count {
        let share = 0.2 * Double(start)
        positions[index] = start == 0 ? rest[index] : lower[index] + share * (upper[index] - lower[index])
      }
      solve(target, reach: .infinity, turns: FingerSolver.searchTurns)
      if error < least { (best, least) = (positions, error) }
      if least < FingerSolver.found { break }
    }
    positions = best
    chain.update(&positions)
    error = least
  }

  /// Goes towards `target` [m], no joint further than `reach` [rad | m], in at most `turns` steps.
  mutating func solve(_ target: Vec3, reach: Double, turns: Int) {
    last = positions
    for index in 0..<chain.count { last[index] = min(max(last[index], lower[index]), upper[index]) }
    positions = last
    chain.update(&positions)
    var cost = cost(target)
    var damping = 0.0
    for _ in 0..<turns {
      prepare(target, damping: damping, reach: reach)
      // A search cut short still gives a step within bounds; the cost decides.
      _ = box.solve(chain.count)
      let before = positions
      var largest = 0.0
      for index in 0..<chain.count {
        let step = box.x[index]
        largest = max(largest, abs(step))
        let least = max(lower[index], last[index] - reach)
        let most = min(upper[index], last[index] + reach)
        positions[index] = min(max(positions[index] + step, least), most)
      }
      chain.update(&positions)
      let found = self.cost(target)
      if found < cost || largest == 0 {
        cost = found
        damping = damping < 1e-6 ? 0 : damping * 0.1
      } else {
        positions = before
        chain.update(&positions)
        damping = max(damping * 10, 1e-4)
      }
      if largest < FingerSolver.settled { break }
    }
    error = residual(target).length
  }

  @inline(__always)
  private mutating func residual(_ target: Vec3) -> Vec3 { (isFromKnuckle ? chain.vector : chain.tipPosition) - target }

  private mutating func cost(_ target: Vec3) -> Double {
    let error = residual(target).length
    var cost = error <= FingerSolver.huber ? 0.5 * error * error : FingerSolver.huber * (error - 0.5 * FingerSolver.huber)
    for index in 0..<chain.count {
      let (fromRest, fromLast) = (positions[index] - rest[index], positions[index] - last[index])
      cost += 0.5 * (FingerSolver.restWeight * fromRest * fromRest + FingerSolver.calmWeight * fromLast * fromLast)
    }
    return cost
  }

  /// Fills the box with the quadratic around the positions.
  private mutating func prepare(_ target: Vec3, damping: Double, reach: Double) {
    let residual = residual(target)
    let error = residual.length
    let weight = error <= FingerSolver.huber ? 1 : FingerSolver.huber / error
    let diagonal = FingerSolver.restWeight + FingerSolver.calmWeight + damping
    for index in 0..<chain.count { columns[index] = chain.column(index, fromKnuckle: isFromKnuckle) }
    for row in 0..<chain.count {
      for column in 0...row {
        let product = weight * columns[row].dot(columns[column])
        box.hessian[row &* 6 &+ column] = product
        box.hessian[column &* 6 &+ row] = product
      }
      box.hessian[row &* 6 &+ row] += diagonal
      box.gradient[row] =
        weight * columns[row].dot(residual) + FingerSolver.restWeight * (positions[row] - rest[row])
        + FingerSolver.calmWeight * (positions[row] - last[row])
      box.lower[row] = min(0, max(lower[row], last[row] - reach) - positions[row])
      box.upper[row] = max(0, min(upper[row], last[row] + reach) - positions[row])
    }
  }

  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    for index in 0..<chain.count { archive.field(&positions[index]) }
    archive.field(&error)
  }
}
