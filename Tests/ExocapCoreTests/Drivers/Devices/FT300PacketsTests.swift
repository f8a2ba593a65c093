import ExocapCore
import Testing

@Suite struct FT300PacketsTests {
  /// Register and value: Robotiq's public stream example.
  @Test func buildsThePublishedStartRequest() {
    var packet = PacketBuffer()
    var checksum = CRC16Modbus()
    FT300Packets.appendStartRequest(to: &packet, checksum: &checksum)
    #expect(packet.toArray() == wireBytes("09 10 01 9A 00 01 02 02 00 CD CA"))
  }

  /// Fx 1.50, Fy -2.50, Fz -9.81 N, Mx 0.012, My -0.007, Mz 0 N·m; made by an independent program.
  @Test func buildsAReading() {
    var packet = PacketBuffer()
    var checksum = CRC16Modbus()
    FT300Packets.appendReading([150, -250, -981, 12, -7, 0], to: &packet, checksum: &checksum)
    #expect(packet.toArray() == wireBytes("20 4E 96 00 06 FF 2B FC 0C 00 F9 FF 00 00 73 09"))
  }

  @Test func theReplyRepeatsTheFirstSixBytes() {
    var packet = PacketBuffer()
    var checksum = CRC16Modbus()
    FT300Packets.appendStartReply(to: &packet, checksum: &checksum)
    let reply = packet.toArray()
    #expect(reply.prefix(6) == [0x09, 0x10, 0x01, 0x9A, 0x00, 0x01])
    let sum = CRC16ModbusTests.sum(reply.prefix(6))
    #expect(reply.suffix(2) == [UInt8(sum & 0xFF), UInt8(sum >> 8)])
  }
}
