// Records/ holds one value for each kind of record, with its fields in file order. It knows neither reader nor writer.

/// The kinds of records (MCAP specification, §Records).
///
/// Readers skip all others but 0, which is never valid.
package enum Opcode: UInt8, Sendable, CaseIterable {
  case header = 0x01
  case footer = 0x02
  case schema = 0x03
  case channel = 0x04
  case message = 0x05
  case chunk = 0x06
  case messageIndex = 0x07
  case chunkIndex = 0x08
  case attachment = 0x09
  case attachmentIndex = 0x0A
  case statistics = 0x0B
  case metadata = 0x0C
  case metadataIndex = 0x0D
  case summaryOffset = 0x0E
  case dataEnd = 0x0F
}

/// The body of one kind of record: what follows the opcode and the 64-bit length.
package protocol RecordBody: Equatable {
  static var opcode: Opcode { get }
  /// Appends the fields in file order.
  func encode(into buffer: inout RecordBuffer)
  /// Reads the fields; bytes that are left belong to a later version of the format and are ignored.
  init(from cursor: inout ByteCursor) throws(MCAPError)
}

/// One record as a reader hands it out.
package enum Record {
  case header(Header)
  case footer(Footer)
  case schema(Schema)
  case channel(Channel)
  case message(Message)
  /// The head of a chunk; its schemas, channels and messages come next.
  case chunk(ChunkHeader)
  case messageIndex(MessageIndex)
  case chunkIndex(ChunkIndex)
  case attachment(Attachment)
  case attachmentIndex(AttachmentIndex)
  case statistics(Statistics)
  case metadata(Metadata)
  case metadataIndex(MetadataIndex)
  case summaryOffset(SummaryOffset)
  case dataEnd(DataEnd)
}

/// What frames records in a file.
package enum Framing {
  /// The first and the last eight bytes of a file.
  package static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  /// Opcode and length, in front of each record's body.
  package static let prefixSize = 9
  /// The Footer's body: two offsets and a checksum; it never grows.
  package static let footerSize = 20
  /// DataEnd's body: a checksum; it never grows.
  package static let dataEndSize = 4
}

extension RecordBuffer {
  /// Appends a whole record: opcode, length, body.
  package mutating func append<Body: RecordBody>(record: Body) {
    let start = beginRecord(Body.opcode)
    record.encode(into: &self)
    endRecord(start)
  }

  /// Appends an opcode and room for the length.
  mutating func beginRecord(_ opcode: Opcode) -> Int {
    append(opcode.rawValue)
    append(UInt64(0))
    return count
  }

  /// Fills in the length of the record whose body starts at `start`.
  mutating func endRecord(_ start: Int) { store(UInt64(count - start), at: start - 8) }
}
