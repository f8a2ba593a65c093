import MCAP
import Testing

struct MCAPWriterTests {
  @Test(arguments: [nil] + Compression.allCases.map(Optional.some))
  func whatIsWrittenIsReadBack(compression: Compression?) {
    let sample = SampleRecording(compression, messages: 30)
    let reading = Reading(sample.bytes)
    #expect(reading.faults == [])
    #expect(reading.entries == sample.entries)
    #expect(reading.records.contains(described(.attachment(SampleRecording.attachment))))
    #expect(reading.records.contains(described(.metadata(SampleRecording.metadata))))
  }

  @Test func writesADefinitionOnce() {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: ""))
    writer.write(SampleRecording.schema)
    writer.write(SampleRecording.channels[0])
    let offset = writer.offset
    writer.write(SampleRecording.schema)
    writer.write(SampleRecording.channels[0])
    #expect(writer.offset == offset)
    #expect(writer.statistics.schemaCount == 1)
    #expect(writer.statistics.channelCount == 1)
  }

  @Test func definitionsInAChunkReachTheSummary() throws {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: ""))
    var builder = ChunkBuilder(.init(compression: .zstd))
    builder.add(SampleRecording.schema)
    for channel in SampleRecording.channels { builder.add(channel) }
    let chunk = SealedChunk(capacity: 0)
    builder.seal(into: chunk)
    writer.write(chunk)
    // Known from the chunk, so not written again.
    let offset = writer.offset
    writer.write(SampleRecording.channels[1])
    #expect(writer.offset == offset)
    writer.finish()
    let bytes = writer.sink.bytes
    unsafe try bytes.withUnsafeBytes { raw in
      let reader = unsafe try IndexedReader(raw)
      #expect(reader.schemas == [1: SampleRecording.schema])
      #expect(reader.channels == [1: SampleRecording.channels[0], 700: SampleRecording.channels[1]])
    }
  }

  @Test func aFullSinkLosesOnlyWhatItRefused() throws {
    // Header, channel, then chunks: each is one write. The sink refuses at every place once; then it has room for the end.
    for refused in 2..<6 {
      var writer = try MCAPWriter(FullSink(writesLeft: refused), header: Header(profile: "", library: ""))
      try writer.write(SampleRecording.channels[1])
      var builder = ChunkBuilder(.init(compression: .uncompressed))
      let chunk = SealedChunk(capacity: 0)
      var kept = 0
      for number in 0..<10 {
        let payload: [UInt8] = [UInt8(number)]
        builder.add(channel: 700, sequence: 0, logTime: UInt64(number), publishTime: 0, payload: unsafe payload.span.bytes)
        builder.seal(into: chunk)
        do throws(FullSink.Full) {
          try writer.write(chunk)
          kept += 1
        } catch {
          break
        }
      }
      #expect(kept == refused - 2)
      var isFull = false
      do throws(FullSink.Full) { try writer.finish() } catch { isFull = true }
      #expect(isFull)
      writer.sink.writesLeft = 1
      try writer.finish()
      let reading = Reading(writer.sink.memory.bytes)
      #expect(reading.faults == [])
      #expect(reading.entries.map(\.payload) == (0..<kept).map { [UInt8($0)] })
    }
  }
}
