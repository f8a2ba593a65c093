// Telemetry/ shows samples, commands, states and events to other processes through shared memory, in the layout of
// exocap_shm.h. It knows no device and no file, and never waits for a reader.

/// Sizes and offsets [B] of the shared memory: the Swift twin of exocap_shm.h, compared with it by a test.
package struct TelemetryLayout: Sendable, Equatable {
  package static let magic: UInt64 = 0x0031_4D48_534F_5845
  package static let version: UInt32 = 1
  package static let headerLength = 4096
  package static let headOffset = 128
  package static let payloadCapacity = 2304
  package static let slotStride = 2368
  /// Of a slot: before the record.
  package static let slotHeader = 16
  package static let commandStride = 1536
  /// Of a command's slot: before the datagram.
  package static let commandHeader = 64
  package static let recordHeader = 64

  /// Where each field of the header is.
  package enum Field {
    package static let magic = 0
    package static let version = 8
    package static let state = 12
    package static let length = 16
    package static let namesOffset = 24
    package static let namesLength = 28
    package static let commandOffset = 32
    package static let commandStride = 36
    package static let commandCount = 40
    package static let process = 44
    package static let ringOffset = 48
    package static let slotStride = 52
    package static let slotCount = 56
    package static let payloadCapacity = 60
    package static let startedAt = 64
    package static let clock = 72
  }

  /// Of the names' text.
  package var namesLength: Int
  /// One for each robot.
  package var commandCount: Int
  /// A power of 2.
  package var slotCount: Int

  /// `slots` is rounded up to a power of 2; 2048 hold over half a second of a rig with two arms at 1 kHz.
  package init(namesLength: Int, robots: Int, slots: Int = 2048) {
    precondition(slots >= 2 && slots <= 1 << 16, "telemetry has 2 to 65536 slots")
    self.namesLength = namesLength
    commandCount = robots
    var count = 2
    while count < slots { count <<= 1 }
    slotCount = count
  }

  package var namesOffset: Int { TelemetryLayout.headerLength }
  package var commandOffset: Int { (namesOffset + namesLength + 4095) & ~4095 }
  package var ringOffset: Int { (commandOffset + commandCount * TelemetryLayout.commandStride + 4095) & ~4095 }
  /// Of all of the memory.
  package var length: Int { ringOffset + slotCount * TelemetryLayout.slotStride }
}

/// Why shared memory is not taken for telemetry.
package enum TelemetryError: Error, Equatable {
  /// No daemon writes there, or one that is just starting.
  case notReady
  /// A daemon of another version writes there.
  case version(found: UInt32, expected: UInt32)
  /// The header speaks of more than there is.
  case damaged
}
