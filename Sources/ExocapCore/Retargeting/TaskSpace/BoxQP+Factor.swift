extension BoxQP {
  /// Solves for the free unknowns with the others where `solution` has them, into `side`. False where H is not positive definite.
  @unsafe
  mutating func factorize(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int, _ count: Int
  ) -> Bool {
    let stride = BoxQP.capacity
    if count == end - first {
      // The arm of seven is by far the most frequent size: a constant lets the compiler unroll.
      if count == 7 {
        unsafe copyWhole(h, g, first, 7)
        return unsafe eliminate(7)
      }
      unsafe copyWhole(h, g, first, count)
      return unsafe eliminate(count)
    }
    for k in 0..<count {
      let index = unsafe free[k]
      let source = unsafe h + index * stride
      let target = unsafe work + k * stride
      for j in k..<count { unsafe target[j] = source[free[j]] }
      var sum = unsafe -g[index]
      for other in first..<end where unsafe places[other] != .free {
        let element = unsafe other >= index ? source[other] : h[other * stride + index]
        unsafe sum -= element * solution[other]
      }
      unsafe side[k] = sum
    }
    return unsafe eliminate(count)
  }

  @inline(__always)
  @unsafe
  private mutating func copyWhole(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ count: Int
  ) {
    for k in 0..<count {
      let source = unsafe h + (first + k) * BoxQP.capacity + first
      let target = unsafe work + k * BoxQP.capacity
      for j in k..<count { unsafe target[j] = source[j] }
      unsafe side[k] = -g[first + k]
    }
  }

  /// Gaussian elimination of the symmetric matrix whose upper triangle is in `work`: solves for `side` in place.
  ///
  /// Rows are taken from rows, so that the inner loop runs along memory. A pivot that is not positive, or NaN: false.
  @inline(__always)
  @unsafe
  private mutating func eliminate(_ count: Int) -> Bool {
    let stride = BoxQP.capacity
    var isDefinite = true
    for j in 0..<count {
      let row = unsafe work + j * stride
      let pivot = unsafe row[j]
      if !(pivot > 0) { isDefinite = false }
      let inverse = 1 / pivot
      let value = unsafe side[j]
      unsafe pivots[j] = inverse
      for i in (j + 1)..<count {
        let factor = unsafe row[i] * inverse
        let target = unsafe work + i * stride
        unsafe side[i] -= factor * value
        for k in i..<count { unsafe target[k] -= factor * row[k] }
      }
    }
    for step in 0..<count {
      let j = count - 1 - step
      let row = unsafe work + j * stride
      var value = unsafe side[j]
      for i in (j + 1)..<count { unsafe value -= row[i] * side[i] }
      unsafe side[j] = value * pivots[j]
    }
    return isDefinite
  }
}
