// Reading/ finds records in bytes that may be torn, cut or hostile. It never changes them and never trusts them.

/// How much memory a file may make a reader take.
package struct ReaderLimits: Sendable {
  /// [B] The largest chunk, uncompressed.
  ///
  /// Ours are under 17 MB (128 KiB and one message of 16 MiB).
  package var chunkSize = 128 << 20
  /// [B] All chunks that overlap in time, uncompressed, in a reader that sorts by time.
  package var overlappingSize = 512 << 20

  package init() {}
}

/// One record in its frame: opcode and body, found but not decoded.
@safe
struct RecordFrame {
  let opcode: UInt8
  /// From the start of the file; inside a compressed chunk, the chunk's.
  let offset: Int
  // SAFETY: points into the bytes that `find` was given; used while those live.
  let body: UnsafeRawBufferPointer

  /// Opcode, length and body.
  var length: Int { unsafe Framing.prefixSize + body.count }

  /// The record at `position` of `bytes`; `fileOffset` is what errors say.
  static func find(at position: Int, in bytes: UnsafeRawBufferPointer, fileOffset: Int) throws(MCAPError) -> RecordFrame {
    let available = bytes.count - position
    guard available > 0 else { throw .unfinished(offset: fileOffset) }
    let opcode = unsafe bytes[position]
    guard opcode != 0 else { throw .zeroOpcode(offset: fileOffset) }
    guard available >= Framing.prefixSize else {
      throw .truncated(opcode: opcode, offset: fileOffset, needed: UInt64(Framing.prefixSize), available: available)
    }
    let length = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt64.self))
    guard length <= UInt64(available - Framing.prefixSize) else {
      let needed = length.addingReportingOverflow(UInt64(Framing.prefixSize))
      throw .truncated(opcode: opcode, offset: fileOffset, needed: needed.overflow ? .max : needed.partialValue, available: available)
    }
    let start = position + Framing.prefixSize
    return unsafe RecordFrame(
      opcode: opcode, offset: fileOffset, body: UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(length)]))
  }

  /// A cursor at the first field.
  func cursor() -> ByteCursor { unsafe ByteCursor(body, opcode: opcode, offset: offset) }

  /// The fields of a record of a known kind.
  func decode<Body: RecordBody>(_: Body.Type = Body.self) throws(MCAPError) -> Body {
    var cursor = cursor()
    return try Body(from: &cursor)
  }

  /// An attachment whose checksum fits.
  func decodeAttachment() throws(MCAPError) -> Attachment {
    var cursor = cursor()
    let attachment = try Attachment(from: &cursor)
    let guarded = unsafe body.count - cursor.remaining
    let stored = try cursor.read(UInt32.self)
    let computed = unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: body[..<guarded]))
    guard stored == 0 || stored == computed else {
      throw .checksumMismatch(.attachment, offset: offset, stored: stored, computed: computed)
    }
    return attachment
  }

  /// A Footer of exactly its size whose offsets lie in front of it.
  func decodeFooter() throws(MCAPError) -> Footer {
    guard unsafe body.count == Framing.footerSize else { throw .malformed(opcode: opcode, offset: offset) }
    let footer: Footer = try decode()
    guard footer.summaryStart <= UInt64(offset), footer.summaryOffsetStart <= UInt64(offset) else {
      throw .malformed(opcode: opcode, offset: offset)
    }
    return footer
  }

  /// DataEnd of exactly its size.
  func decodeDataEnd() throws(MCAPError) -> DataEnd {
    guard unsafe body.count == Framing.dataEndSize else { throw .malformed(opcode: opcode, offset: offset) }
    return try decode()
  }
}

extension Footer {
  /// Compares the checksum of the summary and of this footer, which stands at `offset` of `bytes`.
  func checkSummary(in bytes: UnsafeRawBufferPointer, footerAt offset: Int) throws(MCAPError) {
    guard summaryCRC != 0 else { return }
    let start = summaryStart == 0 ? offset : Int(summaryStart)
    let end = offset + Framing.prefixSize + Framing.footerSize - 4
    let computed = unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    guard computed == summaryCRC else {
      throw .checksumMismatch(.summary, offset: offset, stored: summaryCRC, computed: computed)
    }
  }
}
