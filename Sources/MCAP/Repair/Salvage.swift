/// Reads a torn file from the front as far as it is sound, and says what makes it a whole one.
///
/// It lets an `MCAPWriter` write the file once more: what the writer would write differently than it stands is a patch. So a chunk whose
/// indexes are torn gets them back, and what follows the last sound record is overwritten by the file's end. A damaged chunk between
/// sound ones becomes a record of a private kind, which every reader passes over. It takes files that have no message outside of a
/// chunk, and takes memory for one record and the summary.
package struct Salvage<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: Source
  private let limits: ReaderLimits
  private var writer: MCAPWriter<PieceSink>
  private var rebuilder: ChunkRebuilder
  private var repaired: RepairedFile
  private var schemas: [UInt16: Schema] = [:]
  private var channels: [UInt16: Channel] = [:]
  /// The record that is looked at, and what stands where the writer has written.
  private var record = RecordBuffer(capacity: 256 * 1024)
  private var old = RecordBuffer(capacity: 256 * 1024)
  private var scratch = RecordBuffer(capacity: 4096)
  /// Records that are not sound, while nobody knows whether a sound one follows: their places.
  private var doubtful: [Range<Int>] = []
  private var recentEnds: [UInt64] = []

  /// Metadata that stands in the file, in file order.
  package private(set) var metadata: [Metadata] = []
  /// Sound chunks.
  package private(set) var chunkCount = 0
  /// Chunks between sound ones that are not.
  package private(set) var damagedChunkCount = 0
  /// Whether all records up to DataEnd are there: only the summary can be missing.
  package private(set) var isComplete = false

  /// Whether the file begins like none of MCAP's: then nothing may be done to it.
  package let isForeign: Bool

  private init(_ source: consuming Source, header: Header, isForeign: Bool, limits: ReaderLimits) {
    repaired = RepairedFile(oldLength: source.count)
    self.source = source
    self.isForeign = isForeign
    self.limits = limits
    rebuilder = ChunkRebuilder(limit: limits.chunkSize)
    writer = MCAPWriter(PieceSink(), header: header)
  }

  /// Begins with the file's head.
  ///
  /// - Parameter library: stands in the header where even that is missing.
  package static func open(
    _ source: consuming Source, library: String, limits: ReaderLimits = ReaderLimits()
  ) throws(Source.Failure) -> Salvage {
    var source = source
    var scratch = RecordBuffer(capacity: 4096)
    let head = try head(of: &source, into: &scratch)
    var header = Header(profile: "ros2", library: library)
    if case .whole(let there) = head { header = there }
    var salvage = Salvage(source, header: header, isForeign: head.isForeign, limits: limits)
    try salvage.settle()
    return salvage
  }

  private enum Head {
    case whole(Header)
    /// Torn within its first record, or never brought to the disk.
    case torn
    case foreign

    var isForeign: Bool { if case .foreign = self { true } else { false } }
  }

  private static func head(of source: inout Source, into record: inout RecordBuffer) throws(Source.Failure) -> Head {
    try record.fill(min(source.count, 4096), from: &source, at: 0)
    let bytes = unsafe record.unsafeBytes
    let magic = Framing.magic
    // A power cut may leave the length of a file whose bytes never came to the disk.
    if unsafe bytes.allSatisfy({ $0 == 0 }) { return .torn }
    guard unsafe bytes.prefix(magic.count).elementsEqual(magic.prefix(bytes.count)) else { return .foreign }
    guard bytes.count > magic.count, let frame = unsafe try? RecordFrame.find(at: magic.count, in: bytes, fileOffset: magic.count),
      frame.opcode == Opcode.header.rawValue, let header = try? frame.decode(Header.self)
    else { return .torn }
    return .whole(header)
  }

  /// [B] How much of the file is sound.
  package var soundLength: Int { min(writer.offset, repaired.oldLength) }
  /// [B] What follows that.
  package var tailLength: Int { repaired.oldLength - soundLength }
  /// Counts of what is sound.
  package var statistics: Statistics { writer.statistics }
  /// The sound definitions, by id.
  package var knownChannels: [UInt16: Channel] { channels }

  /// [ns] The longest time that one of the last chunks covers: what is lost with one. 0 where there are not two.
  package var recentStep: UInt64 {
    var longest: UInt64 = 0
    for index in recentEnds.indices.dropFirst() where recentEnds[index] > recentEnds[index - 1] {
      longest = max(longest, recentEnds[index] - recentEnds[index - 1])
    }
    return longest
  }

  /// Reads up to the end of what is sound. False where `goesOn` said no: nothing was changed, nothing is known.
  package mutating func scan(while goesOn: () -> Bool = { true }) throws(Source.Failure) -> Bool {
    var position = writer.offset
    while true {
      guard goesOn() else { return false }
      guard try load(at: position), let frame = unsafe try? RecordFrame.find(at: 0, in: record.unsafeBytes, fileOffset: position) else {
        break
      }
      guard let next = try take(frame, at: position) else { break }
      position = next
    }
    return true
  }

  /// Ends the file, with `metadata` before its end, and hands out what to write. Nothing may follow.
  package mutating func finish(adding metadata: [Metadata]) throws(Source.Failure) -> RepairedFile {
    for entry in metadata {
      writer.write(entry)
      try settle()
    }
    writer.finish()
    try settle()
    return repaired
  }

  /// Reads the record at `position`; false where there is no whole one of a size that we would write.
  private mutating func load(at position: Int) throws(Source.Failure) -> Bool {
    guard source.count - position >= Framing.prefixSize else { return false }
    try record.fill(Framing.prefixSize, from: &source, at: position)
    let length = unsafe UInt64(littleEndian: record.unsafeBytes.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    guard length <= UInt64(min(source.count - position - Framing.prefixSize, limits.chunkSize)) else { return false }
    try record.fill(Framing.prefixSize + Int(length), from: &source, at: position)
    return true
  }

  /// Takes in one record; where the next one begins, nil where nothing sound can follow.
  private mutating func take(_ frame: RecordFrame, at position: Int) throws(Source.Failure) -> Int? {
    if frame.opcode >= 0x80 {
      doubtful.append(position..<position + frame.length)
      return position + frame.length
    }
    switch Opcode(rawValue: frame.opcode) {
    case .chunk: return try takeChunk(frame, at: position)
    case .messageIndex where !doubtful.isEmpty:
      doubtful.append(position..<position + frame.length)
      return position + frame.length
    case .schema, .channel, .attachment, .metadata: return try takeDefinition(frame, at: position)
    case .dataEnd:
      if doubtful.isEmpty, let end = try? frame.decodeDataEnd() {
        isComplete = end.dataSectionCRC == 0 || end.dataSectionCRC == writer.dataCRC.value
      }
      return nil
    case .header, .footer, .message, .messageIndex, .chunkIndex, .attachmentIndex, .statistics, .metadataIndex, .summaryOffset, nil:
      return nil
    }
  }

  private mutating func takeChunk(_ frame: RecordFrame, at position: Int) throws(Source.Failure) -> Int? {
    let known = channels
    guard rebuilder.rebuild(frame, isKnown: { known[$0] != nil }) else {
      doubtful.append(position..<position + frame.length)
      return position + frame.length
    }
    try passDoubtful()
    writer.write(rebuilder.chunk)
    try settle()
    chunkCount += 1
    recentEnds.append(rebuilder.chunk.endTime)
    if recentEnds.count > 32 { recentEnds.removeFirst() }
    return writer.offset
  }

  /// What is not sound and has something sound behind it stays where it is, as something that readers pass over.
  private mutating func passDoubtful() throws(Source.Failure) {
    let places = doubtful
    doubtful = []
    for place in places {
      try record.fill(place.count, from: &source, at: place.lowerBound)
      let opcode = unsafe record.unsafeBytes[0]
      if opcode == Opcode.chunk.rawValue || opcode == Opcode.chunk.passedOver { damagedChunkCount += 1 }
      unsafe writer.write(
        privateOpcode: opcode | 0x80, body: UnsafeRawBufferPointer(rebasing: record.unsafeBytes[Framing.prefixSize...]).bytes)
      try settle()
    }
  }

  /// Schemas, channels, attachments and metadata: sound where they are, byte for byte, what the writer would write.
  private mutating func takeDefinition(_ frame: RecordFrame, at position: Int) throws(Source.Failure) -> Int? {
    // Behind something doubtful they are doubtful themselves: all but attachments have no checksum.
    guard doubtful.isEmpty else { return nil }
    scratch.removeAll()
    switch Opcode(rawValue: frame.opcode) {
    case .schema:
      guard let schema = try? frame.decode(Schema.self), schema.id != 0, schemas[schema.id] == nil, isAsWritten(schema, frame) else {
        return nil
      }
      schemas[schema.id] = schema
      writer.write(schema)
    case .channel:
      guard let channel = try? frame.decode(Channel.self), channels[channel.id] == nil, isAsWritten(channel, frame) else { return nil }
      guard channel.schemaID == 0 || schemas[channel.schemaID] != nil else { return nil }
      channels[channel.id] = channel
      writer.write(channel)
    case .attachment:
      guard let attachment = try? frame.decodeAttachment(), isAsWritten(attachment, frame) else { return nil }
      writer.write(attachment)
    default:
      guard let entry = try? frame.decode(Metadata.self), isAsWritten(entry, frame), entry.isPlain else { return nil }
      metadata.append(entry)
      writer.write(entry)
    }
    try settle()
    return writer.offset
  }

  private mutating func isAsWritten<Body: RecordBody>(_ body: Body, _ frame: RecordFrame) -> Bool {
    scratch.append(record: body)
    return unsafe scratch.count == frame.length && scratch.unsafeBytes.suffix(frame.body.count).elementsEqual(frame.body)
  }

  /// Compares what the writer has just written with what stands there.
  private mutating func settle() throws(Source.Failure) {
    let count = writer.sink.bytes.count
    let start = writer.offset - count
    try old.fill(max(0, min(count, source.count - start)), from: &source, at: start)
    unsafe repaired.settle(writer.sink.bytes.unsafeBytes, over: old.unsafeBytes, at: start)
    writer.sink.bytes.removeAll()
  }
}

/// Keeps what a writer has just written.
private struct PieceSink: ByteSink, ~Copyable {
  var bytes = RecordBuffer(capacity: 256 * 1024)

  mutating func write(_ bytes: RawSpan) throws(Never) { self.bytes.append(bytes) }
}

extension Opcode {
  /// What a repair makes of a damaged record of this kind: one of a private kind, which every reader passes over.
  var passedOver: UInt8 { rawValue | 0x80 }
}

extension Metadata {
  /// Whether it reads like text: a block of zeros in it does not.
  fileprivate var isPlain: Bool {
    ([name] + entries.flatMap { [$0.key, $0.value] }).allSatisfy { text in text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 } }
  }
}

extension RecordBuffer {
  /// Holds `count` bytes of `source` from `offset` on, and nothing else.
  fileprivate mutating func fill<Source: ByteSource & ~Copyable>(
    _ count: Int, from source: inout Source, at offset: Int
  ) throws(Source.Failure) {
    removeAll()
    guard count > 0 else { return }
    let space = unsafe reservedSpace(count)
    var span = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
    try source.read(into: &span, at: offset)
    advance(by: count)
  }
}
