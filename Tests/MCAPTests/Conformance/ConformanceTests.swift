import ExocapTestSupport
import MCAP
import Testing

/// The 416 cases of the MCAP project's conformance suite.
struct ConformanceTests {
  @Test func writesEveryCaseWithoutPaddingByteForByte() {
    guard let cases = ConformanceCase.all else { return Requirement.skip("mcap-conformance is absent") }
    var written = 0
    for conformance in cases where !conformance.features.contains("pad") {
      let bytes = write(conformance)
      #expect(bytes.count == conformance.size, "\(conformance.name)")
      #expect(SHA256.hex(bytes) == conformance.sha256, "\(conformance.name)")
      written += 1
    }
    #expect(written == 208)
  }

  @Test func readsEveryCaseFromTheFront() throws {
    guard let cases = ConformanceCase.all else { return Requirement.skip("mcap-conformance is absent") }
    for conformance in cases {
      let file = ReferenceFile(conformance).bytes
      try #require(SHA256.hex(file) == conformance.sha256, "\(conformance.name): the reference bytes are not rebuilt right")
      let records = try readRecords(file).filter { $0.type != "Chunk" && $0.type != "MessageIndex" }
      // The case does not list an attachment's checksum, and our value does not keep it: the reader has compared it.
      #expect(records == conformance.records, "\(conformance.name)")
    }
    #expect(cases.count == 416)
  }

  @Test func readsEveryIndexedCaseThroughItsSummary() throws {
    guard let cases = ConformanceCase.all else { return Requirement.skip("mcap-conformance is absent") }
    var read = 0
    for conformance in cases where isIndexed(conformance) {
      let file = ReferenceFile(conformance).bytes
      let expected = conformance.records.filter { $0.type == "Message" }
        .sorted { $0.number("log_time", UInt64.self) < $1.number("log_time", UInt64.self) }
      unsafe try file.withUnsafeBytes { bytes in
        let reader = unsafe try IndexedReader(bytes)
        #expect(try collect(reader.messages()) == expected, "\(conformance.name)")
        #expect(Set(reader.channels.keys) == [1], "\(conformance.name)")
        #expect(reader.schemas.count == (conformance.features.contains("rsh") ? 1 : 0), "\(conformance.name)")
        #expect((reader.statistics != nil) == conformance.features.contains("st"), "\(conformance.name)")
        #expect(reader.statistics.map { Int($0.messageCount) } ?? expected.count == expected.count, "\(conformance.name)")
      }
      read += 1
    }
    // 3 inputs with messages; chunked, chunk index and repeated channels on; the rest (mx, st, sum, pad and for two of them rsh) free.
    #expect(read == 2 * 32 + 16)
  }

  @Test func readsAttachmentsAndMetadataThroughTheirIndexes() throws {
    guard let cases = ConformanceCase.all else { return Requirement.skip("mcap-conformance is absent") }
    for conformance in cases where !conformance.features.isDisjoint(with: ["ax", "mdx"]) {
      let file = ReferenceFile(conformance).bytes
      unsafe try file.withUnsafeBytes { bytes in
        let reader = unsafe try IndexedReader(bytes)
        for index in reader.attachmentIndexes {
          #expect(try reader.attachment(index).content == [1, 2, 3], "\(conformance.name)")
        }
        for index in reader.metadataIndexes {
          #expect(try reader.metadata(index) == Metadata(name: "myMetadata", entries: ["foo": "bar"]), "\(conformance.name)")
        }
        #expect(reader.attachmentIndexes.count + reader.metadataIndexes.count == 1, "\(conformance.name)")
      }
    }
  }

  private func isIndexed(_ conformance: ConformanceCase) -> Bool {
    conformance.features.isSuperset(of: ["ch", "chx", "rch"])
  }

  private func collect(_ messages: consuming MessageMerge) throws -> [ConformanceCase.Record] {
    var found: [ConformanceCase.Record] = []
    while let message = try messages.next() { found.append(described(.message(message))) }
    return found
  }

  private func write(_ conformance: ConformanceCase) -> [UInt8] {
    let features = conformance.features
    var options = WriterOptions()
    options.repeatsSchemas = features.contains("rsh")
    options.repeatsChannels = features.contains("rch")
    options.writesStatistics = features.contains("st")
    options.indexesChunks = features.contains("chx")
    options.indexesAttachments = features.contains("ax")
    options.indexesMetadata = features.contains("mdx")
    options.writesSummaryOffsets = features.contains("sum")
    let header = conformance.records[0]
    var writer = MCAPWriter(
      MemorySink(), header: Header(profile: header.text("profile"), library: header.text("library")), options: options)
    var builder = ChunkBuilder(.init(compression: .uncompressed, writesMessageIndexes: features.contains("mx")))
    for record in conformance.records.prefix(while: { $0.type != "DataEnd" }).dropFirst() {
      feed(record, isChunked: features.contains("ch"), &writer, &builder)
    }
    if !builder.isEmpty {
      let chunk = SealedChunk(capacity: 4096)
      builder.seal(into: chunk)
      writer.write(chunk)
    }
    writer.finish()
    return writer.sink.bytes
  }

  private func feed(
    _ r: ConformanceCase.Record, isChunked: Bool, _ writer: inout MCAPWriter<MemorySink>, _ builder: inout ChunkBuilder
  ) {
    switch r.type {
    case "Schema":
      let schema = Schema(id: r.number("id"), name: r.text("name"), encoding: r.text("encoding"), definition: r.bytes("data"))
      if isChunked { builder.add(schema) } else { writer.write(schema) }
    case "Channel":
      let channel = Channel(
        id: r.number("id"), schemaID: r.number("schema_id"), topic: r.text("topic"), messageEncoding: r.text("message_encoding"),
        metadata: r.map("metadata"))
      if isChunked { builder.add(channel) } else { writer.write(channel) }
    case "Message":
      let payload = r.bytes("data")
      let span = unsafe payload.span.bytes
      if isChunked {
        builder.add(
          channel: r.number("channel_id"), sequence: r.number("sequence"), logTime: r.number("log_time"),
          publishTime: r.number("publish_time"), payload: span)
      } else {
        writer.write(
          channel: r.number("channel_id"), sequence: r.number("sequence"), logTime: r.number("log_time"),
          publishTime: r.number("publish_time"), payload: span)
      }
    case "Attachment":
      writer.write(
        Attachment(
          logTime: r.number("log_time"), createTime: r.number("create_time"), name: r.text("name"), mediaType: r.text("media_type"),
          content: r.bytes("data")))
    case "Metadata": writer.write(Metadata(name: r.text("name"), entries: r.map("metadata")))
    default: Issue.record("no such input: \(r.type)")
    }
  }
}
