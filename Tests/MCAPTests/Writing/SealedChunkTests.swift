import MCAP
import Testing

struct SealedChunkTests {
  @Test func forgetsTheChunkBefore() {
    let chunk = SealedChunk(capacity: 0)
    var builder = ChunkBuilder(.init(compression: .uncompressed))
    builder.add(SampleRecording.schema)
    builder.add(SampleRecording.channels[0])
    let payload: [UInt8] = [1, 2, 3]
    builder.add(channel: 1, sequence: 0, logTime: 5, publishTime: 5, payload: unsafe payload.span.bytes)
    builder.seal(into: chunk)
    #expect(chunk.schemas == [SampleRecording.schema])
    #expect(chunk.channels == [SampleRecording.channels[0]])
    #expect(chunk.messageCount == 1)

    builder.add(SampleRecording.channels[1])
    builder.seal(into: chunk)
    #expect(chunk.schemas == [])
    #expect(chunk.channels == [SampleRecording.channels[1]])
    #expect(chunk.messageCount == 0)
    #expect((chunk.startTime, chunk.endTime) == (0, 0))
    #expect(chunk.shares == [])
    #expect(chunk.count == chunk.chunkLength)
  }
}
