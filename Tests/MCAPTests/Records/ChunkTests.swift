import MCAP
import Testing

struct ChunkTests {
  private let header = ChunkHeader(
    startTime: 1, endTime: 2, uncompressedSize: 3, uncompressedCRC: 0x0403_0201, compression: "lz4", compressedSize: 2)
  private let fields = "0100000000000000 0200000000000000 0300000000000000 01020304 03000000 6C7A34 0200000000000000"

  @Test func prefixCountsTheRecordsThatFollow() {
    var buffer = RecordBuffer(capacity: 0)
    header.encodePrefix(into: &buffer)
    // 3 × 8 + 4 + 4 + 3 + 8 bytes of fields and 2 of records.
    #expect(buffer.array == bytes("06 2D00000000000000" + fields))
  }

  @Test func headerLeavesTheCursorAtTheRecords() throws {
    let body = bytes(fields + "AABB")
    try unsafe body.withUnsafeBytes { raw in
      var cursor = unsafe ByteCursor(raw, opcode: 6, offset: 0)
      let read = try ChunkHeader(from: &cursor)
      let records = try cursor.readArray(2)
      #expect(read == header)
      #expect(records == [0xAA, 0xBB])
    }
  }

  @Test func headerThatPromisesMoreThanThereIsIsRefused() {
    let body = bytes(fields + "AA")
    #expect(throws: MCAPError.malformed(opcode: 6, offset: 0)) {
      try unsafe body.withUnsafeBytes { raw in
        var cursor = unsafe ByteCursor(raw, opcode: 6, offset: 0)
        _ = try ChunkHeader(from: &cursor)
      }
    }
  }

  @Test func messageIndexHasAChannelAndItsMessages() throws {
    try prove(
      MessageIndex(channelID: 5, entries: [.init(logTime: 1, offset: 2), .init(logTime: 3, offset: 4)]),
      "0500 20000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000")
  }
}
