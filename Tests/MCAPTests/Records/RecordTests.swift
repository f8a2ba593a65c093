import MCAP
import Testing

/// A record's body laid out alone.
func encoded(_ body: some RecordBody) -> [UInt8] {
  var buffer = RecordBuffer(capacity: 0)
  body.encode(into: &buffer)
  return buffer.array
}

/// A record's body read from `bytes`, whose last ones may be left over.
func decoded<Body: RecordBody>(_ bytes: [UInt8], as _: Body.Type = Body.self) throws -> Body {
  unsafe try bytes.withUnsafeBytes { raw in
    var cursor = unsafe ByteCursor(raw, opcode: Body.opcode.rawValue, offset: 0)
    return try Body(from: &cursor)
  }
}

/// Bytes from hexadecimal digits; blanks are ignored.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.filter { !$0.isWhitespace }.map { $0.hexDigitValue ?? 0 }
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

/// Proves a body against bytes made by hand from the specification: both ways, with bytes of a later version behind, and cut anywhere.
func prove<Body: RecordBody>(_ body: Body, _ hex: String, location: SourceLocation = #_sourceLocation) throws {
  let expected = bytes(hex)
  #expect(encoded(body) == expected, sourceLocation: location)
  #expect(try decoded(expected) == body, sourceLocation: location)
  #expect(try decoded(expected + [1, 0xFF, 0xFF]) == body, sourceLocation: location)
  for count in expected.indices {
    #expect(throws: MCAPError.malformed(opcode: Body.opcode.rawValue, offset: 0), sourceLocation: location) {
      try decoded(Array(expected[..<count]), as: Body.self)
    }
  }
}

struct RecordTests {
  /// MCAP specification, §Records.
  @Test func opcodesAreThoseOfTheSpecification() {
    #expect(Opcode.allCases.map(\.rawValue) == Array(0x01...0x0F))
    let kinds: [Opcode] = [
      Header.opcode, Footer.opcode, Schema.opcode, Channel.opcode, MessageIndex.opcode, ChunkIndex.opcode, Attachment.opcode,
      AttachmentIndex.opcode, Statistics.opcode, Metadata.opcode, MetadataIndex.opcode, SummaryOffset.opcode, DataEnd.opcode,
    ]
    #expect(kinds.map(\.rawValue) == [1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  }

  @Test func framesABodyWithOpcodeAndLength() {
    var buffer = RecordBuffer(capacity: 0)
    buffer.append(UInt8(0xEE))
    buffer.append(record: DataEnd(dataSectionCRC: 0x0403_0201))
    #expect(buffer.array == bytes("EE 0F 0400000000000000 01020304"))
  }
}
