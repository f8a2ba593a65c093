import ExocapCore
import Testing

@Suite struct CheckpointTests {
  /// A part of the core as every one looks: fields in order, one method both ways.
  struct Part: Equatable {
    var count: UInt32 = 0
    var angle: Double = 0
    var isHeld = false

    mutating func checkpoint(_ archive: inout CheckpointArchive) {
      archive.section(0x5452_4150, version: 3)
      archive.field(&count)
      archive.field(&angle)
      archive.field(&isHeld)
    }
  }

  static func saved(_ part: Part) -> [UInt8] {
    var archive = CheckpointArchive()
    var copy = part
    archive.beginWriting()
    copy.checkpoint(&archive)
    return unsafe Array(archive.contents)
  }

  /// Restores into a part that differs everywhere.
  static func restored(_ bytes: [UInt8]) -> (part: Part, failure: CheckpointFailure?, isComplete: Bool) {
    var archive = CheckpointArchive()
    var part = Part(count: 99, angle: 99, isHeld: false)
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    part.checkpoint(&archive)
    return (part, archive.failure, archive.isComplete)
  }

  @Test func whatIsSavedIsRestoredBitForBit() {
    let part = Part(count: 0xDEAD_BEEF, angle: -0.1, isHeld: true)
    let (copy, failure, isComplete) = Self.restored(Self.saved(part))
    #expect(copy == part)
    #expect(failure == nil)
    #expect(isComplete)
  }

  @Test func theLayoutIsFixed() {
    let bytes = Self.saved(Part(count: 0x0403_0201, angle: 1.0, isHeld: true))
    #expect(bytes == Array("PART".utf8) + [3, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 1])
  }

  @Test func aNaNKeepsItsPayload() {
    let (copy, _, _) = Self.restored(Self.saved(Part(count: 0, angle: Double(bitPattern: 0x7FF8_0000_0000_1234), isHeld: true)))
    #expect(copy.angle.bitPattern == 0x7FF8_0000_0000_1234)
  }

  @Test func anUnknownVersionIsNamed() {
    var bytes = Self.saved(Part())
    bytes[4] = 2
    let (_, failure, isComplete) = Self.restored(bytes)
    #expect(failure?.tag == 0x5452_4150 && failure?.foundTag == 0x5452_4150)
    #expect(failure?.version == 3 && failure?.foundVersion == 2)
    #expect(!isComplete)
  }

  @Test func anUnknownSectionIsNamed() {
    var bytes = Self.saved(Part())
    bytes[0] = 0x58
    let (_, failure, _) = Self.restored(bytes)
    #expect(failure?.foundTag == 0x5452_4158)
  }

  @Test func everyShortInputFails() {
    let bytes = Self.saved(Part(count: 1, angle: 2, isHeld: true))
    for length in 0..<bytes.count {
      let (_, failure, isComplete) = Self.restored(Array(bytes.prefix(length)))
      #expect(failure != nil)
      #expect(!isComplete)
    }
  }

  @Test func leftOverBytesAreNotComplete() {
    let (_, failure, isComplete) = Self.restored(Self.saved(Part()) + [0])
    #expect(failure == nil)
    #expect(!isComplete)
  }

  /// A flipped bit may make a byte that is no Bool and no case: it must not become a value.
  @Test func aByteThatIsNoValueFails() {
    var bytes = Self.saved(Part())
    bytes[18] = 2
    let (_, failure, isComplete) = Self.restored(bytes)
    #expect(failure?.tag == 0x5452_4150 && failure?.foundVersion == 3)
    #expect(!isComplete)
  }

  @Test(arguments: SampleKind.allCases) func anEnumIsItsRawValue(kind: SampleKind) {
    var archive = CheckpointArchive()
    archive.beginWriting()
    var saved = kind
    archive.field(&saved)
    let bytes = unsafe Array(archive.contents)
    #expect(bytes == [kind.rawValue])
    var restored = SampleKind.lease
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    archive.field(&restored)
    #expect(restored == kind)
    unsafe [UInt8(200)].withUnsafeBytes { unsafe archive.beginReading($0) }
    archive.field(&restored)
    #expect(restored == kind)
    #expect(archive.failure != nil)
  }

  @Test func afterAFailureNothingMoreIsRestored() {
    var bytes = Self.saved(Part(count: 7, angle: 7, isHeld: true))
    bytes[4] = 9
    let (part, _, _) = Self.restored(bytes)
    #expect(part == Part(count: 99, angle: 99, isHeld: false))
  }

  @Test func anArchiveIsUsedAgain() {
    var archive = CheckpointArchive()
    for count in 1...3 {
      var part = Part(count: UInt32(count), angle: 0, isHeld: false)
      archive.beginWriting()
      part.checkpoint(&archive)
      let size = archive.count
      #expect(size == 19)
    }
  }

  @Test func moreThanTheCapacityTraps() async {
    await #expect(processExitsWith: .failure) {
      var archive = CheckpointArchive()
      archive.beginWriting()
      var vector = JointVector.zero
      for _ in 0..<129 { archive.field(&vector) }
    }
  }
}
