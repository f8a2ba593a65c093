/// Named facts about the recording: the verdict, the session.
package struct Metadata: RecordBody, Sendable {
  package static let opcode = Opcode.metadata
  package var name: String
  /// Written sorted by key.
  package var entries: [String: String]

  package init(name: String, entries: [String: String]) {
    self.name = name
    self.entries = entries
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    name = try cursor.readString()
    entries = try cursor.readStringMap()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(name)
    buffer.append(entries)
  }
}

/// The summary's entry of one Metadata record.
package struct MetadataIndex: RecordBody, Sendable {
  package static let opcode = Opcode.metadataIndex
  package var offset: UInt64
  /// The whole Metadata record, opcode and length included.
  package var length: UInt64
  package var name: String

  package init(offset: UInt64, length: UInt64, name: String) {
    self.offset = offset
    self.length = length
    self.name = name
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    offset = try cursor.read()
    length = try cursor.read()
    name = try cursor.readString()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(offset)
    buffer.append(length)
    buffer.append(name)
  }
}
