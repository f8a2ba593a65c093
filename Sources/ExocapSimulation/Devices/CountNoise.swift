/// What a converter adds to each reading: normal, independent, in counts.
package struct CountNoise: Sendable {
  /// [counts] Its standard deviation; 0: none, and nothing is drawn.
  package let deviation: Double
  private var random: SeededRandom

  /// No noise.
  package init() {
    deviation = 0
    random = SeededRandom(seed: 0)
  }

  /// - Parameters:
  ///   - deviation: [counts] not negative.
  ///   - random: drawn from for this device only.
  package init(deviation: Double, random: SeededRandom) {
    precondition(deviation >= 0 && deviation < .infinity, "noise has a finite deviation")
    self.deviation = deviation
    self.random = random
  }

  /// [counts] What the next reading is off by.
  mutating func draw() -> Double { deviation > 0 ? deviation * random.normal() : 0 }
}
