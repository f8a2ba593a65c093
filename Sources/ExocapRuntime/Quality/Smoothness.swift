internal import ExocapCore

/// Two measures of how smooth a movement is, from its speed at even steps of time.
///
/// Spectral arc length: Balasubramanian, Melendez-Calderon and Burdet, A Robust and Sensitive Metric for Quantifying Movement Smoothness,
/// IEEE Trans. Biomed. Eng. 59, 2012, with the adaptive cut-off of Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet, On the
/// analysis of movement smoothness, J. NeuroEng. Rehabil. 12:112, 2015. Dimensionless jerk: Hogan and Sternad, Sensitivity of Smoothness
/// Measures to Movement Duration, Amplitude, and Arrests, J. Motor Behav. 41, 2009; its logarithm: the paper of 2015.
struct Smoothness {
  /// How many speeds a movement has.
  let count: Int
  /// [Hz]
  let rate: Double
  private let transform: FourierTransform
  private var real: [Double]
  private var imaginary: [Double]

  /// [Hz] Frequencies above are none of a movement's (2012; the paper of 2015 keeps it as the bound of its own cut-off).
  private static var highest: Double { 20 }
  /// [-] The cut-off is where the spectrum is below this part of its peak for good (2015).
  private static var threshold: Double { 0.05 }
  /// Zeros fill up to so many doublings, for a fine spectrum (2015).
  private static var padding: Int { 4 }

  /// For movements of `count` speeds at `rate` [Hz].
  init(count: Int, rate: Double) {
    precondition(count > 2, "a movement has a jerk")
    self.count = count
    self.rate = rate
    var size = 1
    while size < count { size *= 2 }
    transform = FourierTransform(size: size << Self.padding)
    real = Array(repeating: 0, count: transform.size)
    imaginary = real
  }

  /// [-] -∫ √((1/ω_c)² + (dV̂/dω)²) dω up to the cut-off ω_c, V̂ being the speed's spectrum over its peak: less than 0, nearer to it where the
  /// movement is smoother. NaN without motion.
  mutating func spectralArcLength(_ speeds: [Double]) -> Double {
    for place in 0..<transform.size {
      real[place] = place < count ? speeds[place] : 0
      imaginary[place] = 0
    }
    transform.run(&real, &imaginary)
    let bins = min(transform.size / 2, Int(Self.highest / rate * Double(transform.size)))
    var peak = 0.0
    for bin in 0...transform.size / 2 {
      real[bin] = (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]).squareRoot()
      peak = max(peak, real[bin])
    }
    guard peak > 0 else { return .nan }
    var first = -1
    var last = -1
    for bin in 0...bins where real[bin] / peak >= Self.threshold {
      if first < 0 { first = bin }
      last = bin
    }
    guard first >= 0, last > first else { return 0 }
    let step = 1 / Double(last - first)
    var length = 0.0
    for bin in first..<last {
      let change = (real[bin + 1] - real[bin]) / peak
      length += (step * step + change * change).squareRoot()
    }
    return -length
  }

  /// [-] -ln(T³ / v² ∫ (d²speed/dt²)² dt), v being the peak speed: larger where the movement is smoother. NaN without motion.
  func logDimensionlessJerk(_ speeds: [Double]) -> Double {
    let step = 1 / rate
    var peak = 0.0
    var sum = 0.0
    for place in 0..<count { peak = max(peak, abs(speeds[place])) }
    for place in 1..<count - 1 {
      let jerk = (speeds[place + 1] - 2 * speeds[place] + speeds[place - 1]) / (step * step)
      sum += jerk * jerk
    }
    guard peak > 0, sum > 0 else { return .nan }
    let time = Double(count) * step
    return -Math.log(time * time * time / (peak * peak) * sum * step)
  }
}
