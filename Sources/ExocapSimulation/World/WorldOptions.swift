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
  /// Whether worn joints move that no plain map leads back to the operator's pose.
  package var isRestless = false
  /// Whether anybody answers the loop's branch searches.
  package var answersSearches = true

  package init(seed: UInt64) { self.seed = seed }
}

/// One record of a tap, with whose tap it is: devices by their place in `rig.sampleSources`, then robots.
package struct WorldRecord: Sendable {
  package var source: Int
  package var kind: RecordKind
  package var lostBefore: UInt32
  package var bytes: [UInt8]
}
