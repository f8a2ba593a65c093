/// What the summary says, kept until the end of the file.
struct SummaryAccount {
  /// One run of records of a kind.
  struct Group {
    var opcode: UInt8
    var start: Int
    var end: Int
  }

  var start: Int?
  var groups: [Group] = []
  var schemas: Set<UInt16> = []
  var channels: Set<UInt16> = []
  var statistics: (value: Statistics, offset: Int)?
  var indexedChunks = 0
  var firstOffset: Int?
  var offsets: [(value: SummaryOffset, at: Int)] = []
  var footer: Footer?
}

extension FileCheck {
  /// Takes a record behind the data section.
  mutating func takeSummary(_ record: Record, at offset: Int, end: Int) {
    if case .dataEnd = record { return }
    if case .footer(let footer) = record {
      summary.footer = footer
      return
    }
    if summary.start == nil { summary.start = offset }
    group(record, at: offset, end: end)
    switch record {
    case .schema(let schema): summary.schemas.insert(schema.id)
    case .channel(let channel): summary.channels.insert(channel.id)
    case .statistics(let statistics): take(statistics, at: offset)
    case .chunkIndex(let index): take(index, at: offset)
    case .attachmentIndex(let index):
      if attachments[Int(clamping: index.offset)] != index {
        note(.index, at: offset, "the entry of the attachment '\(index.name)' does not match what stands at byte \(index.offset)")
      }
    case .metadataIndex(let index):
      if metadata[Int(clamping: index.offset)] != index {
        note(.index, at: offset, "the entry of the metadata '\(index.name)' does not match what stands at byte \(index.offset)")
      }
    case .summaryOffset(let entry):
      summary.firstOffset = summary.firstOffset ?? offset
      summary.offsets.append((entry, offset))
    case .header, .footer, .message, .chunk, .messageIndex, .attachment, .metadata, .dataEnd: break
    }
  }

  private mutating func group(_ record: Record, at offset: Int, end: Int) {
    let opcode: Opcode =
      switch record {
      case .schema: .schema
      case .channel: .channel
      case .statistics: .statistics
      case .chunkIndex: .chunkIndex
      case .attachmentIndex: .attachmentIndex
      case .metadataIndex: .metadataIndex
      default: .summaryOffset
      }
    if opcode == .summaryOffset { return }
    if let last = summary.groups.last, last.opcode == opcode.rawValue {
      summary.groups[summary.groups.count - 1].end = end
    } else {
      if summary.groups.contains(where: { $0.opcode == opcode.rawValue }) {
        note(.offsets, at: offset, "records of the kind \(opcode) stand in two places of the summary")
      }
      summary.groups.append(SummaryAccount.Group(opcode: opcode.rawValue, start: offset, end: end))
    }
  }

  private mutating func take(_ statistics: Statistics, at offset: Int) {
    if summary.statistics != nil { note(.statistics, at: offset, "there are statistics twice") }
    summary.statistics = (statistics, offset)
    for id in statistics.channelMessageCounts.keys.sorted() where !summary.channels.contains(id) {
      note(.statistics, at: offset, channel: id, "channel \(id) is counted and does not stand before the statistics")
    }
  }

  private mutating func take(_ index: ChunkIndex, at offset: Int) {
    summary.indexedChunks += 1
    guard let chunk = chunks[Int(clamping: index.chunkOffset)] else {
      return note(.chunkIndex, at: offset, "the entry names a chunk at byte \(index.chunkOffset), where none is")
    }
    if chunk.isIndexed { note(.chunkIndex, at: offset, "the chunk at byte \(index.chunkOffset) has two entries") }
    chunks[Int(clamping: index.chunkOffset)]?.isIndexed = true
    if let problem = chunk.problem(with: index) {
      note(.chunkIndex, at: offset, "the chunk at byte \(index.chunkOffset): \(problem)")
    }
  }

