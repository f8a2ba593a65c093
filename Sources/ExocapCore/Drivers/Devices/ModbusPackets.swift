/// Builds packets of Modbus RTU, requests and replies. Source: "MODBUS over Serial Line" V1.02 and "MODBUS Application Protocol" V1.1b3.
package enum ModbusPackets {
  /// Set in the function of a reply that is an exception.
  @inline(__always) package static var exceptionBit: UInt8 { 0x80 }
  /// [B] A request to read registers.
  @inline(__always) package static var requestLength: Int { 8 }
  /// [B] A reply beside its registers.
  @inline(__always) package static var replyOverhead: Int { 5 }

  /// Adds a request to read `count` registers from `register` on.
  package static func appendRead(
    _ function: ModbusFunction, of slave: UInt8, register: UInt16, count: UInt16, to packet: inout PacketBuffer,
    checksum: inout CRC16Modbus
  ) {
    let start = packet.count
    packet.append(slave)
    packet.append(function.rawValue)
    packet.append(register.byteSwapped)
    packet.append(count.byteSwapped)
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  /// Adds a reply with registers.
  package static func appendReply(
    _ function: UInt8, of slave: UInt8, registers: [UInt16], to packet: inout PacketBuffer, checksum: inout CRC16Modbus
  ) {
    let start = packet.count
    packet.append(slave)
    packet.append(function)
    packet.append(UInt8(truncatingIfNeeded: 2 &* registers.count))
    for register in registers { packet.append(register.byteSwapped) }
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  /// Adds a reply that says why not.
  package static func appendException(
    _ code: UInt8, to function: UInt8, of slave: UInt8, to packet: inout PacketBuffer, checksum: inout CRC16Modbus
  ) {
    let start = packet.count
    packet.append(slave)
    packet.append(function | exceptionBit)
    packet.append(code)
    appendChecksum(from: start, to: &packet, checksum: &checksum)
  }

  private static func appendChecksum(from start: Int, to packet: inout PacketBuffer, checksum: inout CRC16Modbus) {
    var remainder = CRC16Modbus.start
    for index in start..<packet.count { checksum.add(packet[index], to: &remainder) }
    packet.append(remainder)
  }
}
