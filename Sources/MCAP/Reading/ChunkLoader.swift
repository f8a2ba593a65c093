/// Checks and expands chunks into memory that is used again.
@safe
struct ChunkLoader: ~Copyable {
  private var decompressor = Decompressor()
  private var limit: Int

  init(limit: Int) { self.limit = limit }

  /// The uncompressed records of the chunk in `frame`: in the file itself where it is not compressed, else in `space`.
  ///
  /// Valid as long as both. Size and checksum are right, or it throws.
  mutating func load(
    _ frame: RecordFrame, into space: inout RecordBuffer
  ) throws(MCAPError) -> (header: ChunkHeader, records: UnsafeRawBufferPointer) {
    var cursor = frame.cursor()
    let header = try ChunkHeader(from: &cursor)
    let stored = unsafe try cursor.readBytes(header.compressedSize)
    guard let compression = Compression(rawValue: header.compression) else { throw .unsupportedCompression(offset: frame.offset) }
    guard header.uncompressedSize <= UInt64(limit) else {
      throw .overLimit(offset: frame.offset, size: header.uncompressedSize, limit: limit)
    }
    let records: UnsafeRawBufferPointer
    if compression == .uncompressed {
      guard header.uncompressedSize == header.compressedSize else { throw cursor.malformed }
      unsafe records = stored
    } else {
      let isWhole = unsafe decompressor.decompress(compression, stored, size: Int(header.uncompressedSize), into: &space)
      guard isWhole else { throw .badCompression(offset: frame.offset) }
      unsafe records = space.unsafeBytes
    }
    if header.uncompressedCRC != 0 {
      let computed = unsafe CRC32.of(records)
      guard computed == header.uncompressedCRC else {
        throw .checksumMismatch(.chunk, offset: frame.offset, stored: header.uncompressedCRC, computed: computed)
      }
    }
    return unsafe (header, records)
  }
}