  /// Behind the last record: what only the whole file shows.
  mutating func finishSummary(schemas: Set<UInt16>, channels: Set<UInt16>) {
    guard let footer = summary.footer else { return }
    finishOffsets(footer)
    if summary.indexedChunks > 0 {
      for (offset, chunk) in chunks.sorted(by: { $0.key < $1.key }) where !chunk.isIndexed {
        note(.chunkIndex, at: offset, "the chunk has no entry in the summary, so readers pass over it")
      }
      for id in report.channels.keys.sorted() where !summary.channels.contains(id) {
        note(.summary, at: footer.summaryStartPlace, channel: id, "the summary lacks channel \(id), which indexed chunks use")
      }
      let used = Set(report.channels.keys.compactMap { self.channels[$0]?.schemaID }).subtracting(summary.schemas)
      for id in used.sorted() where id != 0 {
        note(.summary, at: footer.summaryStartPlace, "the summary lacks schema \(id), which channels of indexed chunks use")
      }
    }
    if report.faults == 0, let statistics = summary.statistics {
      finish(statistics.value, at: statistics.offset, schemas: schemas.count, channels: channels.count)
    }
  }

  private mutating func finishOffsets(_ footer: Footer) {
    let start = summary.start.map { UInt64($0) } ?? 0
    // A footer may tell of no summary where there is nothing in it.
    if footer.summaryStart != start && (summary.start != nil || footer.summaryStart != 0 && footer.summaryOffsetStart != 0) {
      let text = "the footer says that the summary starts at byte \(footer.summaryStart), it does at \(start)"
      note(.offsets, at: footer.summaryStartPlace, text)
    }
    if footer.summaryOffsetStart != summary.firstOffset.map({ UInt64($0) }) ?? 0 {
      let text = "the summary offsets do not start where the footer says, at byte \(footer.summaryOffsetStart)"
      note(.offsets, at: footer.summaryStartPlace, text)
    }
    for (entry, offset) in summary.offsets {
      let matches = summary.groups.contains {
        $0.opcode == entry.groupOpcode && UInt64($0.start) == entry.groupStart && UInt64($0.end - $0.start) == entry.groupLength
      }
      if !matches { note(.offsets, at: offset, "the summary has no group of kind \(entry.groupOpcode) at byte \(entry.groupStart)") }
    }
  }

  private mutating func finish(_ told: Statistics, at offset: Int, schemas: Int, channels: Int) {
    func compare(_ name: String, _ told: UInt64, _ found: UInt64) {
      if told != found { note(.statistics, at: offset, "the statistics tell of \(told) \(name), there are \(found)") }
    }
    compare("messages", told.messageCount, report.messages)
    compare("schemas", UInt64(told.schemaCount), UInt64(schemas))
    compare("channels", UInt64(told.channelCount), UInt64(channels))
    compare("attachments", UInt64(told.attachmentCount), UInt64(attachments.count))
    compare("metadata records", UInt64(told.metadataCount), UInt64(metadata.count))
    compare("chunks", UInt64(told.chunkCount), UInt64(report.chunks))
    let first = report.channels.values.map(\.first).min() ?? 0
    let last = report.channels.values.map(\.last).max() ?? 0
    if told.startTime != first || told.endTime != last {
      note(.statistics, at: offset, "the statistics' times, \(told.startTime) to \(told.endTime) ns, are not \(first) to \(last) ns")
    }
    // A file may count none of its channels.
    guard !told.channelMessageCounts.isEmpty else { return }
    for id in Set(told.channelMessageCounts.keys).union(report.channels.keys).sorted() {
      let (said, found) = (told.channelMessageCounts[id] ?? 0, report.channels[id]?.messages ?? 0)
      if said != found {
        note(.statistics, at: offset, channel: id, "the statistics tell of \(said) messages in channel \(id), there are \(found)")
      }
    }
  }
}

extension Footer {
  /// Where the summary is said to start, for a finding about it.
  fileprivate var summaryStartPlace: Int { Int(clamping: summaryStart) }
}
