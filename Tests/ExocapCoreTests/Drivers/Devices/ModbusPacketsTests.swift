import ExocapCore
import Testing

@Suite struct ModbusPacketsTests {
  static func read(_ slave: UInt8, _ register: UInt16, _ count: UInt16) -> [UInt8] {
    var packet = PacketBuffer()
    var checksum = CRC16Modbus()
    ModbusPackets.appendRead(.holding, of: slave, register: register, count: count, to: &packet, checksum: &checksum)
    return packet.toArray()
  }

  @Test func buildsPublishedRequests() {
    #expect(Self.read(1, 0x0300, 2) == wireBytes(ModbusVectors.readLong))
    #expect(Self.read(1, 0x0100, 2) == wireBytes(ModbusVectors.readFloat))
    #expect(Self.read(1, 0x0300, 18) == wireBytes(ModbusVectors.readNineLongs))
    for (index, vector) in ModbusVectors.encoders.enumerated() {
      #expect(Self.read(UInt8(index + 1), 0x41, 1) == wireBytes(vector))
    }
  }

  @Test func buildsPublishedReplies() {
    #expect(modbusReply(1, [0x0000, 0x03A7]) == wireBytes(ModbusVectors.long935))
    #expect(modbusReply(1, [0x42BB, 0x0000]) == wireBytes(ModbusVectors.float93))
    #expect(modbusReply(8, [4095]) == wireBytes(ModbusVectors.encoder8At4095))
  }

  /// An exception has the function's highest bit and one byte: the layout of §7, its checksum by hand from the table of CRC-16/MODBUS.
  @Test func anExceptionHasFiveBytes() {
    let packet = modbusException(0x0A, function: 1, code: 2)
    #expect(Array(packet.prefix(3)) == [0x0A, 0x81, 0x02])
    #expect(packet.count == 5)
  }
}
