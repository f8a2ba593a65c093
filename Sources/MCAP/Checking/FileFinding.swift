/// Something in a file that is not as the format's specification says.
package struct FileFinding: Equatable, Sendable {
  /// What kind of thing is wrong; the raw value is its name for programs.
  package enum Kind: String, Sendable, CaseIterable {
    /// The file was not closed: DataEnd, Footer or closing magic bytes are missing.
    case torn
    /// Bytes stand behind the end, or the closing magic bytes are others.
    case ending
    /// A checksum does not fit.
    case checksum
    /// A record's fields, place or compression is not what the format allows.
    case record
    /// Ids: used before they are defined, defined twice with other content, a schema without an encoding.
    case definition
    /// The same definition stands more than once in the data section.
    case repeated
    /// A message outside of chunks, in a file that has chunks.
    case loose
    /// A chunk's times are not those of its messages.
    case chunkTimes = "chunk_times"
    /// Message indexes do not match the chunk's messages.
    case messageIndex = "message_index"
    /// An entry of the summary does not match the chunk that it points at, or one is missing.
    case chunkIndex = "chunk_index"
    /// The summary lacks a definition that an indexed chunk uses.
    case summary
    /// Statistics are there twice, or do not count what is there.
    case statistics
    /// An entry of an attachment or of metadata does not match the record.
    case index
    /// Summary offsets, or the footer's own, do not point where they should.
    case offsets
    /// No program's name in the header.
    case library
    /// Conventions that nobody knows.
    case profile
    /// A kind of record that this version of the format does not know.
    case unknown
    /// A repair left damaged chunks out here.
    case passedOver = "passed_over"
  }

  package var kind: Kind
  /// Where in the file: the record, or its chunk.
  package var offset: Int
  /// The channel that it is about; nil: none.
  package var channel: UInt16?
  /// One sentence without its full stop.
  package var text: String

  /// Whether every reader may take the file all the same.
  package var isWarning: Bool {
    switch kind {
    case .library, .profile, .unknown, .passedOver, .repeated: true
    case .torn, .ending, .checksum, .record, .definition, .loose, .chunkTimes, .messageIndex, .chunkIndex, .summary, .statistics, .index,
      .offsets:
      false
    }
  }
}

extension FileFinding {
  /// What a reader threw, in words.
  init(_ error: MCAPError, size: Int, validEnd: Int) {
    func torn(_ offset: Int) -> FileFinding {
      FileFinding(kind: .torn, offset: offset, text: "the file ends without having been closed; its last \(size - validEnd) bytes are half")
    }
    self =
      switch error {
      case .notMCAP: FileFinding(kind: .record, offset: 0, text: "this is no MCAP file")
      case .truncated(_, let offset, _, _), .unfinished(let offset): torn(offset)
      case .zeroOpcode(let offset): torn(offset)
      case .badClosingMagic(let offset): FileFinding(kind: .torn, offset: offset, text: "the closing magic bytes are missing")
      case .trailingBytes(let offset, let count):
        FileFinding(kind: .ending, offset: offset, text: "\(count) bytes stand behind the file's end")
      case .malformed(let opcode, let offset):
        FileFinding(kind: .record, offset: offset, text: "the fields of a \(Self.name(opcode)) do not fit into it or contradict each other")
      case .misplaced(let opcode, let offset):
        FileFinding(kind: .record, offset: offset, text: "a \(Self.name(opcode)) stands where its kind may not")
      case .checksumMismatch(let part, let offset, let stored, let computed):
        FileFinding(
          kind: .checksum, offset: offset,
          text: "the checksum of the \(Self.name(part)) is \(hexadecimal(computed)), the file says \(hexadecimal(stored))")
      case .unsupportedCompression(let offset):
        FileFinding(kind: .record, offset: offset, text: "a chunk is compressed with something other than lz4 or zstd")
      case .badCompression(let offset):
        FileFinding(kind: .checksum, offset: offset, text: "a chunk's compressed bytes do not expand to what its header promises")
      case .overLimit(let offset, let size, let limit):
        FileFinding(kind: .record, offset: offset, text: "a chunk needs \(size) bytes of memory, the limit is \(limit)")
      case .conflictingDefinition(let opcode, let id, let offset):
        FileFinding(kind: .definition, offset: offset, text: "\(Self.name(opcode)) \(id) is defined once more, and otherwise")
      case .undefined(let opcode, let id, let offset):
        FileFinding(
          kind: .definition, offset: offset,
          text: opcode == Opcode.message.rawValue
            ? "a message names channel \(id), which is not defined before it"
            : "a channel names schema \(id), which is not defined before it")
      case .noSummary: FileFinding(kind: .summary, offset: 0, text: "there is no summary")
      case .badIndex(let offset): FileFinding(kind: .index, offset: Int(clamping: offset), text: "an index entry points at something else")
      }
  }

  private static func name(_ opcode: UInt8) -> String {
    Opcode(rawValue: opcode).map { "\($0)" } ?? "record of kind \(opcode)"
  }

  private static func name(_ part: MCAPError.Guarded) -> String {
    switch part {
    case .attachment: "attachment"
    case .chunk: "chunk"
    case .dataSection: "data section"
    case .summary: "summary"
    }
  }
}

/// Eight digits, as checksums are read.
private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
