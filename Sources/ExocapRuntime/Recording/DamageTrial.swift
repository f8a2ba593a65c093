internal import MCAP

/// Gives damaged recordings to the readers and to the repair, and holds what they make of them against the rules: nothing crashes, what is
/// repaired is whole, a second repair changes nothing, and what stands before the damage is still there.
package struct DamageTrial<Random: RandomNumberGenerator> {
  /// A rule that was broken: the seed's round, and what was wrong.
  package struct Finding: Sendable, Equatable, CustomStringConvertible {
    package var round: Int
    package var text: String

    package var description: String { "round \(round): \(text)" }
  }

  private enum Damage: CaseIterable {
    case flips
    case cut
    case zeroTail
    case length
    case copy
    case garbage
    case contents
  }

  private var random: Random
  private let originals: [Original]
  /// Rounds so far.
  package private(set) var rounds = 0

  /// Damages `files`, whole recordings, as `random` draws it; without any, small ones that it makes itself.
  package init(_ files: [[UInt8]], random: Random) throws(DamageTrialError) {
    self.random = random
    var originals: [Original] = []
    for file in files.isEmpty ? Compression.allCases.map({ Original.made($0) }) : files {
      guard let original = Original(file) else { throw .notWhole }
      originals.append(original)
    }
    self.originals = originals
  }

  /// One damaged file; what is wrong with what became of it, nil: nothing.
  package mutating func turn() -> Finding? {
    rounds += 1
    let original = originals[Int.random(in: originals.indices, using: &random)]
    var bytes = original.bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&bytes, original) }
    let first =
      zip(bytes, original.bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(bytes.count, original.bytes.count)
    let text = judge(bytes, promised: original.messages(before: first))
    return text.map { Finding(round: rounds, text: $0) }
  }

  // MARK: Damage

  private mutating func damage(_ bytes: inout [UInt8], _ original: Original) {
    guard bytes.count > 16, let damage = Damage.allCases.randomElement(using: &random) else { return }
    let place = Int.random(in: bytes.indices, using: &random)
    let size = Int.random(in: 1...4096, using: &random)
    switch damage {
    case .flips:
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
    case .cut: bytes.removeLast(bytes.count - place)
    case .zeroTail: for index in place..<bytes.count { bytes[index] = 0 }
    case .length: setLength(&bytes, original)
    case .copy:
      let from = Int.random(in: bytes.indices, using: &random)
      let count = min(size, bytes.count - max(from, place))
      bytes.replaceSubrange(place..<place + count, with: Array(bytes[from..<from + count]))
    case .garbage: for index in place..<min(bytes.count, place + size) { bytes[index] = UInt8.random(in: 0...255, using: &random) }
    case .contents: changeContents(&bytes, original)
    }
  }

  /// A record says that it is longer, shorter, or as long as numbers go.
  private mutating func setLength(_ bytes: inout [UInt8], _ original: Original) {
    guard let start = original.chunks.randomElement(using: &random)?.start, start + 9 <= bytes.count else { return }
    let lengths: [UInt64] = [
      0, 1, .max, .max - 8, UInt64(bytes.count), UInt64(Int64.max), UInt64.random(in: 0...UInt64(bytes.count), using: &random),
    ]
    let length = lengths[Int.random(in: lengths.indices, using: &random)]
    for index in 0..<8 { bytes[start + 1 + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(index))) }
  }

  /// An uncompressed chunk's bytes are other ones, and its checksum fits them: what decoders must bear.
  private mutating func changeContents(_ bytes: inout [UInt8], _ original: Original) {
    guard let chunk = original.chunks.randomElement(using: &random), chunk.isUncompressed, chunk.records.upperBound <= bytes.count,
      !chunk.records.isEmpty
    else { return }
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      bytes[Int.random(in: chunk.records, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    let checksum = unsafe bytes.withUnsafeBytes { unsafe CRC32.of(UnsafeRawBufferPointer(rebasing: $0[chunk.records])) }
    for index in 0..<4 { bytes[chunk.checksum + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index))) }
  }

  // MARK: Judgement

  private func judge(_ bytes: [UInt8], promised: Int) -> String? {
    _ = Self.read(bytes)
    Self.readByIndex(bytes)
    var salvage = Salvage.open(MemorySource(bytes), library: "trial")
    if salvage.isForeign { return nil }
    guard salvage.scan() else { return "the scan stopped by itself" }
    let file = salvage.finish(adding: [])
    let repaired = file.applied(to: bytes)
    let reading = Self.read(repaired)
    guard reading.isIntact else { return "the repaired file is not whole" }
    guard reading.messages >= promised else { return "\(reading.messages) messages are left of \(promised) before the damage" }
    var again = Salvage.open(MemorySource(repaired), library: "trial")
    guard again.scan(), again.finish(adding: []).isUnchanged else { return "a second repair changes the file" }
    return nil
  }

  private static func read(_ bytes: [UInt8]) -> (messages: Int, isIntact: Bool) {
    unsafe bytes.withUnsafeBytes { bytes in
      var reader = unsafe MCAPReader(bytes)
      var messages = 0
      var faults = 0
      while true {
        do throws(MCAPError) {
          guard try reader.nextMessage() != nil else { break }
          messages += 1
        } catch {
          faults += 1
          precondition(faults <= bytes.count + 1, "a reader gets on after each fault")
        }
      }
      return (messages, reader.isIntact)
    }
  }

  private static func readByIndex(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let index = try? unsafe IndexedReader(bytes) else { return }
      for entry in index.attachmentIndexes { _ = try? index.attachment(entry) }
      for entry in index.metadataIndexes { _ = try? index.metadata(entry) }
      var merge = index.messages()
      // Each fault ends a merge or passes a chunk.
      for _ in 0..<10_000_000 { guard (try? merge.next()) ?? nil != nil else { return } }
    }
  }
}

