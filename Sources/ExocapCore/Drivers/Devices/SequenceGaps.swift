/// Counts packets that a device numbered and that never came.
///
/// A number that goes back by less than half its range, or leaves out more than the device could have sent meanwhile, belongs to a
/// device that started anew: nothing is counted.
struct SequenceGaps: BitwiseCopyable, Sendable {
  /// Jitter of arrivals may hide so many packets.
  static var slack: Double { 16 }
  /// [s] Packets that waited arrive together with those behind a gap: the time of the gap was before.
  static var waiting: Double { 2 }

  private var lastAt = Timestamp.never
  private var last: UInt32 = 0
  private var isKnown = false

  /// Forgets the last number: the next one is the first.
  mutating func forget() { isKnown = false }

  /// Takes a number of `bits` bits. `rate` [Hz]: how many packets a second bear one; 0: not known. Returns how many are missing before it.
  mutating func take(_ number: UInt32, bits: Int, rate: Double, at arrival: Timestamp) -> UInt64 {
    let mask: UInt32 = bits >= 32 ? .max : (1 &<< UInt32(truncatingIfNeeded: bits)) &- 1
    let step = (number &- last) & mask
    let elapsed = (arrival - lastAt).seconds
    let isFirst = !isKnown
    last = number
    lastAt = arrival
    isKnown = true
    // The same number again is a copy.
    guard !isFirst, step > 1, step <= mask &>> 1 else { return 0 }
    let missing = step &- 1
    return rate > 0 && Double(missing) > 1.5 * rate * (elapsed + SequenceGaps.waiting) + SequenceGaps.slack ? 0 : UInt64(missing)
  }

  /// Saves or restores everything that changes.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&lastAt)
    archive.field(&last)
    archive.field(&isKnown)
  }
}
