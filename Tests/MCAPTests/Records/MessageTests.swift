import MCAP
import Testing

struct MessageTests {
  @Test func hasFieldsAndThenAllPayload() throws {
    let body = bytes("0201 04030201 0807060504030201 1807060504030201 AABBCC")
    try unsafe body.withUnsafeBytes { raw in
      var cursor = unsafe ByteCursor(raw, opcode: 5, offset: 0)
      let message = try Message(from: &cursor)
      #expect(message.channelID == 0x0102)
      #expect(message.sequence == 0x0102_0304)
      #expect(message.logTime == 0x0102_0304_0506_0708)
      #expect(message.publishTime == 0x0102_0304_0506_0718)
      #expect(message.payloadCopy == [0xAA, 0xBB, 0xCC])
    }
  }

  @Test func isRefusedWhenItsFieldsAreCut() {
    for count in 0..<Message.prefixSize {
      let body = [UInt8](repeating: 1, count: count)
      #expect(throws: MCAPError.malformed(opcode: 5, offset: 9)) {
        try unsafe body.withUnsafeBytes { raw in
          var cursor = unsafe ByteCursor(raw, opcode: 5, offset: 9)
          _ = try Message(from: &cursor)
        }
      }
    }
  }
}
