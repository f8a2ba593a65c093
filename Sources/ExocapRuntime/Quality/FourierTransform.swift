internal import ExocapCore

/// The discrete Fourier transform of a power of two of numbers, in place: decimation in time, radix 2 (Cooley and Tukey, 1965).
struct FourierTransform {
  let size: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// A transform of `size` numbers, a power of two.
  init(size: Int) {
    precondition(size > 1 && size & (size - 1) == 0, "the size is a power of two")
    self.size = size
    let turns = (0..<size / 2).map { Math.sincos(-2 * .pi * Double($0) / Double(size)) }
    cosines = turns.map(\.cos)
    sines = turns.map(\.sin)
  }

  /// Replaces the numbers by their transform.
  func run(_ real: inout [Double], _ imaginary: inout [Double]) {
    reorder(&real, &imaginary)
    var length = 2
    while length <= size {
      let stride = size / length
      for start in Swift.stride(from: 0, to: size, by: length) {
        for place in 0..<length / 2 {
          let (low, high) = (start + place, start + place + length / 2)
          let (c, s) = (cosines[place * stride], sines[place * stride])
          let (re, im) = (real[high] * c - imaginary[high] * s, real[high] * s + imaginary[high] * c)
          (real[high], imaginary[high]) = (real[low] - re, imaginary[low] - im)
          (real[low], imaginary[low]) = (real[low] + re, imaginary[low] + im)
        }
      }
      length *= 2
    }
  }

  /// Puts each number where the reversed bits of its place say.
  private func reorder(_ real: inout [Double], _ imaginary: inout [Double]) {
    var reversed = 0
    for place in 0..<size - 1 {
      if place < reversed {
        real.swapAt(place, reversed)
        imaginary.swapAt(place, reversed)
      }
      var bit = size / 2
      while reversed & bit != 0 {
        reversed ^= bit
        bit /= 2
      }
      reversed |= bit
    }
  }
}
