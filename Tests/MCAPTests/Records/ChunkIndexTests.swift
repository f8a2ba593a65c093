import MCAP
import Testing

struct ChunkIndexTests {
  @Test func hasTimesPlacesAndSizes() throws {
    let index = ChunkIndex(
      startTime: 1, endTime: 2, chunkOffset: 3, chunkLength: 4,
      messageIndexOffsets: [.init(channelID: 9, offset: 10), .init(channelID: 8, offset: 11)], messageIndexLength: 5,
      compression: "zstd", compressedSize: 6, uncompressedSize: 7)
    try prove(
      index,
      "0100000000000000 0200000000000000 0300000000000000 0400000000000000 14000000 0900 0A00000000000000 0800 0B00000000000000"
        + "0500000000000000 04000000 7A737464 0600000000000000 0700000000000000")
  }

  @Test func aChannelThatComesTwiceIsRefused() {
    let twice = bytes(
      "0100000000000000 0200000000000000 0300000000000000 0400000000000000 14000000 0900 0A00000000000000 0900 0B00000000000000"
        + "0500000000000000 04000000 7A737464 0600000000000000 0700000000000000")
    #expect(throws: MCAPError.malformed(opcode: 8, offset: 0)) { try decoded(twice, as: ChunkIndex.self) }
  }
}
