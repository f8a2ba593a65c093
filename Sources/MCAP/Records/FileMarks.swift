/// The first record of a file.
package struct Header: RecordBody, Sendable {
  package static let opcode = Opcode.header
  /// Which conventions the file keeps: `ros2` for ours.
  package var profile: String
  /// Which program wrote the file.
  package var library: String

  package init(profile: String, library: String) {
    self.profile = profile
    self.library = library
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    profile = try cursor.readString()
    library = try cursor.readString()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(profile)
    buffer.append(library)
  }
}

/// The record that ends the data section.
package struct DataEnd: RecordBody, Sendable {
  package static let opcode = Opcode.dataEnd
  /// CRC-32 of all bytes of the file in front of this record; 0 = not given.
  package var dataSectionCRC: UInt32

  package init(dataSectionCRC: UInt32) { self.dataSectionCRC = dataSectionCRC }

  package init(from cursor: inout ByteCursor) throws(MCAPError) { dataSectionCRC = try cursor.read() }

  package func encode(into buffer: inout RecordBuffer) { buffer.append(dataSectionCRC) }
}

/// The last record of a file: where its summary is.
package struct Footer: RecordBody, Sendable {
  package static let opcode = Opcode.footer
  /// Offset of the first summary record; 0 = no summary.
  package var summaryStart: UInt64
  /// Offset of the first SummaryOffset record; 0 = none.
  package var summaryOffsetStart: UInt64
  /// CRC-32 from the summary's start (or this record, where there is none) to the end of the field before; 0 = not given.
  package var summaryCRC: UInt32

  package init(summaryStart: UInt64, summaryOffsetStart: UInt64, summaryCRC: UInt32) {
    self.summaryStart = summaryStart
    self.summaryOffsetStart = summaryOffsetStart
    self.summaryCRC = summaryCRC
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    summaryStart = try cursor.read()
    summaryOffsetStart = try cursor.read()
    summaryCRC = try cursor.read()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(summaryStart)
    buffer.append(summaryOffsetStart)
    buffer.append(summaryCRC)
  }
}

/// Where one group of summary records of the same kind is.
package struct SummaryOffset: RecordBody, Sendable {
  package static let opcode = Opcode.summaryOffset
  package var groupOpcode: UInt8
  package var groupStart: UInt64
  package var groupLength: UInt64

  package init(groupOpcode: UInt8, groupStart: UInt64, groupLength: UInt64) {
    self.groupOpcode = groupOpcode
    self.groupStart = groupStart
    self.groupLength = groupLength
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    groupOpcode = try cursor.read()
    groupStart = try cursor.read()
    groupLength = try cursor.read()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(groupOpcode)
    buffer.append(groupStart)
    buffer.append(groupLength)
  }
}
