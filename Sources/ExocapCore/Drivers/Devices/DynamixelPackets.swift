/// Numbers of Dynamixel protocol 2.0. Source: ROBOTIS e-Manual, "DYNAMIXEL Protocol 2.0".
package enum DynamixelInstruction: UInt8, BitwiseCopyable, Sendable {
  case ping = 0x01
  case read = 0x02
  case write = 0x03
  case reboot = 0x08
  case status = 0x55
  case syncRead = 0x82
  case syncWrite = 0x83
  case fastSyncRead = 0x8A
}

/// Builds packets of Dynamixel protocol 2.0, instructions and status alike: header, length, byte stuffing and checksum.
///
/// `begin`, then parameters, then `finish`. Stuffing: after FF FF FD in the parameters comes one more FD, and the length counts it.
package struct DynamixelPackets: Sendable, BitwiseCopyable {
  /// The id that all servos listen to, and that a fast sync reply carries.
  @inline(__always) package static var broadcast: UInt8 { 0xFE }

  private var checksum = CRC16Dynamixel()
  private var start = 0
  /// How much of FF FF FD the last bytes are.
  private var stuffing: UInt8 = 0

  package init() {}

  /// Starts a packet at the end of `packet`.
  package mutating func begin(_ instruction: DynamixelInstruction, id: UInt8, in packet: inout PacketBuffer) {
    start = packet.count
    stuffing = 0
    packet.append(UInt8(0xFF))
    packet.append(UInt8(0xFF))
    packet.append(UInt8(0xFD))
    packet.append(UInt8(0x00))
    packet.append(id)
    packet.append(UInt16(0))
    packet.append(instruction.rawValue)
  }

  /// Adds a parameter byte, and a stuffing byte where it needs one.
  package mutating func parameter(_ byte: UInt8, in packet: inout PacketBuffer) {
    packet.append(byte)
    switch (stuffing, byte) {
    case (2, 0xFD):
      packet.append(UInt8(0xFD))
      stuffing = 0
    case (_, 0xFF): stuffing = min(stuffing &+ 1, 2)
    default: stuffing = 0
    }
  }

  /// Adds a parameter of two bytes.
  package mutating func parameter(_ value: UInt16, in packet: inout PacketBuffer) {
    parameter(UInt8(truncatingIfNeeded: value), in: &packet)
    parameter(UInt8(truncatingIfNeeded: value &>> 8), in: &packet)
  }

  /// Writes the length and the checksum.
  package mutating func finish(_ packet: inout PacketBuffer) {
    let length = packet.count &- start &- 7 &+ 2
    packet.replace(at: start &+ 5, with: UInt16(truncatingIfNeeded: length))
    var remainder: UInt16 = 0
    for index in start..<packet.count { checksum.add(packet[index], to: &remainder) }
    packet.append(remainder)
  }

  // A fast sync reply is one packet that the servos write one after the other. It is not stuffed, and the checksum behind each
  // servo's block covers everything from the header up to there, earlier checksums too.

  /// Starts a fast sync reply for `nodes` blocks of `length` bytes.
  package mutating func beginFastReply(nodes: Int, length: Int, in packet: inout PacketBuffer) {
    begin(.status, id: DynamixelPackets.broadcast, in: &packet)
    packet.replace(at: start &+ 5, with: UInt16(truncatingIfNeeded: 1 &+ nodes &* (length &+ 4)))
  }

  /// Opens one servo's block; its readings are appended to `packet` as they are.
  package mutating func beginFastBlock(id: UInt8, error: UInt8, in packet: inout PacketBuffer) {
    packet.append(error)
    packet.append(id)
  }

  /// Closes one servo's block.
  package mutating func finishFastBlock(_ packet: inout PacketBuffer) {
    var remainder: UInt16 = 0
    for index in start..<packet.count { checksum.add(packet[index], to: &remainder) }
    packet.append(remainder)
  }
}
