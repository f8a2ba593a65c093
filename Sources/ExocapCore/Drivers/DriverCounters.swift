// Drivers/ turns bytes into raw samples and commands into bytes. It knows no port, no clock and no file:
// bytes and the time are handed in, requests and packets are handed out.

/// What a driver saw on the wire since the device was opened first. Every loss is one of these.
@frozen
package struct DriverCounters: BitwiseCopyable, Sendable, Equatable {
  /// Packets taken whole and believed.
  package var packets: UInt64 = 0
  /// [B] Bytes skipped because they belong to no packet.
  package var skippedBytes: UInt64 = 0
  /// Packets whose checksum does not fit.
  package var badChecksums: UInt64 = 0
  /// Packets or lines with too little in them.
  package var truncated: UInt64 = 0
  /// Packets or lines with too much in them, glued lines too.
  package var overlong: UInt64 = 0
  /// Packets or lines whose content cannot be: a column that is no number, an id that was not asked.
  package var malformed: UInt64 = 0
  /// Requests that were not answered in time.
  package var timeouts: UInt64 = 0
  /// Requests sent again.
  package var retries: UInt64 = 0
  /// Replies with an error code.
  package var deviceErrors: UInt64 = 0
  /// Replies with the hardware alert bit.
  package var hardwareAlerts: UInt64 = 0
  /// Packets of ours that the port did not take.
  package var writeFailures: UInt64 = 0
  /// Packets that the device numbered and that never came.
  package var sequenceGaps: UInt64 = 0

  package init() {}

  /// What was added since `earlier`, of the same driver.
  package func since(_ earlier: DriverCounters) -> DriverCounters {
    var difference = self
    difference.packets &-= earlier.packets
    difference.skippedBytes &-= earlier.skippedBytes
    difference.badChecksums &-= earlier.badChecksums
    difference.truncated &-= earlier.truncated
    difference.overlong &-= earlier.overlong
    difference.malformed &-= earlier.malformed
    difference.timeouts &-= earlier.timeouts
    difference.retries &-= earlier.retries
    difference.deviceErrors &-= earlier.deviceErrors
    difference.hardwareAlerts &-= earlier.hardwareAlerts
    difference.writeFailures &-= earlier.writeFailures
    difference.sequenceGaps &-= earlier.sequenceGaps
    return difference
  }

  /// Packets that came and were not believed.
  package var damaged: UInt64 { badChecksums &+ truncated &+ overlong &+ malformed }
}

/// What one servo or node of a bus did.
@frozen
package struct NodeCounters: BitwiseCopyable, Sendable, Equatable {
  package var replies: UInt32 = 0
  /// Questions that were asked once more.
  package var retries: UInt32 = 0
  package var timeouts: UInt32 = 0
  package var errors: UInt32 = 0
  package var alerts: UInt32 = 0

  package init() {}
}
