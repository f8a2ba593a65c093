/// One packet's worth of readings in counts, in the order of the wire. A driver makes it; `Calibration` turns it into samples.
///
/// Fields are numbered flat. What a number means is the driver's word: columns of a text line, or for a servo chain
/// of n ids first n positions, then n velocities, then n currents.
@frozen
package struct RawSample: BitwiseCopyable, Sendable {
  /// The most fields of one packet: 21 servos with three readings each fit.
  @inlinable @inline(__always) package static var capacity: Int { 64 }

  /// How many fields this packet has.
  package var count: Int
  /// The device's own clock, in its ticks; 0 where it has none.
  package var deviceTicks: UInt64
  /// Time right after the read that brought its last byte returned.
  package var arrived: Timestamp
  /// Bit i: field i was in this packet.
  package var valid: UInt64
  /// Bit i: this packet belongs to stream i, which gets a sample of it. All bits where every packet has every stream.
  package var streams: UInt64
  /// [counts] Exact integers where the wire has integers. Keeps the last reading where not valid.
  package var fields: InlineArray<64, Double>
  /// When each field was last read; `.never` before the first time.
  package var readAt: InlineArray<64, Timestamp>

  package init() {
    count = 0
    deviceTicks = 0
    arrived = .never
    valid = 0
    streams = .max
    fields = InlineArray(repeating: .nan)
    readAt = InlineArray(repeating: .never)
  }
}
