import Testing

@testable import MCAP

struct CRC32Tests {
  private func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    return unsafe bytes.withUnsafeBytes { unsafe CRC32.of($0) }
  }

  /// The check value of CRC-32/ISO-HDLC in the CRC RevEng catalogue, and those of zlib.crc32 in Python.
  @Test func equalsPublishedValues() {
    #expect(crc("123456789".utf8) == 0xCBF4_3926)
    #expect(crc("".utf8) == 0)
    #expect(crc("The quick brown fox jumps over the lazy dog".utf8) == 0x414F_A339)
    #expect(crc([UInt8](repeating: 0, count: 32)) == 0x190A_55AD)
  }

  @Test func equalsTheBitByBitDefinitionAtEveryLengthAndPlace() {
    let bytes = (0..<340).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 3) }
    for length in 0..<300 {
      for start in [0, 1, 7] {
        let part = bytes[start..<start + length]
        let computed = unsafe bytes.withUnsafeBytes { unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: $0[start..<start + length])) }
        let defined = ReferenceFile.crc(Array(part))
        #expect(computed == defined, "\(length) bytes at \(start)")
        // What a processor without carry-less multiplication does.
        var sliced = CRC32()
        unsafe bytes.withUnsafeBytes { unsafe sliced.update(slicing: UnsafeRawBufferPointer(rebasing: $0[start..<start + length])) }
        #expect(sliced.value == defined, "\(length) bytes at \(start), sliced")
      }
    }
  }

  @Test func goesOnWhereItStopped() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for cut in [0, 1, 15, 16, 17, 255, 300] {
      var crc = CRC32()
      for part in [bytes[..<cut], bytes[cut...]] {
        let copy = Array(part)
        unsafe copy.withUnsafeBytes { unsafe crc.update($0) }
      }
      #expect(crc.value == ReferenceFile.crc(bytes))
    }
  }
}
