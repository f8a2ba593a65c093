extension BoxQP {
  /// Solves for the free unknowns with the others on their bounds, into `side`. False where H is not positive definite.
  ///
  /// With `keepsSolution` unknowns on bounds count with their place in `solution`, which is the same thing.
  @unsafe
  mutating func factorize(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int, _ count: Int,
    keepsSolution: Bool = false
  ) -> Bool {
    let stride = BoxQP.capacity
    let isWhole = count == end - first
    for k in 0..<count {
      let index = isWhole ? first + k : unsafe free[k]
      let source = unsafe h + index * stride
      let target = unsafe work + k * stride
      if isWhole {
        for j in 0...k { unsafe target[j] = source[first + j] }
        unsafe side[k] = -g[index]
        continue
      }
      for j in 0...k { unsafe target[j] = source[free[j]] }
      var sum = unsafe -g[index]
      for other in first..<end where unsafe places[other] != .free {
        let element = unsafe other <= index ? source[other] : h[other * stride + index]
        unsafe sum -= element * solution[other]
      }
      unsafe side[k] = sum
    }
    // The arm of seven is by far the most frequent size: a constant lets the compiler unroll.
    return count == 7 ? unsafe eliminate(7) : unsafe eliminate(count)
  }

  /// L D Lᵀ of the lower triangle of `work`, L into the upper triangle, and the solution for `side` in place.
  @inline(__always)
  @unsafe
  private mutating func eliminate(_ count: Int) -> Bool {
    let stride = BoxQP.capacity
    var isDefinite = true
    for j in 0..<count {
      let pivot = unsafe work[j * stride + j]
      // Also false for NaN.
      if !(pivot > 0) { isDefinite = false }
      let inverse = 1 / pivot
      let value = unsafe side[j]
      unsafe pivots[j] = inverse
      for i in (j + 1)..<count {
        let factor = unsafe work[i * stride + j] * inverse
        unsafe work[j * stride + i] = factor
        unsafe side[i] -= factor * value
        for k in (j + 1)...i { unsafe work[i * stride + k] -= factor * work[k * stride + j] }
      }
    }
    for step in 0..<count {
      let j = count - 1 - step
      var value = unsafe side[j] * pivots[j]
      for i in (j + 1)..<count { unsafe value -= work[j * stride + i] * side[i] }
      unsafe side[j] = value
    }
    return isDefinite
  }
}
