/// Tells how late datagrams are without comparing the clocks of two hosts: (arrival - sent) less its minimum over the last 10 s of the same
/// run.
///
/// The twin of `exocap_link_delay` in exocap_link.h.
///
/// Ten whole seconds and the one under way, each with its minimum. Two clocks drift by at most 100 ppm, 1 ms in that time.
package struct LinkDelayFilter: BitwiseCopyable, Sendable {
  private var run: UInt64 = 0
  private var second: Int64 = 0
  private var minima = InlineArray<11, Int64>(repeating: .max)

  package init() {}

  /// The delay over the least one, never negative.
  ///
  /// `sent` is of the sender's clock, `arrival` of ours.
  package mutating func delay(run: UInt64, sent: Timestamp, arrival: Timestamp) -> Interval {
    let now = arrival.nanoseconds
    let arrived = now >= 0 ? now / 1_000_000_000 : (now &+ 1) / 1_000_000_000 &- 1
    if self.run != run || arrived &- second > 11 {
      for index in 0..<11 { minima[index] = .max }
      self.run = run
      second = arrived
    }
    for _ in 0..<11 where second < arrived {
      second = second &+ 1
      minima[place(of: second)] = .max
    }
    let difference = now &- sent.nanoseconds
    let newest = place(of: second)
    if difference < minima[newest] { minima[newest] = difference }
    var least = difference
    for index in 0..<11 where minima[index] < least { least = minima[index] }
    return Interval(nanoseconds: difference &- least)
  }

  @inline(__always)
  private func place(of second: Int64) -> Int { Int(truncatingIfNeeded: ((second % 11) &+ 11) % 11) }

  /// Saves or restores the minima.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&run)
    archive.field(&second)
    archive.field(&minima)
  }
}
