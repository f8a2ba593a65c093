package import ExocapCore

/// What a world is like: everything follows from the seed.
package struct WorldOptions: Sendable {
  /// Whose movements the devices measure.
  package enum Operation: Sendable {
    /// An operator who moves about the rest pose, different with each seed.
    case wander
    /// One who engages, follows a capture from its start to its end, and engages again after each loss.
    case motion(RecordedMotion)
    /// Recorded calls of each of the rig's worn devices, in order, as their taps hold them.
    case recorded([[WorldRecord]])
  }

  package var seed: UInt64
  /// How long the session lasts; a motion or a recording ends it earlier.
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
  /// Whether the robot feels what it squeezes with; else nothing is in its hands.
  package var holdsThings = false
  package var operation = Operation.wander
  /// [rad] How far the zero of a joint's calibration is off at most.
  package var zeroError = 0.0
  /// [rad] Standard deviation of the noise on each worn angle.
  package var angleNoise = 0.0
  /// [counts] Standard deviation of the noise of each converter.
  package var countNoise = 0.0
  /// The time of the thread that turns the world, to know what a tick costs; nil: nobody asks. It changes nothing that happens.
  package var stopwatch: (@Sendable () -> Interval)?
  /// Whether worn joints move that no plain map leads back to the operator's pose.
  package var isRestless = false
  /// Whether anybody answers the loop's branch searches.
  package var answersSearches = true
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

  package init(source: Int, kind: RecordKind, lostBefore: UInt32, bytes: [UInt8]) {
    self.source = source
    self.kind = kind
    self.lostBefore = lostBefore
    self.bytes = bytes
  }

  /// [N] The force that a device was told; NaN where it is none.
  package var newtons: Double {
    unsafe bytes.withUnsafeBytes { unsafe $0.count >= 24 ? $0.loadUnaligned(fromByteOffset: 16, as: Double.self) : .nan }
  }

  /// The time of a call, a tick or a checkpoint; `.never` where the record is too short.
  package var time: Timestamp {
    unsafe bytes.withUnsafeBytes { unsafe $0.count >= 8 ? $0.loadUnaligned(as: Timestamp.self) : .never }
  }
}
