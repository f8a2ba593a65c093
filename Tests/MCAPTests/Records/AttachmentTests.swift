import MCAP
import Testing

struct AttachmentTests {
  private let attachment = Attachment(logTime: 1, createTime: 2, name: "n", mediaType: "m/t", content: [1, 2, 3])
  private let fields = "0100000000000000 0200000000000000 01000000 6E 03000000 6D2F74 0300000000000000 010203"

  @Test func endsWithAChecksumOfItsFields() throws {
    let crc = ReferenceFile.crc(bytes(fields))
    let expected = bytes(fields) + (0..<4).map { UInt8(truncatingIfNeeded: crc >> UInt32($0 * 8)) }
    #expect(encoded(attachment) == expected)
    #expect(try decoded(expected) == attachment)
  }

  @Test func contentLongerThanTheRecordIsRefused() {
    for count in bytes(fields).indices {
      #expect(throws: MCAPError.malformed(opcode: 9, offset: 0)) { try decoded(Array(bytes(fields)[..<count]), as: Attachment.self) }
    }
    let huge = bytes("0100000000000000 0200000000000000 00000000 00000000 FFFFFFFFFFFFFFFF")
    #expect(throws: MCAPError.malformed(opcode: 9, offset: 0)) { try decoded(huge, as: Attachment.self) }
  }

  @Test func indexDescribesTheAttachment() throws {
    try prove(
      AttachmentIndex(offset: 4, length: 5, describing: attachment),
      "0400000000000000 0500000000000000 0100000000000000 0200000000000000 0300000000000000 01000000 6E 03000000 6D2F74")
  }
}
