/// What a chunk holds, added up while its records pass by, so that its header, its message indexes and its entry in the summary can be held
/// against it. A channel costs 24 bytes, whatever the number of its messages.
struct ChunkAccount {
  /// A sum over places of messages that does not depend on their order.
  struct Digest: Equatable {
    var count: UInt64 = 0
    var sum: UInt64 = 0

    mutating func add(_ first: UInt64, _ second: UInt64) {
      count += 1
      // A finaliser of MurmurHash3 (Austin Appleby, public domain) over both, so that equal sums mean equal pairs.
      var mixed = first &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xC2B2_AE3D_27D4_EB4F
      mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
      mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
      sum &+= mixed ^ mixed >> 33
    }
  }

  let offset: Int
  /// The whole record, opcode and length included.
  let length: Int
  let header: ChunkHeader
  /// Whether something in it could not be read: then nothing is held against its messages.
  var isDamaged = false
  /// [ns] Of its messages.
  var least = UInt64.max
  var greatest: UInt64 = 0
  /// Places of its messages by channel.
  var messages: [UInt16: Digest] = [:]
  /// Channels with an index behind the chunk.
  var indexed: Set<UInt16> = []
  /// Places of the indexes.
  var indexes = Digest()
  /// [B] Of all indexes.
  var indexLength = 0

  init(offset: Int, length: Int, header: ChunkHeader) {
    self.offset = offset
    self.length = length
    self.header = header
  }

  mutating func add(_ message: Message, at position: Int) {
    least = min(least, message.logTime)
    greatest = max(greatest, message.logTime)
    messages[message.channelID, default: Digest()].add(message.logTime, UInt64(position))
  }

  /// What is wrong with the times in its header; nil: nothing.
  var timeProblem: String? {
    let expected: (UInt64, UInt64) = messages.isEmpty ? (0, 0) : (least, greatest)
    guard (header.startTime, header.endTime) != expected else { return nil }
    return "the chunk says that its messages are from \(header.startTime) to \(header.endTime) ns; "
      + "they are from \(expected.0) to \(expected.1) ns"
  }
}

/// What the summary's entry of a chunk is held against: all that is kept of a chunk to the end of the file.
struct ChunkMark {
  let length: Int
  let startTime: UInt64
  let endTime: UInt64
  let compressedSize: UInt64
  let uncompressedSize: UInt64
  let compression: Compression?
  let indexes: ChunkAccount.Digest
  let indexLength: Int
  /// Whether only its place and its length are known.
  let isDamaged: Bool
  /// Whether the summary has an entry of it.
  var isIndexed = false

  init(_ account: ChunkAccount) {
    length = account.length
    startTime = account.header.startTime
    endTime = account.header.endTime
    compressedSize = account.header.compressedSize
    uncompressedSize = account.header.uncompressedSize
    compression = Compression(rawValue: account.header.compression)
    indexes = account.indexes
    indexLength = account.indexLength
    isDamaged = account.isDamaged
  }

  /// What is wrong with an entry; nil: nothing.
  func problem(with index: ChunkIndex) -> String? {
    if index.chunkLength != UInt64(length) { return "its length is \(length) bytes, the entry says \(index.chunkLength)" }
    if isDamaged { return nil }
    if index.startTime != startTime || index.endTime != endTime { return "its times are others than the entry's" }
    if index.compressedSize != compressedSize || index.uncompressedSize != uncompressedSize {
      return "its sizes are others than the entry's"
    }
    if Compression(rawValue: index.compression) != compression { return "its compression is another than the entry's" }
    // A file may have indexes that its summary does not tell of.
    if index.messageIndexOffsets.isEmpty && index.messageIndexLength == 0 { return nil }
    var told = ChunkAccount.Digest()
    for entry in index.messageIndexOffsets { told.add(UInt64(entry.channelID), entry.offset) }
    if told != indexes || index.messageIndexLength != UInt64(indexLength) { return "its message indexes are not where the entry says" }
    return nil
  }
}
