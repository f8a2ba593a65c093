import ExocapTestSupport
import MCAP
import Testing

struct SalvageTests {
  private static let note = Metadata(name: "repaired", entries: ["by": "test"])

  @Test func aWholeFileStaysAsItIs() throws {
    for compression in Compression.allCases {
      let whole = SampleRecording(compression, messages: 30).bytes
      let outcome = Self.salvaged(whole, adding: [])
      #expect(outcome.file.isUnchanged && outcome.isComplete)
      #expect(outcome.tail == whole.count - outcome.sound)
    }
  }

  @Test(arguments: Compression.allCases) func cutAnywhereItBecomesWholeWithEveryWholeChunk(compression: Compression) throws {
    let sample = SampleRecording(compression, messages: 20)
    let ends = try Self.chunkEnds(sample.bytes)
    for length in 0..<sample.bytes.count {
      let torn = Array(sample.bytes.prefix(length))
      let outcome = Self.salvaged(torn, adding: [Self.note])
      let reading = Reading(outcome.file.applied(to: torn))
      #expect(reading.isIntact && reading.faults.isEmpty, "cut at \(length): \(reading.faults)")
      // A chunk counts from its own end on: its indexes are made again.
      let chunks = ends.filter { $0 <= length }.count
      #expect(reading.entries == Array(sample.entries.prefix(chunks * 4)), "cut at \(length)")
      let again = Self.salvaged(outcome.file.applied(to: torn), adding: [])
      #expect(again.file.isUnchanged, "cut at \(length), repaired twice")
    }
  }

  @Test func tornIndexesAreMadeAgain() throws {
    let sample = SampleRecording(.zstd, messages: 12)
    let end = try Self.chunkEnds(sample.bytes)[1]
    for place in end..<end + 40 {
      var torn = sample.bytes
      torn[place] ^= 0xFF
      let outcome = Self.salvaged(torn, adding: [])
      // What the writer had written stands there again, to the last byte of the file.
      #expect(outcome.file.applied(to: torn) == sample.bytes, "byte \(place)")
      #expect(outcome.file.patches.count == 1)
    }
  }

  @Test func aDamagedChunkBetweenSoundOnesIsPassedOver() throws {
    let sample = SampleRecording(.uncompressed, messages: 12)
    let ends = try Self.chunkEnds(sample.bytes)
    var torn = sample.bytes
    torn[ends[1] - 3] ^= 0x40
    let outcome = Self.salvaged(torn, adding: [Self.note])
    #expect(outcome.damagedChunks == 1)
    let repaired = outcome.file.applied(to: torn)
    let reading = Reading(repaired)
    #expect(reading.isIntact)
    #expect(reading.entries == Array(sample.entries[0..<4] + sample.entries[8..<12]))
    // Nothing was moved: the damaged bytes stay for who wants to look at them.
    #expect(repaired[ends[1] - 3] == torn[ends[1] - 3])
    let again = Self.salvaged(repaired, adding: [])
    #expect(again.file.isUnchanged)
  }

  @Test func zerosInMetadataAreNoMetadata() throws {
    let sample = SampleRecording(.zstd, messages: 8)
    // The text of the metadata that closes the file, "yes".
    let place = try #require(sample.bytes.indices.first { sample.bytes[$0...].starts(with: Array("yes".utf8)) })
    var torn = Array(sample.bytes.prefix(place + 40))
    torn[place] = 0
    let outcome = Self.salvaged(torn, adding: [])
    #expect(outcome.metadata.isEmpty)
    #expect(Reading(outcome.file.applied(to: torn)).entries == sample.entries)
  }

  @Test func whatIsNoMCAPFileIsForeignAndZerosAreNot() {
    #expect(Self.isForeign(Array("no recording".utf8)))
    #expect(!Self.isForeign([]))
    #expect(!Self.isForeign([UInt8](repeating: 0, count: 5000)))
    #expect(!Self.isForeign([0x89, 0x4D]))
  }

  @Test func itStopsWhereItIsToldTo() {
    var salvage = Salvage.open(MemorySource(SampleRecording(.zstd, messages: 40).bytes), library: "test")
    var asked = 0
    let isDone = salvage.scan {
      asked += 1
      return asked < 5
    }
    #expect(!isDone && asked == 5)
  }

  @Test func saysHowMuchOneChunkCovers() {
    let outcome = Self.salvaged(SampleRecording(.zstd, messages: 40).bytes, adding: [])
    // Four messages 10 ns apart a chunk; every third comes 25 ns early, so chunks end 40 ± 25 ns apart.
    #expect((40...65).contains(outcome.step))
  }

  // MARK: Tools

  private struct Outcome {
    var file: RepairedFile
    var isComplete: Bool
    var damagedChunks: Int
    var metadata: [Metadata]
    var sound: Int
    var tail: Int
    var step: UInt64
  }

  private static func isForeign(_ bytes: [UInt8]) -> Bool {
    let salvage = Salvage.open(MemorySource(bytes), library: "test")
    return salvage.isForeign
  }

  private static func salvaged(_ bytes: [UInt8], adding metadata: [Metadata]) -> Outcome {
    var salvage = Salvage.open(MemorySource(bytes), library: "test")
    let isDone = salvage.scan()
    precondition(isDone && !salvage.isForeign)
    let (sound, tail) = (salvage.soundLength, salvage.tailLength)
    let (isComplete, damaged, found, step) = (salvage.isComplete, salvage.damagedChunkCount, salvage.metadata, salvage.recentStep)
    let file = salvage.finish(adding: metadata)
    return Outcome(
      file: file, isComplete: isComplete, damagedChunks: damaged, metadata: found, sound: sound, tail: tail, step: step)
  }

  /// Where each Chunk record ends, without its indexes.
  private static func chunkEnds(_ bytes: [UInt8]) throws -> [Int] {
    try unsafe bytes.withUnsafeBytes { bytes in
      try unsafe IndexedReader(bytes).chunkIndexes.map { Int($0.chunkOffset + $0.chunkLength) }
    }
  }
}
