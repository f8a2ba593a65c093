// Link/ holds lines and networks with faults, in virtual time. It knows neither what the bytes mean nor who sends them.

package import ExocapCore

/// What a byte link does to what it carries.
///
/// Probabilities are 0 … 1.
package struct BadLinkOptions: Sendable, Hashable {
  /// What every byte takes on its way.
  package var minimumDelay: Interval = .zero
  /// The mean of what a write takes beyond that, exponentially distributed.
  package var meanExtraDelay: Interval = .zero
  /// What each byte occupies the line for: ten bits at the baud, or zero for a line that is never the bottleneck.
  package var byteTime: Interval = .zero
  /// [-] Probability that a byte vanishes.
  package var byteLoss: Double = 0
  /// [-] Probability that one bit of a byte is flipped.
  package var byteCorruption: Double = 0
  /// [-] Probability that a write arrives twice.
  package var repetition: Double = 0
  /// [-] Probability that a write is cut where the reader sees it, and each further piece again.
  package var split: Double = 0
  /// [-] Probability that a piece waits in one read with the piece before it.
  package var merge: Double = 0
  /// [-] Probability that a write finds the line clogged: nothing arrives until it clears.
  package var stall: Double = 0
  /// The mean time for which the line clogs, exponentially distributed.
  package var meanStall: Interval = .zero
  /// The mean time between unplugs; `.distant` where nobody pulls the plug.
  package var meanPlugged: Interval = .distant
  /// The mean time until it is plugged in again.
  package var meanUnplugged: Interval = .zero
  /// [B] The most that is under way; a write that does not fit is refused.
  ///
  /// A Linux tty holds 64 KiB.
  package var capacity: Int = 65_536

  /// A link without a fault.
  package init() {}

  /// Options drawn by swarm testing: each fault is absent in half of all links, and of any strength in the others.
  ///
  /// Groce, Zhang, Eide, Chen and Regehr, Swarm Testing, 2012: leaving features out finds more than having all of
  /// them a little. The ranges reach from what a good cable does to what no rig would keep.
  package init(random: inout SeededRandom) {
    minimumDelay = random.interval(in: .microseconds(10)...(.milliseconds(2)))
    if random.chance(0.5) { meanExtraDelay = random.interval(in: .microseconds(10)...(.milliseconds(5))) }
    if random.chance(0.5) { byteLoss = random.magnitude(in: 1e-6...1e-2) }
    if random.chance(0.5) { byteCorruption = random.magnitude(in: 1e-6...1e-2) }
    if random.chance(0.5) { repetition = random.magnitude(in: 1e-4...5e-2) }
    if random.chance(0.5) { split = random.magnitude(in: 1e-2...0.9) }
    if random.chance(0.5) { merge = random.magnitude(in: 1e-2...0.9) }
    if random.chance(0.5) {
      stall = random.magnitude(in: 1e-4...1e-2)
      meanStall = random.interval(in: .milliseconds(1)...(.milliseconds(200)))
    }
    if random.chance(0.5) {
      meanPlugged = random.interval(in: .milliseconds(500)...(.seconds(10)))
      meanUnplugged = random.interval(in: .milliseconds(5)...(.seconds(1)))
    }
  }
}

extension SeededRandom {
  /// A number of the range whose order of magnitude is drawn evenly.
  ///
  /// The range is above zero.
  mutating func magnitude(in range: ClosedRange<Double>) -> Double {
    Math.exp(uniform(in: Math.log(range.lowerBound)...Math.log(range.upperBound)))
  }
}
