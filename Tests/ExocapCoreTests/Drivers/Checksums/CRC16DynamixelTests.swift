import ExocapCore
import Testing

@Suite struct CRC16DynamixelTests {
  static func sum(_ bytes: some Sequence<UInt8>) -> UInt16 {
    var checksum = CRC16Dynamixel()
    var remainder: UInt16 = 0
    for byte in bytes { checksum.add(byte, to: &remainder) }
    return remainder
  }

  /// CRC-16/UMTS of the catalogue of parametrised CRC algorithms.
  @Test func hasTheCatalogueCheckValue() { #expect(Self.sum("123456789".utf8) == 0xFEE8) }

  @Test func endsEveryPublishedPacket() {
    for vector in DynamixelVectors.published {
      let packet = wireBytes(vector.hex)
      let sum = Self.sum(packet.dropLast(2))
      #expect(packet.suffix(2) == [UInt8(sum & 0xFF), UInt8(sum >> 8)], "\(vector.name)")
    }
  }
}
