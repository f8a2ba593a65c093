import Testing

@testable import MCAP

struct ChunkLoaderTests {
  /// Loads a chunk with these fields; its records are `stored`.
  private func load(
    _ compression: String, size: UInt64, crc: UInt32, stored: [UInt8], limit: Int = 1000
  ) throws -> [UInt8] {
    var buffer = RecordBuffer(capacity: 0)
    let header = ChunkHeader(
      startTime: 0, endTime: 0, uncompressedSize: size, uncompressedCRC: crc, compression: compression,
      compressedSize: UInt64(stored.count))
    header.encodePrefix(into: &buffer)
    buffer.append(stored)
    let body = Array(buffer.array.dropFirst(9))
    return try unsafe body.withUnsafeBytes { raw in
      var loader = ChunkLoader(limit: limit)
      var space = RecordBuffer(capacity: 0)
      let loaded = unsafe try loader.load(RecordFrame(opcode: 6, offset: 40, body: raw), into: &space)
      return unsafe [UInt8](loaded.records)
    }
  }

  @Test func givesRecordsWhoseChecksumFits() throws {
    let records: [UInt8] = [1, 2, 3, 4]
    #expect(try load("", size: 4, crc: ReferenceFile.crc(records), stored: records) == records)
    // 0 says that there is no checksum.
    #expect(try load("", size: 4, crc: 0, stored: records) == records)
    #expect(
      throws: MCAPError.checksumMismatch(.chunk, offset: 40, stored: 5, computed: ReferenceFile.crc(records))
    ) { try load("", size: 4, crc: 5, stored: records) }
  }

  @Test func namesWhatItCannotExpand() {
    #expect(throws: MCAPError.unsupportedCompression(offset: 40)) { try load("gzip", size: 4, crc: 0, stored: [1, 2, 3, 4]) }
    #expect(throws: MCAPError.malformed(opcode: 6, offset: 40)) { try load("", size: 5, crc: 0, stored: [1, 2, 3, 4]) }
    for compression in ["lz4", "zstd"] {
      #expect(throws: MCAPError.badCompression(offset: 40)) { try load(compression, size: 5, crc: 0, stored: [1, 2, 3, 4]) }
    }
  }

  @Test func takesNoMemoryForAPromiseOverTheLimit() {
    for size in [1001, UInt64.max] {
      #expect(throws: MCAPError.overLimit(offset: 40, size: size, limit: 1000)) { try load("zstd", size: size, crc: 0, stored: [1]) }
    }
  }
}