/// Why there can be no trial.
package enum DamageTrialError: Error, Sendable {
  /// A file to damage is no whole recording.
  case notWhole
}

/// A recording that is whole, with the places of its chunks.
private struct Original {
  struct Chunk {
    var start: Int
    var end: Int
    /// The end of its indexes.
    var messages: Int
    var isUncompressed: Bool
    var records: Range<Int>
    var checksum: Int
  }

  let bytes: [UInt8]
  private(set) var chunks: [Chunk] = []

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    let found = unsafe bytes.withUnsafeBytes { raw -> [Chunk]? in
      guard let index = try? unsafe IndexedReader(raw) else { return nil }
      var counts: [Int] = []
      var reader = unsafe MCAPReader(raw)
      do throws(MCAPError) {
        while let record = try reader.next() {
          if case .chunk = record { counts.append(0) }
          if case .message = record, !counts.isEmpty { counts[counts.count - 1] += 1 }
        }
      } catch {
        return nil
      }
      guard counts.count == index.chunkIndexes.count else { return nil }
      return zip(index.chunkIndexes, counts).map { chunk, count in
        let start = Int(chunk.chunkOffset)
        let end = start + Int(chunk.chunkLength)
        return Chunk(
          start: start, end: end, messages: count, isUncompressed: chunk.compression.isEmpty,
          records: end - Int(chunk.compressedSize)..<end, checksum: start + 9 + 24)
      }
    }
    guard let found else { return nil }
    chunks = found
  }

  /// How many messages are in chunks that end before `place`.
  func messages(before place: Int) -> Int { chunks.prefix { $0.end <= place }.reduce(0) { $0 + $1.messages } }

  /// Three channels, twelve chunks of twenty messages.
  static func made(_ compression: Compression) -> [UInt8] {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "trial"))
    writer.write(Schema(id: 1, name: "x/msg/Y", encoding: "ros2msg", definition: Array("uint8[] y".utf8)))
    for id in 1...3 {
      writer.write(Channel(id: UInt16(id), schemaID: 1, topic: "/topic\(id)", messageEncoding: "cdr", metadata: ["k": "v"]))
    }
    writer.write(Metadata(name: RecordingFormat.openingName, entries: ["format": RecordingFormat.version]))
    writer.write(Attachment(logTime: 3, createTime: 0, name: "rigs/a.yaml", mediaType: "application/yaml", content: Array("rig: 1".utf8)))
    var builder = ChunkBuilder(.init(compression: compression))
    let chunk = SealedChunk(capacity: 4096)
    for number in 0..<240 {
      let payload = (0..<20 + number % 40).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &* 7) }
      builder.add(
        channel: UInt16(number % 3 + 1), sequence: UInt32(number), logTime: UInt64(1000 + number), publishTime: UInt64(1000 + number),
        payload: unsafe payload.span.bytes)
      guard builder.messageCount == 20 else { continue }
      builder.seal(into: chunk)
      writer.write(chunk)
    }
    writer.write(Metadata(name: RecordingFormat.closingName, entries: ["ticks": "1"]))
    writer.finish()
    return writer.sink.bytes
  }
}
