import Testing

@testable import MCAP

struct FileFindingTests {
  @Test func everyFaultOfAReaderHasItsPlaceAndSaysWhatItIs() {
    let faults: [(MCAPError, FileFinding.Kind, Int)] = [
      (.truncated(opcode: 6, offset: 70, needed: 100, available: 30), .torn, 70), (.zeroOpcode(offset: 71), .torn, 71),
      (.unfinished(offset: 72), .torn, 72), (.badClosingMagic(offset: 73), .torn, 73), (.trailingBytes(offset: 74, count: 2), .ending, 74),
      (.malformed(opcode: 4, offset: 75), .record, 75), (.misplaced(opcode: 6, offset: 76), .record, 76),
      (.checksumMismatch(.chunk, offset: 77, stored: 1, computed: 0xAB), .checksum, 77), (.badCompression(offset: 78), .checksum, 78),
      (.conflictingDefinition(opcode: 3, id: 9, offset: 79), .definition, 79), (.undefined(opcode: 5, id: 9, offset: 80), .definition, 80),
    ]
    for (fault, kind, offset) in faults {
      let finding = FileFinding(fault, size: 100, validEnd: 60)
      #expect(finding.kind == kind && finding.offset == offset, "\(fault)")
      #expect(!finding.isWarning)
    }
    let cut = FileFinding(.unfinished(offset: 72), size: 100, validEnd: 60)
    #expect(cut.text == "the file ends without having been closed; its last 40 bytes are half")
    let changed = FileFinding(.checksumMismatch(.chunk, offset: 77, stored: 1, computed: 0xAB), size: 100, validEnd: 60)
    #expect(changed.text == "the checksum of the chunk is 000000ab, the file says 00000001")
  }
}
