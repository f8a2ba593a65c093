import MCAP

/// A record as the conformance suite describes it: field names of the specification, numbers as text.
func described(_ record: Record) -> ConformanceCase.Record {
  switch record {
  case .header(let r): .init("Header", ["profile": .text(r.profile), "library": .text(r.library)])
  case .footer(let r):
    .init(
      "Footer",
      [
        "summary_start": text(r.summaryStart), "summary_offset_start": text(r.summaryOffsetStart), "summary_crc": text(r.summaryCRC),
      ])
  case .schema(let r):
    .init("Schema", ["id": text(r.id), "name": .text(r.name), "encoding": .text(r.encoding), "data": .bytes(r.definition)])
  case .channel(let r):
    .init(
      "Channel",
      [
        "id": text(r.id), "schema_id": text(r.schemaID), "topic": .text(r.topic), "message_encoding": .text(r.messageEncoding),
        "metadata": .map(r.metadata),
      ])
  case .message(let r):
    .init(
      "Message",
      [
        "channel_id": text(r.channelID), "sequence": text(r.sequence), "log_time": text(r.logTime), "publish_time": text(r.publishTime),
        "data": .bytes(r.payloadCopy),
      ])
  case .attachment(let r):
    .init(
      "Attachment",
      [
        "log_time": text(r.logTime), "create_time": text(r.createTime), "name": .text(r.name), "media_type": .text(r.mediaType),
        "data": .bytes(r.content),
      ])
  case .metadata(let r): .init("Metadata", ["name": .text(r.name), "metadata": .map(r.entries)])
  case .dataEnd(let r): .init("DataEnd", ["data_section_crc": text(r.dataSectionCRC)])
  case .chunk(let r): .init("Chunk", ["uncompressed_size": text(r.uncompressedSize)])
  case .messageIndex(let r): .init("MessageIndex", ["channel_id": text(r.channelID)])
  case .chunkIndex, .attachmentIndex, .metadataIndex, .statistics, .summaryOffset: describedSummary(record)
  }
}

private func describedSummary(_ record: Record) -> ConformanceCase.Record {
  switch record {
  case .chunkIndex(let r):
    let offsets = Dictionary(uniqueKeysWithValues: r.messageIndexOffsets.map { (String($0.channelID), String($0.offset)) })
    return .init(
      "ChunkIndex",
      [
        "message_start_time": text(r.startTime), "message_end_time": text(r.endTime), "chunk_start_offset": text(r.chunkOffset),
        "chunk_length": text(r.chunkLength), "message_index_offsets": .map(offsets),
        "message_index_length": text(r.messageIndexLength), "compression": .text(r.compression),
        "compressed_size": text(r.compressedSize), "uncompressed_size": text(r.uncompressedSize),
      ])
  case .attachmentIndex(let r):
    return .init(
      "AttachmentIndex",
      [
        "offset": text(r.offset), "length": text(r.length), "log_time": text(r.logTime), "create_time": text(r.createTime),
        "data_size": text(r.contentSize), "name": .text(r.name), "media_type": .text(r.mediaType),
      ])
  case .metadataIndex(let r):
    return .init("MetadataIndex", ["offset": text(r.offset), "length": text(r.length), "name": .text(r.name)])
  case .statistics(let r):
    let counts = Dictionary(uniqueKeysWithValues: r.channelMessageCounts.map { (String($0.key), String($0.value)) })
    return .init(
      "Statistics",
      [
        "message_count": text(r.messageCount), "schema_count": text(r.schemaCount), "channel_count": text(r.channelCount),
        "attachment_count": text(r.attachmentCount), "metadata_count": text(r.metadataCount), "chunk_count": text(r.chunkCount),
        "message_start_time": text(r.startTime), "message_end_time": text(r.endTime), "channel_message_counts": .map(counts),
      ])
  case .summaryOffset(let r):
    return .init(
      "SummaryOffset",
      ["group_opcode": text(r.groupOpcode), "group_start": text(r.groupStart), "group_length": text(r.groupLength)])
  default: return described(record)
  }
}

/// Every record of a file without fault.
func readRecords(_ file: [UInt8]) throws -> [ConformanceCase.Record] {
  unsafe try file.withUnsafeBytes { bytes in
    var reader = unsafe MCAPReader(bytes)
    var records: [ConformanceCase.Record] = []
    while let record = try reader.next() { records.append(described(record)) }
    return records
  }
}

private func text<T: FixedWidthInteger>(_ value: T) -> ConformanceCase.Value { .text(String(value)) }
