/// Counts a device's clock on over the wraps of the counter that is on the wire.
///
/// The distance to the counter before is taken forwards, and whole wraps are added where the time between the two arrivals has room for
/// them. Two messages may overtake each other by 50 ms: such a step back is one. A counter that went back by more, or forward by two
/// seconds more than the time that passed, belongs to a device that started anew: it is counted from its own value on.
///
/// The count begins one wrap above the counter, so that it is never 0, which says that there is no clock.
struct DeviceTicks: BitwiseCopyable, Sendable {
  /// [ns] Packets of one device that overtake each other by more are none that a device sends.
  static var overtaking: Double { 50e6 }
  /// [ns] Bytes that waited in a buffer arrive with those behind them: time between arrivals is shorter than that between packets.
  static var waiting: Double { 2e9 }

  /// The clock; 0 before the first.
  private(set) var total: UInt64 = 0
  private var lastAt = Timestamp.never
  private var last: UInt32 = 0
  /// How often counting began: the device started, or the port was opened.
  private(set) var starts: UInt32 = 0
  private var isKnown = false

  /// Forgets the counter: the next one is a start.
  mutating func forget() { isKnown = false }

  /// Takes a counter; `total` is the clock then. True where it is a start.
  mutating func take(_ counter: UInt32, at arrival: Timestamp, clock: DeviceClock) -> Bool {
    let mask: UInt64 = (1 &<< UInt64(truncatingIfNeeded: clock.bits)) &- 1
    let forward = UInt64(counter &- last) & mask
    let back = UInt64(last &- counter) & mask
    let elapsed = Double((arrival - lastAt).nanoseconds)
    let isFirst = !isKnown
    last = counter
    lastAt = arrival
    isKnown = true
    if !isFirst {
      if Double(back) * clock.tick <= DeviceTicks.overtaking && elapsed * 2 < clock.wrap {
        total &-= back
        return false
      }
      if Double(forward) * clock.tick <= elapsed + DeviceTicks.waiting {
        total &+= forward &+ DeviceTicks.wraps(elapsed - Double(forward) * clock.tick, clock) &* (mask &+ 1)
        return false
      }
    }
    total = (UInt64(counter) & mask) &+ mask &+ 1
    starts &+= 1
    return true
  }

  /// How many whole wraps come next to `time` [ns].
  private static func wraps(_ time: Double, _ clock: DeviceClock) -> UInt64 {
    let wraps = time / clock.wrap + 0.5
    return wraps >= 1 && wraps < 1e9 ? UInt64(wraps) : 0
  }

  /// Saves or restores everything that changes.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&total)
    archive.field(&lastAt)
    archive.field(&last)
    archive.field(&starts)
    archive.field(&isKnown)
  }
}
