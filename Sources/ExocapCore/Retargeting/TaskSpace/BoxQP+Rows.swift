internal import CExocapMath

extension BoxQP {
  /// Sets of unknowns on bounds that are tried with the rows' multipliers.
  private static var placeTurns: Int { 48 }
  /// How often all who leave the box are put on it at once; then one at a time, after which no set comes twice.
  private static var boldTurns: Int { 2 }
  /// Sets of active rows that are tried for one set of unknowns.
  private static var multiplierTurns: Int { 16 }
  /// [-] Of what is added up: rounding of products with multipliers is no reason to leave a bound or to take a row.
  private static var rounding: Double { 1e-12 }

  /// Solves with the rows as their multipliers λ ≥ 0, from the places where the last solution left the unknowns: those of a tick
  /// are mostly right in the next. They are part of a checkpoint, since the way to an answer decides about its last bits.
  ///
  /// With the same stiffness s as `stiffen`, λ = s·(b - a·x) where a row gives way, so that for free unknowns F
  /// x = x₀ + Σ λᵢ H_FF⁻¹ aᵢ and (A H_FF⁻¹ Aᵀ + I/s) λ = b - A x₀ over the active rows. H_FF keeps the arms' two blocks, which
  /// the penalty fills in: two small factors and half a substitution a row stand for a factor of everything together. With
  /// H_FF = L D Lᵀ, y = L⁻¹ a and z = L⁻¹ (-g), aᵢᵀ H⁻¹ aⱼ = yᵢᵀ D⁻¹ yⱼ, a·x₀ = yᵀ D⁻¹ z and x = L⁻ᵀ D⁻¹ (z + Σ λᵢ yᵢ).
  /// Nil where it does not settle; then nothing is lost but the time.
  mutating func solveMultipliers() -> Int? {
    let end = border == 0 ? size : border
    let both = border == 0 ? 1 : 2
    freeCounts = (0, 0)
    // Bit b: the places of block b have changed since it was factorized.
    var stale: UInt8 = both == 1 ? 1 : 3
    var total = 0
    start()
    for turn in 1...BoxQP.placeTurns {
      if stale & 1 != 0 { guard unsafe respond(0, end) else { return nil } }
      if stale & 2 != 0 { guard unsafe respond(border, size) else { return nil } }
      total += stale.nonzeroBitCount
      guard solveActiveRows() else { return nil }
      for index in 0..<size where unsafe places[index] != .free { unsafe candidate[index] = solution[index] }
      unsafe makeCandidate(0, freeCounts.0)
      unsafe makeCandidate(border, freeCounts.1)
      stale = turn <= BoxQP.boldTurns ? putOutsidersOnBounds() : stepToFirstBound()
      if stale == 0 { stale = releaseWorst(0, end) | (both == 2 ? releaseWorst(border, size) : 0) }
      if stale == 0 { return total }
    }
    return nil
  }

  /// Stands every unknown where it stood: on its bound, or inside the box as near to zero as may be.
  private mutating func start() {
    // Rows that fill a group up do nothing.
    for row in rowCount..<4 * rowGroups { for index in 0..<size { unsafe rows[row * BoxQP.capacity + index] = 0 } }
    for index in 0..<size {
      let (least, most) = unsafe (lower[index], upper[index])
      if least == most { unsafe places[index] = .atLower }
      switch unsafe places[index] {
      case .free: unsafe solution[index] = min(max(0, least), most)
      case .atLower: unsafe solution[index] = least
      case .atUpper: unsafe solution[index] = most
      }
    }
  }

