/// Builds the packets of an FT-300, both ways.
package enum FT300Packets {
  /// Adds the request to stream: slave 9, write 0x0200 to the one register 410.
  /// Published as 09 10 01 9A 00 01 02 02 00 CD CA.
  package static func appendStartRequest(to packet: inout PacketBuffer, checksum: inout CRC16Modbus) {
    let start = packet.count
    packet.append(UInt8(0x09))
    packet.append(UInt8(0x10))
    packet.append(UInt8(0x01))
    packet.append(UInt8(0x9A))
    packet.append(UInt8(0x00))
    packet.append(UInt8(0x01))
    packet.append(UInt8(0x02))
    packet.append(UInt8(0x02))
    packet.append(UInt8(0x00))
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  /// Adds the sensor's answer to that request: slave, function, first register and how many.
  package static func appendStartReply(to packet: inout PacketBuffer, checksum: inout CRC16Modbus) {
    let start = packet.count
    packet.append(UInt8(0x09))
    packet.append(UInt8(0x10))
    packet.append(UInt8(0x01))
    packet.append(UInt8(0x9A))
    packet.append(UInt8(0x00))
    packet.append(UInt8(0x01))
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  /// Adds one packet of the stream. `readings` [N/100, N·m/1000]: three forces, then three torques.
  package static func appendReading(
    _ readings: InlineArray<6, Int16>, to packet: inout PacketBuffer, checksum: inout CRC16Modbus
  ) {
    let start = packet.count
    packet.append(UInt8(0x20))
    packet.append(UInt8(0x4E))
    for index in 0..<6 { packet.append(UInt16(bitPattern: readings[index])) }
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  private static func appendChecksum(from start: Int, to packet: inout PacketBuffer, checksum: inout CRC16Modbus) {
    var remainder = CRC16Modbus.start
    for index in start..<packet.count { checksum.add(packet[index], to: &remainder) }
    packet.append(remainder)
  }
}
