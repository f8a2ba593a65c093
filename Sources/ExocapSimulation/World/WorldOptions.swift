package import ExocapCore

/// What a world is like: everything follows from the seed.
package struct WorldOptions: Sendable {
  package var seed: UInt64
  /// How long the session lasts.
  package var duration = Interval.seconds(3)
  /// Whether cables and the network have faults.
  package var hasFaults = true
  /// Samples that wait for the loop; a small ring overflows when the loop stalls.
  package var ringCapacity = 256
  /// [B] Of each tap.
  package var tapBytes = 1 << 20
  /// Whether the loop's thread sometimes stalls for up to 100 ms.
  package var hasStalls = false
  /// Whether the operator, besides engaging, does everything that a person can ask for.
  package var hasRequests = true
  /// Instead of an operator who wanders and of faults drawn from the seed: one who demonstrates something, with at most one known defect.
  package var take: TakeOptions?

  package init(seed: UInt64) { self.seed = seed }

  /// A take of the operator that the seed stands for.
  package init(seed: UInt64, take: TakeOptions) {
    self.seed = seed
    self.take = take
    duration = take.duration
    hasFaults = false
    hasRequests = false
    if take.defect == .ringOverflow { tapBytes = 1 << 17 }
  }
}

/// One record of a tap, with whose tap it is: devices by their place in `rig.sampleSources`, then robots.
package struct WorldRecord: Sendable {
  package var source: Int
  package var kind: RecordKind
  package var lostBefore: UInt32
  package var bytes: [UInt8]
}
