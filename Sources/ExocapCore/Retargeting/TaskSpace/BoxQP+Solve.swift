internal import CExocapMath

extension BoxQP {
  /// How often all who leave the box are put on it at once; then one at a time, which cannot turn in a circle.
  private static var boldTurns: Int { 8 }
  /// Sets of active rows that are tried.
  private static var rowTurns: Int { 8 }

  /// Solves for all unknowns, with the rows.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func solve() -> Outcome {
    if rowCount == 0 { return solveWithoutRows() }
    if let count = solveMultipliers() { return Outcome(isExact: true, factorizations: count) }
    return solveStiffly()
  }

  /// Solves with the rows as a penalty in H itself: slow, and not always exact, but for every matrix.
  private mutating func solveStiffly() -> Outcome {
    let open = solveWithoutRows()
    var active = violatedRows()
    if active == 0 { return open }
    var total = open.factorizations
    for _ in 0..<BoxQP.rowTurns {
      stiffen(active)
      let outcome = unsafe solveBox(stiffHessian, stiffGradient, 0, size)
      total += outcome.factorizations
      let next = violatedRows()
      if next == active { return Outcome(isExact: outcome.isExact, factorizations: total) }
      active = next
    }
    return Outcome(isExact: false, factorizations: total)
  }

  private mutating func solveWithoutRows() -> Outcome {
    if border == 0 { return solve(from: 0, to: size) }
    let (first, second) = (solve(from: 0, to: border), solve(from: border, to: size))
    return Outcome(
      isExact: first.isExact && second.isExact, factorizations: first.factorizations + second.factorizations)
  }

  /// Solves for the unknowns `first` ..< `end` alone: they have no part of H in common with the others. Rows are left out.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func solve(from first: Int, to end: Int) -> Outcome {
    precondition(first >= 0 && first < end && end <= size, "no such unknowns")
    return unsafe solveBox(hessian, gradient, first, end)
  }

  /// How far the solution is from keeping the worst row, in the row's own unit; 0 where all are kept.
  package func worstRowViolation() -> Double {
    var worst = 0.0
    for row in 0..<rowCount { worst = unsafe max(worst, rowBounds[row] - rowValue(row)) }
    return worst
  }

  @inline(__always)
  private func rowValue(_ row: Int) -> Double {
    let a = unsafe rows + row * BoxQP.capacity
    var sum = 0.0
    for index in 0..<size { unsafe sum += a[index] * solution[index] }
    return sum
  }

  private func violatedRows() -> UInt32 {
    var violated: UInt32 = 0
    for row in 0..<rowCount where unsafe rowValue(row) < rowBounds[row] { violated |= 1 &<< UInt32(truncatingIfNeeded: row) }
    return violated
  }

  /// H + Σ s a aᵀ and g - Σ s b a over the active rows.
  private mutating func stiffen(_ active: UInt32) {
    for row in 0..<size {
      for column in row..<size { unsafe stiffHessian[row * BoxQP.capacity + column] = hessian[row * BoxQP.capacity + column] }
      unsafe stiffGradient[row] = gradient[row]
    }
    for index in 0..<rowCount where active & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 {
      let a = unsafe rows + index * BoxQP.capacity
      let bound = unsafe rowBounds[index]
      for row in 0..<size {
        let stiff = unsafe rowStiffness * a[row]
        unsafe stiffGradient[row] -= stiff * bound
        for column in row..<size { unsafe stiffHessian[row * BoxQP.capacity + column] += stiff * a[column] }
      }
    }
  }

  // MARK: The box alone

  @unsafe
  private mutating func solveBox(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int
  ) -> Outcome {
    for index in first..<end {
      unsafe places[index] = lower[index] == upper[index] ? .atLower : .free
      unsafe solution[index] = lower[index]
    }
    for turn in 1...BoxQP.boldTurns {
      let count = unsafe gatherFree(first, end)
      guard unsafe factorize(h, g, first, end, count) else {
        unsafe keepInside(first, end)
        return Outcome(isExact: false, factorizations: turn)
      }
      if unsafe putOutsidersOnBounds(first, count) { continue }
      if unsafe !releaseWorst(h, g, first, end) { return Outcome(isExact: true, factorizations: turn) }
    }
    return unsafe solveSlowly(h, g, first, end)
  }

  /// Classical primal active set from the last candidate: each turn lessens the objective, so none comes twice.
  @unsafe
  private mutating func solveSlowly(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int
  ) -> Outcome {
    unsafe keepInside(first, end)
    for index in first..<end where unsafe places[index] != .free {
      unsafe solution[index] = places[index] == .atLower ? lower[index] : upper[index]
    }
    let limit = 4 * (end - first)
    for turn in 1...limit {
      let count = unsafe gatherFree(first, end)
      guard unsafe factorize(h, g, first, end, count) else { break }
      if unsafe stepToFirstBound(first, count) { continue }
      if unsafe !releaseWorst(h, g, first, end) { return Outcome(isExact: true, factorizations: BoxQP.boldTurns + turn) }
    }
    return Outcome(isExact: false, factorizations: BoxQP.boldTurns + limit)
  }

  /// Moves what is outside the box, or not a number, onto its nearest bound.
  @unsafe
  private mutating func keepInside(_ first: Int, _ end: Int) {
    for index in first..<end {
      if unsafe !(solution[index] >= lower[index]) { unsafe solution[index] = lower[index] }
      if unsafe solution[index] > upper[index] { unsafe solution[index] = upper[index] }
    }
  }

  /// Lists the free unknowns of `first` ..< `end` in `free`, from `first` on. How many they are.
  @unsafe
  mutating func gatherFree(_ first: Int, _ end: Int) -> Int {
    var count = 0
    for index in first..<end where unsafe places[index] == .free {
      unsafe free[first + count] = index
      count += 1
    }
    return count
  }

  /// Puts every free unknown that left its box on the bound. False where none left.
  @unsafe
  private mutating func putOutsidersOnBounds(_ first: Int, _ count: Int) -> Bool {
    var isAny = false
    for k in first..<first + count {
      let index = unsafe free[k]
      let value = unsafe side[k]
      unsafe solution[index] = value
      // Also where the value is not a number.
      if unsafe !(value >= lower[index]) {
        unsafe places[index] = .atLower
        unsafe solution[index] = lower[index]
        isAny = true
      } else if unsafe value > upper[index] {
        unsafe places[index] = .atUpper
        unsafe solution[index] = upper[index]
        isAny = true
      }
    }
    return isAny
  }

  /// Goes from the solution towards the candidate until the first bound. False where the candidate is reached.
  @unsafe
  private mutating func stepToFirstBound(_ first: Int, _ count: Int) -> Bool {
    var share = 1.0
    var blocking = -1
    for k in first..<first + count {
      let index = unsafe free[k]
      let move = unsafe side[k] - solution[index]
      let room = unsafe move < 0 ? lower[index] - solution[index] : upper[index] - solution[index]
      if move != 0, room / move < share { (share, blocking) = (room / move, index) }
    }
    for k in first..<first + count {
      let index = unsafe free[k]
      unsafe solution[index] = blocking < 0 ? side[k] : solution[index] + share * (side[k] - solution[index])
    }
    guard blocking >= 0 else { return false }
    let isUp = unsafe upper[blocking] - solution[blocking] < solution[blocking] - lower[blocking]
    unsafe places[blocking] = isUp ? .atUpper : .atLower
    unsafe solution[blocking] = isUp ? upper[blocking] : lower[blocking]
    return true
  }

  /// Frees the unknown on a bound whose multiplier has the wrong sign most. False where all are right.
  @unsafe
  private mutating func releaseWorst(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int
  ) -> Bool {
    var worst = 0.0
    var released = -1
    for index in first..<end where unsafe places[index] != .free && lower[index] < upper[index] {
      var slope = unsafe g[index]
      var scale = unsafe exocap_fabs(g[index])
      for other in first..<end {
        let element = unsafe other >= index ? h[index * BoxQP.capacity + other] : h[other * BoxQP.capacity + index]
        let part = unsafe element * solution[other]
        slope += part
        scale += exocap_fabs(part)
      }
      let wrong = unsafe places[index] == .atLower ? -slope : slope
      // What rounding of the sum can amount to is no reason to leave a bound.
      if wrong > 1e-14 * scale, wrong > worst { (worst, released) = (wrong, index) }
    }
    guard released >= 0 else { return false }
    unsafe places[released] = .free
    return true
  }
}
