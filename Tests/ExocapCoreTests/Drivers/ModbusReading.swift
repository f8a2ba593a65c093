import ExocapCore

/// A reply of a slave with registers.
func modbusReply(_ slave: UInt8, function: UInt8 = 3, _ registers: [UInt16]) -> [UInt8] {
  var packet = PacketBuffer()
  var checksum = CRC16Modbus()
  ModbusPackets.appendReply(function, of: slave, registers: registers, to: &packet, checksum: &checksum)
  return packet.toArray()
}

/// A reply of a slave that cannot.
func modbusException(_ slave: UInt8, function: UInt8 = 3, code: UInt8) -> [UInt8] {
  var packet = PacketBuffer()
  var checksum = CRC16Modbus()
  ModbusPackets.appendException(code, to: function, of: slave, to: &packet, checksum: &checksum)
  return packet.toArray()
}
