import ExocapCore
import Testing

@testable import ExocapRuntime

struct FourierTransformTests {
  /// By hand: e^(2πi·3n/8) has all of its 8 in bin 3; a constant has all of it in bin 0.
  @Test func oneFrequencyIsInOneBin() {
    let transform = FourierTransform(size: 8)
    var real = (0..<8).map { Math.cos(2 * .pi * 3 * Double($0) / 8) + 2 }
    var imaginary = (0..<8).map { Math.sin(2 * .pi * 3 * Double($0) / 8) }
    transform.run(&real, &imaginary)
    let expected: [Double] = [16, 0, 0, 8, 0, 0, 0, 0]
    for bin in 0..<8 {
      #expect(abs(real[bin] - expected[bin]) < 1e-12)
      #expect(abs(imaginary[bin]) < 1e-12)
    }
  }
}
