/// A device's own clock, as it stands in its packets: a counter of so many bits that goes on at every tick and wraps.
package struct DeviceClock: Sendable, Equatable, BitwiseCopyable {
  /// [ns] How long one tick is.
  package var tick: Double
  /// How many bits of it are on the wire.
  package var bits: Int

  package init(tick: Double, bits: Int) {
    self.tick = tick
    self.bits = bits
  }

  /// [ns] After so long the counter on the wire is where it was.
  package var wrap: Double { Double(1 &<< UInt64(truncatingIfNeeded: bits) as UInt64) * tick }
}

/// A request that the device answered with its clock: the device's `ticks` lie between the two times.
package struct PingExchange: Sendable, Equatable, BitwiseCopyable {
  /// Before the request was written.
  package var sent: Timestamp
  /// After the read that brought the answer's last byte.
  package var received: Timestamp
  /// The device's clock in the answer, counted on over wraps.
  package var ticks: UInt64

  package init(sent: Timestamp, received: Timestamp, ticks: UInt64) {
    self.sent = sent
    self.received = received
    self.ticks = ticks
  }
}
