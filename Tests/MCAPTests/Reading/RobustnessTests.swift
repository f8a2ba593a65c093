import Glibc
import MCAP
import Testing

/// A small generator whose whole state is its seed (SplitMix64, Steele et al.
///
/// 2014).
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// Files that are cut, changed or made of noise: no reader crashes, and what it gives is right or reported.
struct RobustnessTests {
  private static let kinds: [Compression?] = [nil, .uncompressed, .lz4, .zstd]

  /// The seed of this run: EXOCAP_SEED, or one that changes with the time.
  ///
  /// Printed, so that a run can be made again.
  private static let seed: UInt64 = {
    let given = unsafe getenv("EXOCAP_SEED").flatMap { unsafe UInt64(String(cString: $0)) }
    let seed = given ?? UInt64(time(nil))
    print("EXOCAP_SEED=\(seed)")
    return seed
  }()

  @Test(arguments: kinds)
  func everyCutIsReportedExactly(compression: Compression?) {
    let sample = SampleRecording(compression, messages: 10)
    let file = sample.bytes
    let borders = recordStarts(file)
    for cut in file.indices {
      let reading = Reading(Array(file[..<cut]))
      #expect(!reading.isIntact)
      #expect(reading.faults == [expectedFault(file, cut, borders)], "cut at \(cut)")
      #expect(sample.entries.starts(with: reading.entries), "cut at \(cut)")
      #expect(reading.validEnd <= cut)
    }
    #expect(Reading(file).faults == [])
  }

  /// What a reader must say of `file` cut at `cut`: by the places of its records, found by an independent walk.
  private func expectedFault(_ file: [UInt8], _ cut: Int, _ starts: [Int]) -> MCAPError {
    if cut < 8 { return .notMCAP }
    let end = file.count - 8
    if cut >= end { return .badClosingMagic(offset: end) }
    if starts.contains(cut) { return .unfinished(offset: cut) }
    let index = starts.lastIndex { $0 < cut } ?? 0
    let next = index + 1 < starts.count ? starts[index + 1] : end
    let needed = cut - starts[index] < 9 ? 9 : next - starts[index]
    return .truncated(opcode: file[starts[index]], offset: starts[index], needed: UInt64(needed), available: cut - starts[index])
  }

  private func recordStarts(_ file: [UInt8]) -> [Int] {
    var starts: [Int] = []
    var position = 8
    while position < file.count - 8 {
      starts.append(position)
      position += 9 + (0..<8).reduce(0) { $0 | Int(file[position + 1 + $1]) << ($1 * 8) }
    }
    return starts
  }

  @Test(arguments: kinds)
  func everyFlippedBitIsReportedOrHarmless(compression: Compression?) {
    let sample = SampleRecording(compression, messages: 3, perChunk: 2)
    let original = Reading(sample.bytes).records
    var file = sample.bytes
    var unnoticed = 0
    for bit in 0..<file.count * 8 {
      file[bit / 8] ^= 1 << UInt8(bit % 8)
      let reading = Reading(file)
      if reading.isIntact {
        unnoticed += 1
        #expect(reading.records == original, "bit \(bit) of byte \(bit / 8)")
      }
      exerciseIndex(file)
      file[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(unnoticed == 0, "every byte of such a file is under a checksum or has one right value")
  }

  @Test func noiseNeverCrashesAReader() {
    var generator = Generator(state: Self.seed)
    for _ in 0..<2_000 {
      let file = noise(&generator)
      #expect(!Reading(file).isIntact)
      exerciseIndex(file)
    }
  }

  @Test(arguments: kinds)
  func damagedFilesNeverCrashAReader(compression: Compression?) {
    var generator = Generator(state: Self.seed)
    let sample = SampleRecording(compression, messages: 40)
    for _ in 0..<300 {
      var file = sample.bytes
      for _ in 0..<Int.random(in: 1...8, using: &generator) { damage(&file, &generator) }
      let reading = Reading(file)
      if reading.isIntact { #expect(reading.entries == sample.entries) }
      exerciseIndex(file)
    }
  }

  /// Records of random kinds and lengths with random bodies behind a right start; lengths lie now and then.
  private func noise(_ generator: inout Generator) -> [UInt8] {
    var file = Framing.magic + [1, 8] + [UInt8](repeating: 0, count: 15)
    for _ in 0..<Int.random(in: 0...20, using: &generator) {
      let count = Int.random(in: 0...80, using: &generator)
      let stated = Int.random(in: 0..<20, using: &generator) == 0 ? generator.next() : UInt64(count)
      file.append(UInt8.random(in: 1...18, using: &generator))
      file += (0..<8).map { UInt8(truncatingIfNeeded: stated >> UInt64($0 * 8)) }
      // Mostly small numbers, so that lengths inside bodies are often plausible.
      file += (0..<count).map { _ in Bool.random(using: &generator) ? 0 : UInt8.random(in: 0...20, using: &generator) }
    }
    // Never a whole file: the last byte of the closing magic is wrong.
    return file + Framing.magic.dropLast() + [0]
  }

  private func damage(_ file: inout [UInt8], _ generator: inout Generator) {
    guard file.count > 16 else { return }
    let place = Int.random(in: 0..<file.count, using: &generator)
    let count = min(Int.random(in: 1...40, using: &generator), file.count - place)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: file[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: file.removeSubrange(place..<place + count)
    case 2: file.insert(contentsOf: file[place..<place + count], at: Int.random(in: 0...file.count, using: &generator))
    default: for index in place..<place + count { file[index] = 0 }
    }
  }

  /// Reads all that an index leads to; errors are fine, a crash is not.
  private func exerciseIndex(_ file: [UInt8]) {
    unsafe file.withUnsafeBytes { raw in
      guard let reader = unsafe try? IndexedReader(raw) else { return }
      for index in reader.attachmentIndexes { _ = try? reader.attachment(index) }
      for index in reader.metadataIndexes { _ = try? reader.metadata(index) }
      var messages = reader.messages()
      // A chunk that cannot be read throws once, so this ends.
      for _ in 0..<10_000 {
        do throws(MCAPError) {
          guard let message = try messages.next() else { return }
          _ = message.payloadCopy
        } catch {
          continue
        }
      }
      Issue.record("the merge does not end")
    }
  }
}
