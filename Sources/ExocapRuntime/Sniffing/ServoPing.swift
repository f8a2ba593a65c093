internal import ExocapCore

/// Asks everybody on a bus of servos who is there: pings, which change nothing.
package enum ServoPing {
  /// Every node of a Dynamixel bus answers, protocol 2.0, §Ping.
  package static var dynamixel: [UInt8] {
    var packets = DynamixelPackets()
    var packet = PacketBuffer()
    packets.begin(.ping, id: DynamixelPackets.broadcast, in: &packet)
    packets.finish(&packet)
    return packet.toArray()
  }

  /// Every servo of a Feetech bus answers: id 0xFE, length 2, instruction 1 (STS protocol manual, §Ping).
  package static let feetech: [UInt8] = [0xFF, 0xFF, 0xFE, 0x02, 0x01, 0xFE]

  /// Who answered; nil where no whole reply is among the bytes.
  package static func replies(in bytes: [UInt8]) -> WireGuess? {
    let dynamixel = dynamixelReplies(in: bytes)
    if !dynamixel.isEmpty { return .servos(protocol: "dynamixel2", ids: dynamixel) }
    let feetech = feetechReplies(in: bytes)
    return feetech.isEmpty ? nil : .servos(protocol: "feetech", ids: feetech)
  }

  /// FF FF FD 00 id 07 00 55 error model firmware CRC.
  private static func dynamixelReplies(in bytes: [UInt8]) -> [Int] {
    let crc = CRC16Dynamixel()
    return starts(in: bytes, length: 14) { packet in
      guard Array(packet.prefix(4)) == [0xFF, 0xFF, 0xFD, 0x00], Array(packet[5..<8]) == [0x07, 0x00, 0x55] else { return nil }
      var remainder: UInt16 = 0
      var table = crc
      for byte in packet.prefix(12) { table.add(byte, to: &remainder) }
      return UInt16(packet[12]) | UInt16(packet[13]) << 8 == remainder ? Int(packet[4]) : nil
    }
  }

  /// FF FF id 02 error checksum.
  private static func feetechReplies(in bytes: [UInt8]) -> [Int] {
    starts(in: bytes, length: 6) { packet in
      guard packet[0] == 0xFF, packet[1] == 0xFF, packet[2] < 0xFE, packet[3] == 2 else { return nil }
      let sum = packet[2..<5].reduce(UInt8(0)) { $0 &+ $1 }
      return packet[5] == ~sum ? Int(packet[2]) : nil
    }
  }

  private static func starts(in bytes: [UInt8], length: Int, _ id: ([UInt8]) -> Int?) -> [Int] {
    guard bytes.count >= length else { return [] }
    return (0...(bytes.count - length)).compactMap { id(Array(bytes[$0..<$0 + length])) }.sorted()
  }
}
