import Testing

@testable import MCAP

struct RecordFrameTests {
  private func find(_ bytes: [UInt8], at position: Int) throws -> (opcode: UInt8, body: [UInt8]) {
    try unsafe bytes.withUnsafeBytes { raw in
      let frame = unsafe try RecordFrame.find(at: position, in: raw, fileOffset: 1000 + position)
      return unsafe (frame.opcode, [UInt8](frame.body))
    }
  }

  @Test func findsABodyBehindOpcodeAndLength() throws {
    let frame = try find(bytes("EE 0F 0200000000000000 AABB CC"), at: 1)
    #expect(frame.opcode == 0x0F)
    #expect(frame.body == [0xAA, 0xBB])
  }

  @Test func saysWhatIsMissing() {
    let record = bytes("0F 0400000000000000 01020304")
    for count in 1..<9 {
      #expect(throws: MCAPError.truncated(opcode: 0x0F, offset: 1000, needed: 9, available: count)) {
        try find(Array(record[..<count]), at: 0)
      }
    }
    for count in 9..<13 {
      #expect(throws: MCAPError.truncated(opcode: 0x0F, offset: 1000, needed: 13, available: count)) {
        try find(Array(record[..<count]), at: 0)
      }
    }
    #expect(throws: MCAPError.unfinished(offset: 1013)) { try find(record, at: 13) }
    #expect(throws: MCAPError.zeroOpcode(offset: 1000)) { try find([UInt8](repeating: 0, count: 20), at: 0) }
    #expect(throws: MCAPError.truncated(opcode: 1, offset: 1000, needed: .max, available: 10)) {
      try find(bytes("01 FFFFFFFFFFFFFFFF 00"), at: 0)
    }
  }

  @Test func attachmentsAreComparedWithTheirChecksum() throws {
    let attachment = SampleRecording.attachment
    var body = encoded(attachment)
    #expect(try decodeAttachment(body) == attachment)
    // 0 says that there is no checksum.
    #expect(try decodeAttachment(body.dropLast(4) + [0, 0, 0, 0]) == attachment)
    let stored = ReferenceFile.crc(Array(body.dropLast(4)))
    body[0] ^= 1
    let computed = ReferenceFile.crc(Array(body.dropLast(4)))
    #expect(throws: MCAPError.checksumMismatch(.attachment, offset: 5, stored: stored, computed: computed)) { try decodeAttachment(body) }
  }

  @Test func footerAndDataEndNeverGrow() {
    #expect(throws: MCAPError.malformed(opcode: 2, offset: 5)) {
      try unsafe [UInt8](repeating: 0, count: 21).withUnsafeBytes { unsafe try RecordFrame(opcode: 2, offset: 5, body: $0).decodeFooter() }
    }
    #expect(throws: MCAPError.malformed(opcode: 15, offset: 5)) {
      try unsafe [UInt8](repeating: 0, count: 5).withUnsafeBytes { unsafe try RecordFrame(opcode: 15, offset: 5, body: $0).decodeDataEnd() }
    }
  }

  private func decodeAttachment(_ body: [UInt8]) throws -> MCAP.Attachment {
    try unsafe body.withUnsafeBytes { unsafe try RecordFrame(opcode: 9, offset: 5, body: $0).decodeAttachment() }
  }
}
