/// How long the frames of a Damiao bus take: the bus budget at load, and the timeouts while running.
///
/// A standard frame of eight bytes has 108 bits, 3 more until the next, and at most 24 of stuffing (ISO 11898-1: one after each five equal
/// ones of the first 98).
package struct DamiaoTiming: Sendable, Equatable, BitwiseCopyable {
  /// [bit] One frame with all that may be stuffed.
  @inline(__always) package static var frameBits: Int64 { 135 }
  /// [bit/s]
  package var bitrate: Int64
  /// What the USB adapter may wait before it passes frames on.
  package var latency: Interval

  package init(bitrate: Int, latency: Interval) {
    precondition(bitrate > 0, "a bus has a speed")
    self.bitrate = Int64(bitrate)
    self.latency = latency
  }

  /// The time of so many requests with their answers on the bus, without the USB adapter.
  @inline(__always)
  package func exchange(_ motors: Int) -> Interval {
    Interval(nanoseconds: 2 &* Int64(truncatingIfNeeded: motors) &* DamiaoTiming.frameBits &* 1_000_000_000 / bitrate)
  }
}
