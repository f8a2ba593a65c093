// Packets of Dynamixel protocol 2.0. Published: ROBOTIS e-Manual, "DYNAMIXEL Protocol 2.0" and control table pages.
// Computed: made by an independent implementation; the fast sync reply of ids 3, 7, 4 is the e-Manual's example.

enum DynamixelVectors {
  static let published: [(name: String, hex: String)] = [
    ("ping id1", "FF FF FD 00 01 03 00 01 19 4E"),
    ("ping id1 status model 1030 fw 38", "FF FF FD 00 01 07 00 55 00 06 04 26 65 5D"),
    ("ping broadcast", "FF FF FD 00 FE 03 00 01 31 42"),
    ("ping id2 status", "FF FF FD 00 02 07 00 55 00 06 04 26 6F 6D"),
    ("ping id2", "FF FF FD 00 02 03 00 01 19 72"),
    ("read id1 132/4", "FF FF FD 00 01 07 00 02 84 00 04 00 1D 15"),
    ("read status id1 pos=166", "FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0"),
    ("write id1 116=512", "FF FF FD 00 01 09 00 03 74 00 00 02 00 00 CA 89"),
    ("write status", "FF FF FD 00 01 04 00 55 00 A1 0C"),
    ("reg write id1 104=200", "FF FF FD 00 01 09 00 04 68 00 C8 00 00 00 AE 8E"),
    ("action id1", "FF FF FD 00 01 03 00 05 02 CE"),
    ("factory reset", "FF FF FD 00 01 04 00 06 01 A1 E6"),
    ("reboot id1", "FF FF FD 00 01 03 00 08 2F 4E"),
    ("clear multi-turn id1", "FF FF FD 00 01 08 00 10 01 44 58 4C 22 B1 DC"),
    ("sync read ids1,2 132/4", "FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA"),
    ("sync read status id2 pos=2079", "FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE"),
    ("sync write 116 ids1,2", "FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87"),
    ("bulk read", "FF FF FD 00 FE 0D 00 92 01 90 00 02 00 02 92 00 01 00 1A 05"),
    ("bulk read status id1 volt", "FF FF FD 00 01 06 00 55 00 77 00 C3 69"),
    ("bulk read status id2 temp", "FF FF FD 00 02 05 00 55 00 24 8B A9"),
    ("bulk write", "FF FF FD 00 FE 10 00 93 01 20 00 02 00 A0 00 02 1F 00 01 00 50 B7 68"),
    ("fast sync read request ids1,2", "FF FF FD 00 FE 09 00 8A 84 00 04 00 01 02 4D 72"),
    ("read id1 0x2B/2", "FF FF FD 00 01 07 00 02 2B 00 02 00 2E CD"),
  ]

  /// sync read ids 1..8 addr 132 len 4.
  static let syncRead8Positions = "FF FF FD 00 FE 0F 00 82 84 00 04 00 01 02 03 04 05 06 07 08 99 C9"
  /// fast sync read ids 1..8 addr 132 len 4.
  static let fastSyncRead8Positions = "FF FF FD 00 FE 0F 00 8A 84 00 04 00 01 02 03 04 05 06 07 08 90 B5"
  /// sync read ids 1..8 addr 126 len 10 (current,velocity,position).
  static let syncRead8Blocks = "FF FF FD 00 FE 0F 00 82 7E 00 0A 00 01 02 03 04 05 06 07 08 66 A2"
  /// GELLO read: sync read ids 1..7 addr 128 len 8 (velocity,position).
  static let syncRead7VelocityPosition = "FF FF FD 00 FE 0E 00 82 80 00 08 00 01 02 03 04 05 06 07 C8 4D"
  /// status id 3, 10 bytes current=-1 velocity=253 position=2048: the data contains FF FF FD so byte stuffing needed.
  static let stuffedStatus3 = "FF FF FD 00 03 0F 00 55 00 FF FF FD FD 00 00 00 00 08 00 00 6E 8C"
  /// status id 5, position = -3 (FD FF FF FF) velocity=-1: FF FF FF FF FD.. stuffing across fields.
  static let stuffedStatus5 = "FF FF FD 00 05 0D 00 55 00 FF FF FF FF FD FD FF FF FF 09 36"
  /// status id 4 hardware alert bit set (err=0x80), position=1000.
  static let alertStatus4 = "FF FF FD 00 04 08 00 55 80 E8 03 00 00 4D BB"
  /// BAD CRC status id 6.
  static let badStatus6 = "FF FF FD 00 06 08 00 55 00 00 08 00 01 3F AB"
  /// fast sync read reply ids 3,7,4 (positions 166,2079,1023).
  static let fastReply374 = "FF FF FD 00 FE 19 00 55 00 03 A6 00 00 00 84 08 00 07 1F 08 00 00 16 CA 00 04 FF 03 00 00 D1 9E"
  /// fast sync read reply ids 1..3, 10 bytes each (current,velocity,position); block 2 data holds FF FF FD and is NOT stuffed.
  static let fastReply123 =
    "FF FF FD 00 FE 2B 00 55 00 01 0C 00 00 00 00 00 00 08 00 00 EF AD 00 02 FF FF FD 00 00 00 00 04 00 00 1F 2B 00 03 D8 FF FB FF FF FF FF 0B 00 00 44 9F"
}