  /// Saves or restores where the unknowns stand.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    for index in 0..<size {
      var place = unsafe places[index].rawValue
      archive.field(&place)
      unsafe places[index] = Place(rawValue: place) ?? .free
    }
  }

  /// The block that an unknown is of, as a bit.
  @inline(__always)
  private func block(_ index: Int) -> UInt8 { border != 0 && index >= border ? 2 : 1 }

  /// Factorizes one block, and takes the right-hand side and the rows through the first half of a solution.
  @unsafe
  private mutating func respond(_ first: Int, _ end: Int) -> Bool {
    let count = unsafe gatherFree(first, end)
    if first == 0 { freeCounts.0 = count } else { freeCounts.1 = count }
    guard unsafe count == 0 || eliminate(hessian, gradient, first, end, count) else { return false }
    for group in 0..<rowGroups {
      // As in `eliminate`, seven is worth code of its own.
      if count == 7 { unsafe substituteRows(group, first, 7) } else { unsafe substituteRows(group, first, count) }
    }
    return true
  }

  /// y = L⁻¹ a of a group's four rows over one block.
  @inline(__always)
  @unsafe
  private mutating func substituteRows(_ group: Int, _ first: Int, _ count: Int) {
    let response = unsafe responses + group * BoxQP.capacity + first
    for k in 0..<count { unsafe response[k] = normals(group, free[first + k]) }
    for j in 0..<count {
      let row = unsafe work + (first + j) * BoxQP.capacity
      let value = unsafe response[j] * pivots[first + j]
      for i in (j + 1)..<count { unsafe response[i] -= value * row[i] }
    }
  }

  /// Four rows are computed with at once.
  @inline(__always)
  private var rowGroups: Int { (rowCount + 3) / 4 }

  /// Four rows' factors of an unknown.
  @inline(__always)
  @unsafe
  private func normals(_ group: Int, _ index: Int) -> SIMD4<Double> {
    let first = unsafe rows + 4 * group * BoxQP.capacity + index
    return unsafe SIMD4(first[0], first[BoxQP.capacity], first[2 * BoxQP.capacity], first[3 * BoxQP.capacity])
  }

  /// What the rows are short of without any multiplier, and how they yield to each other's.
  @unsafe
  private mutating func soften() {
    for group in 0..<rowGroups {
      let (short, bounds) = unsafe (shortfalls + 4 * group, rowBounds + 4 * group)
      var reached = SIMD4<Double>.zero
      // What stands on a bound is not among the free, and moves no row.
      for index in 0..<size where unsafe places[index] != .free { unsafe reached += normals(group, index) * solution[index] }
      unsafe addReached(&reached, group, 0, freeCounts.0)
      unsafe addReached(&reached, group, border, freeCounts.1)
      for lane in 0..<4 { unsafe short[lane] = bounds[lane] - reached[lane] }
      for other in group..<rowGroups {
        var moved = Square()
        unsafe addMoved(&moved, group, other, 0, freeCounts.0)
        unsafe addMoved(&moved, group, other, border, freeCounts.1)
        unsafe setSoftness(group, other, moved.a, 0)
        unsafe setSoftness(group, other, moved.b, 1)
        unsafe setSoftness(group, other, moved.c, 2)
        unsafe setSoftness(group, other, moved.d, 3)
      }
    }
    for row in 0..<rowCount { unsafe softness[row * (BoxQP.rowCapacity + 1)] += 1 / rowStiffness }
  }

  /// Four rows by four.
  private struct Square {
    var a = SIMD4<Double>.zero
    var b = SIMD4<Double>.zero
    var c = SIMD4<Double>.zero
    var d = SIMD4<Double>.zero
  }

  /// Sets how four rows of one group move for a row's multiplier, and the row for theirs.
  @inline(__always)
  @unsafe
  private func setSoftness(_ group: Int, _ other: Int, _ values: SIMD4<Double>, _ lane: Int) {
    let row = 4 * group + lane
    for k in 0..<4 {
      unsafe softness[row * BoxQP.rowCapacity + 4 * other + k] = values[k]
      unsafe softness[(4 * other + k) * BoxQP.rowCapacity + row] = values[k]
    }
  }

  /// Adds yᵀ D⁻¹ z of a group's four rows over one block.
  @inline(__always)
  @unsafe
  private func addReached(_ sum: inout SIMD4<Double>, _ group: Int, _ first: Int, _ count: Int) {
    let response = unsafe responses + group * BoxQP.capacity
    for k in first..<first + count { unsafe sum += response[k] * (pivots[k] * side[k]) }
  }

  /// Adds yᵀ D⁻¹ y of two groups' rows over one block.
  @inline(__always)
  @unsafe
  private func addMoved(_ sum: inout Square, _ group: Int, _ other: Int, _ first: Int, _ count: Int) {
    let (rows, columns) = unsafe (responses + group * BoxQP.capacity, responses + other * BoxQP.capacity)
    for k in first..<first + count {
      let (row, column) = unsafe (rows[k] * pivots[k], columns[k])
      sum.a += column * row[0]
      sum.b += column * row[1]
      sum.c += column * row[2]
      sum.d += column * row[3]
    }
  }

  /// Finds the multipliers for the free unknowns as they are. False where it does not settle.
  private mutating func solveActiveRows() -> Bool {
    unsafe soften()
    var active: UInt32 = 0
    for row in 0..<rowCount where unsafe shortfalls[row] > 0 { active |= BoxQP.bit(row) }
    for _ in 0..<BoxQP.multiplierTurns {
      guard eliminateRows(active) else { return false }
      if let next = nextActive(active) { active = next } else { return true }
    }
    return false
  }

  @inline(__always)
  private static func bit(_ row: Int) -> UInt32 { 1 &<< UInt32(truncatingIfNeeded: row) }

  /// Solves for the multipliers of the active rows; the others' are zero. False where the system is not positive definite.
  private mutating func eliminateRows(_ active: UInt32) -> Bool {
    let stride = BoxQP.rowCapacity
    var count = 0
    for row in 0..<4 * rowGroups { unsafe multipliers[row] = 0 }
    for row in 0..<rowCount {
      if active & BoxQP.bit(row) != 0 {
        unsafe chosen[count] = row
        count += 1
      }
    }
    for k in 0..<count {
      let source = unsafe softness + chosen[k] * stride
      let target = unsafe rowWork + k * stride
      for j in k..<count { unsafe target[j] = source[chosen[j]] }
      unsafe rowSide[k] = shortfalls[chosen[k]]
    }
    for j in 0..<count {
      let row = unsafe rowWork + j * stride
      guard unsafe row[j] > 0 else { return false }
      let inverse = unsafe 1 / row[j]
      for i in (j + 1)..<count {
        let factor = unsafe row[i] * inverse
        let target = unsafe rowWork + i * stride
        unsafe rowSide[i] -= factor * rowSide[j]
        for k in i..<count { unsafe target[k] -= factor * row[k] }
      }
      unsafe row[j] = inverse
    }
    for step in 0..<count {
      let j = count - 1 - step
      let row = unsafe rowWork + j * stride
      var value = unsafe rowSide[j]
      for i in (j + 1)..<count { unsafe value -= row[i] * rowSide[i] }
      unsafe rowSide[j] = value * row[j]
      unsafe multipliers[chosen[j]] = rowSide[j]
    }
    return true
  }

  /// The set of active rows to try next, nil where this one is right: first those that pull leave, then the worst that is missing comes.
  private func nextActive(_ active: UInt32) -> UInt32? {
    var left = active
    for row in 0..<rowCount where active & BoxQP.bit(row) != 0 && (unsafe multipliers[row]) < 0 { left &= ~BoxQP.bit(row) }
    if left != active { return left }
    var worst = 0.0
    var found: UInt32 = 0
    for row in 0..<rowCount where active & BoxQP.bit(row) == 0 {
      var missing = unsafe shortfalls[row]
      var scale = exocap_fabs(missing)
      for other in 0..<rowCount {
        let part = unsafe softness[row * BoxQP.rowCapacity + other] * multipliers[other]
        missing -= part
        scale += exocap_fabs(part)
      }
      if missing > BoxQP.rounding * scale, missing > worst { (worst, found) = (missing, BoxQP.bit(row)) }
    }
    return found == 0 ? nil : active | found
  }

  /// The least point of one block with the multipliers as they are: x = L⁻ᵀ D⁻¹ (z + Σ λᵢ yᵢ).
  @unsafe
  private mutating func makeCandidate(_ first: Int, _ count: Int) {
    for k in first..<first + count {
      var sum = SIMD4<Double>.zero
      for group in 0..<rowGroups {
        let factors = unsafe multipliers + 4 * group
        unsafe sum += responses[group * BoxQP.capacity + k] * SIMD4(factors[0], factors[1], factors[2], factors[3])
      }
      unsafe mixture[k] = side[k] + ((sum[0] + sum[1]) + (sum[2] + sum[3]))
    }
    if count == 7 { unsafe substituteBack(mixture, first, 7) } else { unsafe substituteBack(mixture, first, count) }
    for k in first..<first + count { unsafe candidate[free[k]] = mixture[k] }
  }

  /// Takes the candidate with every free unknown that left its box on the bound. The blocks in which one left.
  private mutating func putOutsidersOnBounds() -> UInt8 {
    var left: UInt8 = 0
    for index in 0..<size {
      let value = unsafe candidate[index]
      // Also where the value is not a number.
      if unsafe places[index] == .free && !(value >= lower[index]) {
        unsafe places[index] = .atLower
        unsafe solution[index] = lower[index]
        left |= block(index)
      } else if unsafe places[index] == .free && value > upper[index] {
        unsafe places[index] = .atUpper
        unsafe solution[index] = upper[index]
        left |= block(index)
      } else {
        unsafe solution[index] = value
      }
    }
    return left
  }

  /// Goes from the solution, which is inside the box, towards the candidate until the first bound. The block of what stands on it
  /// then, 0 where the candidate is reached. The objective falls on all of the way, for the candidate is its least.
  private mutating func stepToFirstBound() -> UInt8 {
    var share = 1.0
    var blocking = -1
    for index in 0..<size where unsafe places[index] == .free {
      let value = unsafe candidate[index]
      if unsafe value >= lower[index] && value <= upper[index] { continue }
      let move = unsafe value - solution[index]
      let room = unsafe (move < 0 ? lower[index] : upper[index]) - solution[index]
      let part = max(0, room / move)
      // A candidate that is not a number moves nothing.
      if !(part >= share) { (share, blocking) = (part == part ? part : 0, index) }
    }
    guard blocking >= 0 else {
      for index in 0..<size { unsafe solution[index] = candidate[index] }
      return 0
    }
    let isUp = unsafe candidate[blocking] > solution[blocking]
    if share > 0 { for index in 0..<size where unsafe places[index] == .free { unsafe move(index, share) } }
    unsafe places[blocking] = isUp ? .atUpper : .atLower
    unsafe solution[blocking] = isUp ? upper[blocking] : lower[blocking]
    return block(blocking)
  }

  /// Moves one unknown a part of its way, not over its bounds.
  @inline(__always)
  @unsafe
  private mutating func move(_ index: Int, _ share: Double) {
    let value = unsafe solution[index] + share * (candidate[index] - solution[index])
    unsafe solution[index] = min(max(value, lower[index]), upper[index])
  }

  /// Frees the unknown of a block on a bound whose multiplier has the wrong sign most. The block, 0 where all are right.
  private mutating func releaseWorst(_ first: Int, _ end: Int) -> UInt8 {
    var worst = 0.0
    var released = -1
    for index in first..<end where unsafe places[index] != .free && lower[index] < upper[index] {
      var slope = unsafe gradient[index]
      var scale = exocap_fabs(slope)
      for other in first..<end {
        let element = unsafe other >= index ? hessian[index * BoxQP.capacity + other] : hessian[other * BoxQP.capacity + index]
        let part = unsafe element * solution[other]
        slope += part
        scale += exocap_fabs(part)
      }
      for row in 0..<rowCount where unsafe multipliers[row] != 0 {
        let part = unsafe multipliers[row] * rows[row * BoxQP.capacity + index]
        slope -= part
        scale += exocap_fabs(part)
      }
      let wrong = unsafe places[index] == .atLower ? -slope : slope
      if wrong > BoxQP.rounding * scale, wrong > worst { (worst, released) = (wrong, index) }
    }
    guard released >= 0 else { return 0 }
    unsafe places[released] = .free
    return block(released)
  }
}
