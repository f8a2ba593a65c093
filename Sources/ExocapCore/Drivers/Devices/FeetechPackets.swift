/// Instructions of Feetech servos. Source: Feetech, "Serial servo communication protocol", §1.3.
package enum FeetechInstruction: UInt8, BitwiseCopyable, Sendable {
  case ping = 0x01
  case read = 0x02
  case write = 0x03
  /// Each servo answers in a slot of its own, in the order of the request. STS and SMS only.
  case syncRead = 0x82
  case syncWrite = 0x83
}

/// Builds packets of Feetech servos, requests and replies alike: FF FF, id, length, instruction or error, parameters, checksum.
///
/// `begin`, then parameters, then `finish`. The length counts what is behind it.
package struct FeetechPackets: Sendable, BitwiseCopyable {
  /// The id that all servos listen to.
  @inline(__always) package static var broadcast: UInt8 { 0xFE }
  /// [B] A packet without parameters.
  @inline(__always) package static var overhead: Int { 6 }

  private let isBigEndian: Bool
  private var start = 0

  package init(_ series: FeetechSeries) { isBigEndian = series == .scs }

  /// Starts a request at the end of `packet`.
  package mutating func begin(_ instruction: FeetechInstruction, id: UInt8, in packet: inout PacketBuffer) {
    begin(instruction.rawValue, id: id, in: &packet)
  }

  /// Starts a reply. `error`: bits of what is wrong with the servo.
  package mutating func beginReply(id: UInt8, error: UInt8, in packet: inout PacketBuffer) { begin(error, id: id, in: &packet) }

  private mutating func begin(_ first: UInt8, id: UInt8, in packet: inout PacketBuffer) {
    start = packet.count
    packet.append(UInt8(0xFF))
    packet.append(UInt8(0xFF))
    packet.append(id)
    packet.append(UInt8(0))
    packet.append(first)
  }

  /// Adds a number of 1, 2 or 4 bytes in the order of the series.
  package func number(_ value: UInt32, length: Int, in packet: inout PacketBuffer) {
    for byte in 0..<length {
      let place = isBigEndian ? length &- 1 &- byte : byte
      packet.append(UInt8(truncatingIfNeeded: value &>> UInt32(truncatingIfNeeded: 8 &* place)))
    }
  }

  /// Writes the length and the checksum.
  package mutating func finish(_ packet: inout PacketBuffer) {
    let length = UInt16(truncatingIfNeeded: packet.count &- start &- 3) & 0xFF
    packet.replace(at: start &+ 3, with: length | UInt16(packet[start &+ 4]) &<< 8)
    var checksum = InvertedSum()
    for index in start &+ 2..<packet.count { checksum.add(packet[index]) }
    packet.append(checksum.value)
  }

  /// A number as sign and magnitude, as the servos have them: `signBit` says which bit is the sign.
  @inline(__always)
  package static func encode(_ value: Int, signBit: UInt16) -> UInt16 {
    let sign: UInt16 = 1 &<< signBit
    return value < 0 ? UInt16(truncatingIfNeeded: 0 &- value) | sign : UInt16(truncatingIfNeeded: value)
  }

  /// The number that sign and magnitude stand for.
  @inline(__always)
  package static func decode(_ word: UInt16, signBit: UInt16) -> Int {
    let sign: UInt16 = 1 &<< signBit
    return word & sign != 0 ? 0 &- Int(word & ~sign) : Int(word)
  }
}
