package import ExocapCore

/// What a network does to datagrams.
///
/// Probabilities are 0 … 1.
package struct DatagramLinkOptions: Sendable, Hashable {
  /// What every datagram takes on its way.
  package var minimumDelay: Interval = .zero
  /// The mean of what it takes beyond that, exponentially distributed.
  package var meanExtraDelay: Interval = .zero
  /// [-] Probability that a datagram vanishes.
  package var loss: Double = 0
  /// [-] Probability that it arrives twice.
  package var duplication: Double = 0
  /// [-] Probability that it is held back, so that later ones overtake it.
  package var reordering: Double = 0
  /// The mean time for which it is held back, exponentially distributed.
  package var meanHold: Interval = .zero
  /// [-] Probability that one bit of it is flipped: UDP's checksum is 16 bits, and off on some paths.
  package var corruption: Double = 0
  /// [-] Probability that a datagram finds the path clogged: nothing arrives until it clears.
  package var stall: Double = 0
  /// The mean time for which the path clogs, exponentially distributed.
  package var meanStall: Interval = .zero
  /// The most datagrams under way; one more is dropped, as a full socket buffer does.
  package var capacity: Int = 256

  /// A network without a fault.
  package init() {}

  /// Options drawn by swarm testing, as `BadLinkOptions` does: from a quiet cable to a bad wireless network.
  package init(random: inout SeededRandom) {
    minimumDelay = random.interval(in: .microseconds(20)...(.milliseconds(2)))
    if random.chance(0.5) { meanExtraDelay = random.interval(in: .microseconds(10)...(.milliseconds(10))) }
    if random.chance(0.5) { loss = random.magnitude(in: 1e-4...0.2) }
    if random.chance(0.5) { duplication = random.magnitude(in: 1e-4...0.1) }
    if random.chance(0.5) {
      reordering = random.magnitude(in: 1e-3...0.2)
      meanHold = random.interval(in: .milliseconds(1)...(.milliseconds(50)))
    }
    if random.chance(0.5) { corruption = random.magnitude(in: 1e-5...1e-2) }
    if random.chance(0.5) {
      stall = random.magnitude(in: 1e-4...1e-2)
      meanStall = random.interval(in: .milliseconds(1)...(.milliseconds(300)))
    }
  }
}
