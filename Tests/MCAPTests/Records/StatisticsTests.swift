import MCAP
import Testing

struct StatisticsTests {
  private let fields = "0100000000000000 0200 03000000 04000000 05000000 06000000 0700000000000000 0800000000000000"

  @Test func hasCountsTimesAndMessagesByChannel() throws {
    var statistics = Statistics()
    statistics.messageCount = 1
    statistics.schemaCount = 2
    statistics.channelCount = 3
    statistics.attachmentCount = 4
    statistics.metadataCount = 5
    statistics.chunkCount = 6
    statistics.startTime = 7
    statistics.endTime = 8
    statistics.channelMessageCounts = [0x0102: 9, 1: 10]
    try prove(statistics, fields + "14000000 0100 0A00000000000000 0201 0900000000000000")
  }

  @Test func aChannelCountedTwiceIsRefused() {
    let twice = bytes(fields + "14000000 0100 0A00000000000000 0100 0900000000000000")
    #expect(throws: MCAPError.malformed(opcode: 11, offset: 0)) { try decoded(twice, as: Statistics.self) }
  }
}
