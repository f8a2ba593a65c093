extension BoxQP {
  /// Solves for the `count` unknowns of `first` ..< `end` in `free`, with the others where `solution` has them, into `side`.
  /// False where H is not positive definite.
  @unsafe
  mutating func factorize(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int, _ count: Int
  ) -> Bool {
    guard unsafe eliminate(h, g, first, end, count) else { return false }
    unsafe substituteBack(side, first, count)
    return true
  }

  /// The first half of `factorize`: the triangle of the factor into `work`, inverse pivots into `pivots`, and into `side` what is left of
  /// the right-hand side, all from `first` on.
  @unsafe
  mutating func eliminate(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ end: Int, _ count: Int
  ) -> Bool {
    let stride = BoxQP.capacity
    if count == end - first {
      // The arm of seven is by far the most frequent size: a constant lets the compiler unroll.
      if count == 7 {
        unsafe copyWhole(h, g, first, 7)
        return unsafe eliminate(first, 7)
      }
      unsafe copyWhole(h, g, first, count)
      return unsafe eliminate(first, count)
    }
    for k in 0..<count {
      let index = unsafe free[first + k]
      let source = unsafe h + index * stride
      let target = unsafe work + (first + k) * stride
      for j in k..<count { unsafe target[j] = source[free[first + j]] }
      var sum = unsafe -g[index]
      for other in first..<end where unsafe places[other] != .free {
        let element = unsafe other >= index ? source[other] : h[other * stride + index]
        unsafe sum -= element * solution[other]
      }
      unsafe side[first + k] = sum
    }
    return unsafe eliminate(first, count)
  }

  @inline(__always)
  @unsafe
  private mutating func copyWhole(
    _ h: UnsafeMutablePointer<Double>, _ g: UnsafeMutablePointer<Double>, _ first: Int, _ count: Int
  ) {
    for k in 0..<count {
      let source = unsafe h + (first + k) * BoxQP.capacity + first
      let target = unsafe work + (first + k) * BoxQP.capacity
      for j in k..<count { unsafe target[j] = source[j] }
      unsafe side[first + k] = -g[first + k]
    }
  }

  /// Gaussian elimination of the symmetric matrix whose upper triangle is in `work`, and of `side`, from `first` on.
  ///
  /// Rows are taken from rows, so that the inner loop runs along memory. A pivot that is not positive, or NaN: false.
  @inline(__always)
  @unsafe
  private mutating func eliminate(_ first: Int, _ count: Int) -> Bool {
    let stride = BoxQP.capacity
    let (work, side, pivots) = unsafe (work + first * stride, side + first, pivots + first)
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
    return isDefinite
  }

  /// The second half: the right-hand side that `vector` has from `first` on becomes the answer.
  @inline(__always)
  @unsafe
  mutating func substituteBack(_ vector: UnsafeMutablePointer<Double>, _ first: Int, _ count: Int) {
    let (work, values, pivots) = unsafe (work + first * BoxQP.capacity, vector + first, pivots + first)
    for step in 0..<count {
      let j = count - 1 - step
      let row = unsafe work + j * BoxQP.capacity
      var value = unsafe values[j]
      for i in (j + 1)..<count { unsafe value -= row[i] * values[i] }
      unsafe values[j] = value * pivots[j]
    }
  }
}
