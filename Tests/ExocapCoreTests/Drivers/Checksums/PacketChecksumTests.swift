import ExocapCore
import Testing

@Suite struct PacketChecksumTests {
  static func value(_ kind: ChecksumKind, _ bytes: [UInt8]) -> UInt32 {
    let checksum = PacketChecksum(kind)
    // SAFETY: used within the closure.
    return unsafe bytes.withUnsafeBufferPointer { unsafe checksum.value(of: $0.baseAddress!, from: 0, to: $0.count) }
  }

  /// Check values of "123456789" in the catalogue of parametrised CRC algorithms (reveng.sourceforge.io); the sums by hand:
  /// 0x31 + … + 0x39 = 477 = 0x1DD.
  @Test(
    arguments: [
      (ChecksumKind.none, 0), (.sum8, 0xDD), (.sum8Inverted, 0x22), (.sum8Negated, 0x23), (.sum16, 0x1DD), (.xor8, 0x31), (.crc8, 0xF4),
      (.crc8Maxim, 0xA1), (.crc16Modbus, 0x4B37), (.crc16CCITTFalse, 0x29B1), (.crc16XModem, 0x31C3), (.crc16Kermit, 0x2189),
      (.crc16UMTS, 0xFEE8), (.crc32, 0xCBF4_3926), (.crc32C, 0xE306_9283), (.crc32MPEG2, 0x0376_E6E7),
    ] as [(ChecksumKind, UInt32)])
  func hasItsPublishedCheckValue(kind: ChecksumKind, expected: UInt32) {
    #expect(Self.value(kind, Array("123456789".utf8)) == expected)
  }

  @Test func everyKindHasACheckValue() { #expect(ChecksumKind.allCases.count == 16) }

  /// Sums of 300 × 255 = 76500 = 0x12AD4.
  @Test func sumsWrap() {
    let bytes = [UInt8](repeating: 255, count: 300)
    #expect(Self.value(.sum16, bytes) == 0x2AD4)
    #expect(Self.value(.sum8, bytes) == 0xD4)
  }
}
