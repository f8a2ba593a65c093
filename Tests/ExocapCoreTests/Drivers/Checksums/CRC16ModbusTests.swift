import ExocapCore
import Testing

@Suite struct CRC16ModbusTests {
  static func sum(_ bytes: some Sequence<UInt8>) -> UInt16 {
    var checksum = CRC16Modbus()
    var remainder = CRC16Modbus.start
    for byte in bytes { checksum.add(byte, to: &remainder) }
    return remainder
  }

  /// CRC-16/MODBUS of the catalogue of parametrised CRC algorithms.
  @Test func hasTheCatalogueCheckValue() { #expect(Self.sum("123456789".utf8) == 0x4B37) }

  /// Requests and replies of a DY094 transmitter, from the comments of a public driver, and of an AirExo encoder.
  @Test(arguments: [
    "01 03 03 00 00 02 C4 4F", "01 03 04 00 00 03 A7 BB 79", "01 03 01 00 00 02 C5 F7", "01 03 04 42 BB 00 00 9E 6E",
    "01 03 03 00 00 12 C5 83", "01 03 00 41 00 01 D4 1E", "08 03 02 0F FF 21 F5",
  ]) func endsPublishedPackets(_ hex: String) {
    let packet = wireBytes(hex)
    let sum = Self.sum(packet.dropLast(2))
    #expect(packet.suffix(2) == [UInt8(sum & 0xFF), UInt8(sum >> 8)])
  }
}
