/// The exact bytes of a conformance case, laid out from its records as the format's specification says.
///
/// Shares nothing with our writer.
struct ReferenceFile {
  private(set) var bytes: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  private let padding: [UInt8]

  init(_ conformance: ConformanceCase) {
    padding = conformance.features.contains("pad") ? [0x01, 0xFF, 0xFF] : []
    let end = conformance.records.firstIndex { $0.type == "DataEnd" } ?? conformance.records.endIndex
    let isChunked = conformance.features.contains("ch")
    let loose = conformance.records[..<end].filter { !isChunked || !["Schema", "Channel", "Message"].contains($0.type) }
    let chunked = conformance.records[..<end].filter { isChunked && ["Schema", "Channel", "Message"].contains($0.type) }
    for record in loose { bytes += framed(record) }
    if !chunked.isEmpty { appendChunk(chunked, withIndex: conformance.features.contains("mx")) }
    for record in conformance.records[end...] { bytes += framed(record) }
    bytes += [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  }

  private mutating func appendChunk(_ records: [ConformanceCase.Record], withIndex: Bool) {
    var content: [UInt8] = []
    var index: [UInt8] = []
    var times: [UInt64] = []
    var channel: UInt16 = 0
    for record in records {
      if record.type == "Message" {
        channel = record.number("channel_id")
        times.append(record.number("log_time"))
        index += little(record.number("log_time", UInt64.self)) + little(UInt64(content.count))
      }
      // Records inside a chunk are never padded (found by the hashes: the data's README does not say so).
      let (opcode, body) = layout(record)
      content += frame(opcode, body)
    }
    let head = little(times.min() ?? 0) + little(times.max() ?? 0) + little(UInt64(content.count)) + little(Self.crc(content))
    bytes += frame(0x06, head + string("") + little(UInt64(content.count)) + content)
    if withIndex { bytes += frame(0x07, little(channel) + little(UInt32(index.count)) + index + padding) }
  }

  private func framed(_ record: ConformanceCase.Record) -> [UInt8] {
    let (opcode, body) = layout(record)
    let grows = !["Message", "DataEnd", "Footer"].contains(record.type)
    return frame(opcode, grows ? body + padding : body)
  }

  private func layout(_ r: ConformanceCase.Record) -> (UInt8, [UInt8]) {
    switch r.type {
    case "Header": return (0x01, string(r.text("profile")) + string(r.text("library")))
    case "Footer": return (0x02, u64(r, "summary_start") + u64(r, "summary_offset_start") + u32(r, "summary_crc"))
    case "Schema":
      let data = r.bytes("data")
      return (0x03, u16(r, "id") + string(r.text("name")) + string(r.text("encoding")) + little(UInt32(data.count)) + data)
    case "Channel":
      let names = string(r.text("topic")) + string(r.text("message_encoding"))
      return (0x04, u16(r, "id") + u16(r, "schema_id") + names + strings(r.map("metadata")))
    case "Message":
      let times = u64(r, "log_time") + u64(r, "publish_time")
      return (0x05, u16(r, "channel_id") + u32(r, "sequence") + times + r.bytes("data"))
    case "ChunkIndex":
      let place = u64(r, "message_start_time") + u64(r, "message_end_time") + u64(r, "chunk_start_offset") + u64(r, "chunk_length")
      let map = numbers(r.map("message_index_offsets")) + u64(r, "message_index_length")
      return (0x08, place + map + string(r.text("compression")) + u64(r, "compressed_size") + u64(r, "uncompressed_size"))
    case "Attachment":
      let data = r.bytes("data")
      let names = string(r.text("name")) + string(r.text("media_type"))
      let body = u64(r, "log_time") + u64(r, "create_time") + names + little(UInt64(data.count)) + data
      return (0x09, body + little(Self.crc(body)))
    case "AttachmentIndex":
      let place = u64(r, "offset") + u64(r, "length") + u64(r, "log_time") + u64(r, "create_time") + u64(r, "data_size")
      return (0x0A, place + string(r.text("name")) + string(r.text("media_type")))
    case "Statistics":
      let first = u64(r, "message_count") + u16(r, "schema_count") + u32(r, "channel_count") + u32(r, "attachment_count")
      let second = u32(r, "metadata_count") + u32(r, "chunk_count") + u64(r, "message_start_time") + u64(r, "message_end_time")
      return (0x0B, first + second + numbers(r.map("channel_message_counts")))
    case "Metadata": return (0x0C, string(r.text("name")) + strings(r.map("metadata")))
    case "MetadataIndex": return (0x0D, u64(r, "offset") + u64(r, "length") + string(r.text("name")))
    case "SummaryOffset": return (0x0E, [r.number("group_opcode")] + u64(r, "group_start") + u64(r, "group_length"))
    case "DataEnd": return (0x0F, u32(r, "data_section_crc"))
    default: fatalError("no such record: \(r.type)")
    }
  }

  private func frame(_ opcode: UInt8, _ body: [UInt8]) -> [UInt8] { [opcode] + little(UInt64(body.count)) + body }

  private func u16(_ r: ConformanceCase.Record, _ name: String) -> [UInt8] { little(r.number(name, UInt16.self)) }
  private func u32(_ r: ConformanceCase.Record, _ name: String) -> [UInt8] { little(r.number(name, UInt32.self)) }
  private func u64(_ r: ConformanceCase.Record, _ name: String) -> [UInt8] { little(r.number(name, UInt64.self)) }

  private func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
  }

  private func string(_ text: String) -> [UInt8] { little(UInt32(text.utf8.count)) + text.utf8 }

  private func strings(_ map: [String: String]) -> [UInt8] {
    let body = map.sorted { $0.key < $1.key }.flatMap { string($0.key) + string($0.value) }
    return little(UInt32(body.count)) + body
  }

  private func numbers(_ map: [String: String]) -> [UInt8] {
    let body = map.sorted { $0.key < $1.key }.flatMap { key, value in little(UInt16(key) ?? 0) + little(UInt64(value) ?? 0) }
    return little(UInt32(body.count)) + body
  }

  /// CRC-32, bit by bit.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
    }
    return ~crc
  }
}
