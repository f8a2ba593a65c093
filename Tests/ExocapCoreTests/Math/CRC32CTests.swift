import Testing

@testable import ExocapCore

@Suite struct CRC32CTests {
  /// RFC 3720 §B.4 (the bytes of each CRC are printed there from the lowest), and the check value of the catalogue of CRCs.
  static let vectors: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283),
    (Array(repeating: 0x00, count: 32), 0x8A91_36AA),
    (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0x00...0x1F), 0x46DD_794E),
    (Array((0x00...0x1F).reversed()), 0x113F_DB5C),
    (
      [
        0x01, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
        0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      ], 0xD996_3A56
    ),
  ]

  @Test(arguments: vectors) func equalsTheVectorsOfRFC3720(bytes: [UInt8], expected: UInt32) {
    var crc = CRC32C()
    let updated = crc.update(of: bytes.span)
    #expect(updated == expected)
    let byTable = unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes.isEmpty ? 0 : crc.update(byTable: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!, count: bytes.count)
    }
    #expect(byTable == expected)
    #expect(CRC32C().checksum(of: bytes.span) == expected)
  }

  @Test func nothingHasTheChecksumZero() {
    let none: [UInt8] = []
    #expect(CRC32C().checksum(of: none.span) == 0)
  }

  @Test func everySingleBitFlipIsSeen() {
    let bytes = Array("exocap".utf8)
    let whole = CRC32C().checksum(of: bytes.span)
    for bit in 0..<(bytes.count * 8) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(CRC32C().checksum(of: flipped.span) != whole)
    }
  }
}
