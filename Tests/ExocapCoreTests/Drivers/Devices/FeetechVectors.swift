// Packets of Feetech servos, STS. Published: examples of Feetech's STS memory table and protocol manual.
// Computed: made by an independent implementation.

enum FeetechVectors {
  static let published: [(name: String, hex: String)] = [
    ("ping id1", "FF FF 01 02 01 FB"),
    ("ping reply", "FF FF 01 02 00 FC"),
    ("read 0x38/2 id1", "FF FF 01 04 02 38 02 BE"),
    ("reply pos=1304", "FF FF 01 04 00 18 05 DD"),
    ("set id broadcast", "FF FF FE 04 03 05 01 F4"),
    ("write goal id1", "FF FF 01 09 03 2A 00 08 00 00 E8 03 D5"),
    ("reg write id1", "FF FF 01 09 04 2A 00 08 00 00 E8 03 D4"),
    ("action", "FF FF FE 02 05 FA"),
    ("sync read 0x38/8 ids1,2", "FF FF FE 06 82 38 08 01 02 36"),
    ("sync read reply id1", "FF FF 01 0A 00 00 08 00 00 00 00 79 1E 55"),
    ("sync read reply id2", "FF FF 02 0A 00 FF 07 00 00 00 00 77 23 53"),
    ("broadcast torque off", "FF FF FE 04 03 28 00 D2"),
    ("reset turns", "FF FF 01 02 0A F2"),
    ("calibrate mid", "FF FF 01 02 0B F1"),
    ("calibrate 1024", "FF FF 01 04 0B 00 04 EB"),
    ("reboot", "FF FF 01 02 08 F4"),
  ]

  /// Reply of servo 1: position 1304.
  static let reply1304 = "FF FF 01 04 00 18 05 DD"
  /// Sync read of 8 bytes from 56 on, servos 1 and 2, and both replies: positions 2048 and 2047, speed and load 0.
  static let syncRead12 = "FF FF FE 06 82 38 08 01 02 36"
  static let syncReplies12 = ["FF FF 01 0A 00 00 08 00 00 00 00 79 1E 55", "FF FF 02 0A 00 FF 07 00 00 00 00 77 23 53"]
  /// Sync read present position (0x38 len 2) ids 1..6 (SO-100/101).
  static let syncRead6Positions = "FF FF FE 0A 82 38 02 01 02 03 04 05 06 26"
  /// Status id 2 position 2047.
  static let position2047 = "FF FF 02 04 00 FF 07 F3"
  /// Status id 3 position -5 (sign-magnitude, bit15).
  static let positionMinus5 = "FF FF 03 04 00 05 80 73"
  /// Status id 4 error 0x20 (overload) position 1000.
  static let overload4 = "FF FF 04 04 20 E8 03 EC"
  /// Torque disable id 1 (addr 40).
  static let torqueOff1 = "FF FF 01 04 03 28 00 CF"
  /// Read homing offset id 1 (addr 31 len 2).
  static let readHoming1 = "FF FF 01 04 02 1F 02 D7"
  /// BAD checksum status id 1.
  static let badChecksum1 = "FF FF 01 04 00 00 08 00"
}
