import MCAP

/// A file of one chunk with two messages, laid out record by record without our writer, so that any one thing in it can be made wrong.
///
/// Checksums are 0, which means that none is given: what is wrong is found by what it says, not by its bytes.
struct HandLaidFile {
  var header = Header(profile: "", library: "by hand")
  var schema = Schema(id: 1, name: "x", encoding: "ros2msg", definition: [1])
  var channel = Channel(id: 1, schemaID: 1, topic: "/x", messageEncoding: "cdr")
  /// [ns] Of both messages, and what the chunk says of them.
  var times: [UInt64] = [10, 20]
  var chunkTimes: (start: UInt64, end: UInt64) = (10, 20)
  var repeatsDefinitions = false
  var hasLooseMessage = false
  /// An unknown kind of record behind the header.
  var hasUnknownRecord = false
  var changeIndex: (inout MessageIndex) -> Void = { _ in }
  var hasIndexOfOther = false
  var changeChunkIndex: (inout ChunkIndex) -> Void = { _ in }
  var hasChunkIndex = true
  var summarySchemas = true
  var summaryChannels = true
  var changeStatistics: (inout Statistics) -> Void = { _ in }
  var statisticsCount = 1
  var changeAttachmentIndex: (inout AttachmentIndex) -> Void = { _ in }
  var changeMetadataIndex: (inout MetadataIndex) -> Void = { _ in }
  var changeSummaryOffset: (inout SummaryOffset) -> Void = { _ in }
  var changeFooter: (inout Footer) -> Void = { _ in }
  var behind: [UInt8] = []

  /// The whole file.
  var bytes: [UInt8] {
    var file = RecordBuffer(capacity: 4096)
    file.append(Framing.magic)
    file.append(record: header)
    if hasUnknownRecord { file.append([0x7E, 0, 0, 0, 0, 0, 0, 0, 0]) }
    for _ in 0..<(repeatsDefinitions ? 2 : 1) {
      file.append(record: schema)
      file.append(record: channel)
    }
    let attachment = Attachment(logTime: 1, createTime: 2, name: "a", mediaType: "b", content: [7])
    let attachmentStart = file.count
    file.append(record: attachment)
    let attachmentEnd = file.count
    file.append(record: Metadata(name: "m", entries: [:]))
    let metadataEnd = file.count
    var chunk = appendChunk(to: &file)
    if hasLooseMessage { file.append(message(sequence: 9, time: 15)) }
    file.append(record: DataEnd(dataSectionCRC: 0))
    let summary = file.count
    if summarySchemas { file.append(record: schema) }
    if summaryChannels { file.append(record: channel) }
    let statisticsStart = file.count
    for _ in 0..<statisticsCount { file.append(record: statistics) }
    let statisticsEnd = file.count
    changeChunkIndex(&chunk)
    if hasChunkIndex { file.append(record: chunk) }
    var entry = AttachmentIndex(offset: UInt64(attachmentStart), length: UInt64(attachmentEnd - attachmentStart), describing: attachment)
    changeAttachmentIndex(&entry)
    file.append(record: entry)
    var named = MetadataIndex(offset: UInt64(attachmentEnd), length: UInt64(metadataEnd - attachmentEnd), name: "m")
    changeMetadataIndex(&named)
    file.append(record: named)
    let offsets = file.count
    var offset = SummaryOffset(
      groupOpcode: Opcode.statistics.rawValue, groupStart: UInt64(statisticsStart), groupLength: UInt64(statisticsEnd - statisticsStart))
    changeSummaryOffset(&offset)
    file.append(record: offset)
    var footer = Footer(summaryStart: UInt64(summary), summaryOffsetStart: UInt64(offsets), summaryCRC: 0)
    changeFooter(&footer)
    file.append(record: footer)
    file.append(Framing.magic)
    file.append(behind)
    return file.array
  }

  /// Opcode 5, length 23, then channel, sequence, log time, publish time and one byte.
  private func message(sequence: UInt32, time: UInt64) -> [UInt8] {
    var record = RecordBuffer(capacity: 64)
    record.append(Opcode.message.rawValue)
    record.append(UInt64(23))
    record.append(UInt16(1))
    record.append(sequence)
    record.append(time)
    record.append(time)
    record.append([0xAA])
    return record.array
  }

  private func appendChunk(to file: inout RecordBuffer) -> ChunkIndex {
    let first = message(sequence: 0, time: times[0])
    let records = first + message(sequence: 1, time: times[1])
    let start = file.count
    let head = ChunkHeader(
      startTime: chunkTimes.start, endTime: chunkTimes.end, uncompressedSize: UInt64(records.count), uncompressedCRC: 0, compression: "",
      compressedSize: UInt64(records.count))
    head.encodePrefix(into: &file)
    file.append(records)
    let end = file.count
    var index = MessageIndex(
      channelID: 1,
      entries: [.init(logTime: times[0], offset: 0), .init(logTime: times[1], offset: UInt64(first.count))])
    changeIndex(&index)
    file.append(record: index)
    var places = [ChunkIndex.IndexOffset(channelID: 1, offset: UInt64(end))]
    if hasIndexOfOther {
      places.append(ChunkIndex.IndexOffset(channelID: 2, offset: UInt64(file.count)))
      file.append(record: MessageIndex(channelID: 2, entries: [.init(logTime: 10, offset: 0)]))
    }
    return ChunkIndex(
      startTime: chunkTimes.start, endTime: chunkTimes.end, chunkOffset: UInt64(start), chunkLength: UInt64(end - start),
      messageIndexOffsets: places, messageIndexLength: UInt64(file.count - end), compression: "",
      compressedSize: UInt64(records.count), uncompressedSize: UInt64(records.count))
  }

  private var statistics: Statistics {
    var statistics = Statistics()
    statistics.messageCount = hasLooseMessage ? 3 : 2
    statistics.schemaCount = 1
    statistics.channelCount = 1
    statistics.attachmentCount = 1
    statistics.metadataCount = 1
    statistics.chunkCount = 1
    statistics.startTime = times.min() ?? 0
    statistics.endTime = times.max() ?? 0
    statistics.channelMessageCounts = [1: statistics.messageCount]
    changeStatistics(&statistics)
    return statistics
  }
}

/// All that a check of bytes in memory finds.
struct Checking {
  let report: FileReport
  var messages = 0
  var damages = 0

  init(_ bytes: [UInt8]) {
    (report, messages, damages) = unsafe bytes.withUnsafeBytes { raw in
      var check = unsafe FileCheck(raw)
      var (messages, damages) = (0, 0)
      while let passed = check.next() {
        switch passed {
        case .message: messages += 1
        case .damage: damages += 1
        case .attachment, .metadata: break
        }
      }
      return (check.report, messages, damages)
    }
  }

  /// The kinds of findings, in their order.
  var kinds: [FileFinding.Kind] { report.findings.map(\.kind) }
}
