extension MCAPWriter where Sink: ~Copyable {
  /// Lays out DataEnd, the summary's groups, their offsets, the Footer and the closing magic bytes in `scratch`.
  mutating func layOutEnd() {
    scratch.removeAll()
    scratch.append(record: DataEnd(dataSectionCRC: dataCRC.value))
    let summary = scratch.count
    var groups: [SummaryOffset] = []
    if options.repeatsSchemas { appendGroup(.schema, schemaRecords.array, &groups) }
    if options.repeatsChannels { appendGroup(.channel, channelRecords.array, &groups) }
    if options.writesStatistics {
      let start = scratch.count
      scratch.append(record: statistics)
      noteGroup(.statistics, from: start, &groups)
    }
    if options.indexesChunks { appendGroup(.chunkIndex, chunkIndexes.array, &groups) }
    if options.indexesAttachments { appendGroup(.attachmentIndex, attachmentIndexes.array, &groups) }
    if options.indexesMetadata { appendGroup(.metadataIndex, metadataIndexes.array, &groups) }
    let offsets = scratch.count
    if options.writesSummaryOffsets {
      for group in groups { scratch.append(record: group) }
    }
    appendFooter(summary: summary, offsets: offsets)
    scratch.append(Framing.magic)
  }

  private mutating func appendGroup(_ opcode: Opcode, _ records: [UInt8], _ groups: inout [SummaryOffset]) {
    let start = scratch.count
    scratch.append(records)
    noteGroup(opcode, from: start, &groups)
  }

  private mutating func noteGroup(_ opcode: Opcode, from start: Int, _ groups: inout [SummaryOffset]) {
    guard scratch.count > start else { return }
    groups.append(
      SummaryOffset(groupOpcode: opcode.rawValue, groupStart: UInt64(offset + start), groupLength: UInt64(scratch.count - start)))
  }

  /// The footer's checksum runs from the summary's start over the footer's own first fields, so it is laid out in two steps.
  private mutating func appendFooter(summary: Int, offsets: Int) {
    let end = scratch.count
    let hasSummary = end > summary
    let hasOffsets = end > offsets
    let footer = Footer(
      summaryStart: hasSummary ? UInt64(offset + summary) : 0, summaryOffsetStart: hasOffsets ? UInt64(offset + offsets) : 0,
      summaryCRC: 0)
    scratch.append(record: footer)
    let crcPlace = scratch.count - 4
    let crc = unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: scratch.unsafeBytes[summary..<crcPlace]))
    scratch.store(crc, at: crcPlace)
  }
}
