import ExocapCore
import ExocapTestSupport

/// Measures a filter from outside, as the reference measurements were made.
enum FilterBench {
  /// [s] By how much the answer lags behind a ramp of `speed` in the end. After 20 s nothing of the start is left.
  static func rampLag(_ filter: MotionFilter, rate: Double, speed: Double = 0.5) -> Double {
    var joint = JointFilter(filter)
    var (x, y) = (0.0, 0.0)
    for tick in 0..<Int(20 * rate) {
      x = speed * Double(tick) / rate
      y = joint.take(x, time: 1 / rate)
    }
    return (x - y) / speed
  }

  /// Samples until a step of `height` is followed to 90 %, the first after the step counted.
  static func stepSamples(_ filter: MotionFilter, rate: Double, height: Double = 1) -> Int {
    var joint = JointFilter(filter)
    for _ in 0..<100 { _ = joint.take(0, time: 1 / rate) }
    for sample in 1...1000 where joint.take(height, time: 1 / rate) >= 0.9 * height { return sample }
    return .max
  }

  /// [-] Standard deviation of the answer over that of the samples, at rest.
  static func noiseGain(_ filter: MotionFilter, rate: Double, deviation: Double, _ random: inout SeededGenerator) -> Double {
    var joint = JointFilter(filter)
    var square = 0.0
    for tick in 0..<45_000 {
      let y = joint.take(deviation * normal(&random), time: 1 / rate)
      if tick >= 5_000 { square += y * y }
    }
    return Math.sqrt(square / 40_000) / deviation
  }

  /// Sum of twelve uniform numbers: near enough to normal.
  static func normal(_ random: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
  }
}
