internal import CExocapMath

/// A strictly convex quadratic in up to six unknowns between bounds: ½ xᵀHx + gᵀx, lower ≤ x ≤ upper, 0 within.
///
/// A primal active set: from x = 0 along the free unknowns' minimum to the first bound in the way, until none is in the way and no
/// bound holds back; exact, and every x on the way keeps the bounds.
struct FingerBox: BitwiseCopyable, Sendable {
  /// Symmetric, row by row, 6 wide; only the first `count` of each are used.
  var hessian: InlineArray<36, Double> = InlineArray(repeating: 0)
  var gradient: InlineArray<6, Double> = InlineArray(repeating: 0)
  var lower: InlineArray<6, Double> = InlineArray(repeating: 0)
  var upper: InlineArray<6, Double> = InlineArray(repeating: 0)
  /// The answer.
  private(set) var x: InlineArray<6, Double> = InlineArray(repeating: 0)

  private var factor: InlineArray<36, Double> = InlineArray(repeating: 0)
  private var step: InlineArray<6, Double> = InlineArray(repeating: 0)
  private var slope: InlineArray<6, Double> = InlineArray(repeating: 0)
  /// Bit i: unknown i stands at its lower or upper bound.
  private var held: UInt8 = 0

  init() {}

  /// Each turn adds or frees one bound; six unknowns need 7 where nothing is freed. The rest is for those that are.
  static var longestSearch: Int { 24 }

  /// Finds the minimum over the first `count` unknowns. False where the search was cut short: `x` is within bounds and better than 0.
  mutating func solve(_ count: Int) -> Bool {
    held = 0
    for index in 0..<count {
      x[index] = 0
      if lower[index] == upper[index] { held |= 1 &<< UInt8(truncatingIfNeeded: index) }
    }
    for _ in 0..<FingerBox.longestSearch {
      findSlope(count)
      guard findStep(count) else { return false }
      if moves(count) { continue }
      if !releases(count) { return true }
    }
    return false
  }

  @inline(__always)
  private func isHeld(_ index: Int) -> Bool { held & (1 &<< UInt8(truncatingIfNeeded: index)) != 0 }

  private mutating func findSlope(_ count: Int) {
    for row in 0..<count {
      var sum = gradient[row]
      for column in 0..<count { sum += hessian[row &* 6 &+ column] * x[column] }
      slope[row] = sum
    }
  }

  /// The way to the minimum of the free unknowns, by Cholesky. False where the matrix is not positive definite.
  private mutating func findStep(_ count: Int) -> Bool {
    for row in 0..<count {
      if isHeld(row) {
        step[row] = 0
        continue
      }
      var rest = -slope[row]
      for column in 0..<row where !isHeld(column) {
        var sum = hessian[row &* 6 &+ column]
        for inner in 0..<column where !isHeld(inner) { sum -= factor[row &* 6 &+ inner] * factor[column &* 6 &+ inner] }
        sum /= factor[column &* 6 &+ column]
        factor[row &* 6 &+ column] = sum
        rest -= sum * step[column]
      }
      var pivot = hessian[row &* 6 &+ row]
      for inner in 0..<row where !isHeld(inner) { pivot -= factor[row &* 6 &+ inner] * factor[row &* 6 &+ inner] }
      guard pivot > 0 else { return false }
      let root = Math.sqrt(pivot)
      factor[row &* 6 &+ row] = root
      step[row] = rest / root
    }
    var row = count &- 1
    while row >= 0 {
      if !isHeld(row) {
        var sum = step[row]
        for column in row &+ 1..<max(count, row &+ 1) where !isHeld(column) { sum -= factor[column &* 6 &+ row] * step[column] }
        step[row] = sum / factor[row &* 6 &+ row]
      }
      row &-= 1
    }
    return true
  }

  /// Goes along the step as far as the bounds let it. True where a bound stopped it.
  private mutating func moves(_ count: Int) -> Bool {
    var share = 1.0
    var stop = -1
    for index in 0..<count where !isHeld(index) && step[index] != 0 {
      let room = (step[index] > 0 ? upper[index] : lower[index]) - x[index]
      if step[index] * share > room && step[index] > 0 || step[index] * share < room && step[index] < 0 {
        share = max(0, room / step[index])
        stop = index
      }
    }
    for index in 0..<count where !isHeld(index) {
      x[index] = min(max(x[index] + share * step[index], lower[index]), upper[index])
    }
    guard stop >= 0 else { return false }
    x[stop] = step[stop] > 0 ? upper[stop] : lower[stop]
    held |= 1 &<< UInt8(truncatingIfNeeded: stop)
    return true
  }

  /// Frees the bound that holds back most. False where none does: the minimum is found.
  private mutating func releases(_ count: Int) -> Bool {
    findSlope(count)
    var worst = 0.0
    var free = -1
    for index in 0..<count where isHeld(index) && lower[index] < upper[index] {
      let pull = x[index] <= lower[index] ? -slope[index] : slope[index]
      if pull > worst { (worst, free) = (pull, index) }
    }
    guard free >= 0, worst > 1e-14 else { return false }
    held &= ~(1 &<< UInt8(truncatingIfNeeded: free))
    return true
  }
}
