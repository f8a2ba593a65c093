import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// A disk that fails at any write, or is full at any byte: what was written stays readable, and the failure is told.
struct BrokenDiskTests {
  @Test func anErrorAtAnyWriteEndsTheFileAndNothingBeforeItIsLost() throws {
    let count = try Self.writesOfATake()
    for code in [ErrorCode.inputOutput, .noSpace] {
      for failing in 0..<count {
        let disk = SimulatedDisk()
        disk.change { $0.faults = [failing: .fails(code)] }
        let take = try ShortTake(on: disk)
        let snapshot = take.status.snapshot
        #expect(snapshot.problem != nil, "write \(failing)")
        guard let path = disk.files.keys.first else {
          // The head could not be written: no file is left that holds nothing.
          #expect(failing < Self.writesOfHead)
          continue
        }
        try Self.expectWhole(disk, path, failing: failing)
        // One error ends it properly, but for one in its end itself.
        if failing < count - 3 {
          #expect(path == ShortTake.name && WholeFile(disk.files[path] ?? []).metadata[RecordingFormat.stoppedName] != nil)
        }
      }
    }
  }

  @Test func aDiskThatIsDeadFromAnyWriteOnKeepsWhatItHas() throws {
    for failing in Self.writesOfHead..<(try Self.writesOfATake()) {
      let disk = SimulatedDisk()
      disk.change { $0.isDeadFrom = failing }
      let take = try ShortTake(on: disk)
      #expect(take.status.snapshot.problem != nil)
      #expect(Array(disk.files.keys) == [ShortTake.unfinished])
      disk.change { $0.isDeadFrom = .max }
      try Self.expectWhole(disk, ShortTake.unfinished, failing: failing)
    }
  }

  @Test func shortWritesAtAnyPlaceChangeNothing() throws {
    let disk = SimulatedDisk()
    _ = try ShortTake(on: disk)
    let whole = disk.files
    for failing in 0..<(try Self.writesOfATake()) {
      for length in [1, 37] {
        let other = SimulatedDisk()
        other.change { $0.faults = [failing: .short(length), failing + 1: .short(1)] }
        let take = try ShortTake(on: other)
        #expect(take.status.snapshot.problem == nil)
        let isSame = Self.withoutTimes(other.files) == Self.withoutTimes(whole)
        #expect(isSame, "write \(failing) took \(length) bytes only")
      }
    }
  }

  @Test func aSyncThatFailsEndsTheFileForItsBytesMayBeGone() throws {
    for failing in 0..<3 {
      let disk = SimulatedDisk()
      disk.change { $0.failingSyncs = [failing] }
      let take = try ShortTake(on: disk)
      guard case .system(let error) = take.status.snapshot.problem else {
        Issue.record("no problem was told")
        continue
      }
      #expect(error.operation == "bring to disk")
      let file = WholeFile(disk.files[ShortTake.name] ?? [])
      #expect(file.faults.isEmpty && file.unbroken == (failing + 1) * 3 * ShortTake.messagesOfChunk)
      #expect(file.metadata[RecordingFormat.stoppedName]?["reason"]?.contains("bring to disk") ?? false)
    }
  }

  /// From a disk without room for anything to one with room for all: the end of the file always has its place.
  @Test func howeverFullTheDiskIsTheFileHasItsEnd() throws {
    let disk = SimulatedDisk()
    _ = try ShortTake(on: disk)
    let length = disk.files[ShortTake.name]?.count ?? 0
    var stopped = 0
    for capacity in stride(from: 500, to: length + 8_000, by: 61) {
      let disk = SimulatedDisk()
      disk.change { $0.capacity = capacity }
      let take = try ShortTake(on: disk)
      guard let bytes = disk.files[ShortTake.name] else {
        #expect(disk.files.isEmpty, "\(capacity) B: a file has no end")
        guard case .system(let error) = take.status.snapshot.problem else {
          Issue.record("\(capacity) B: no problem was told")
          continue
        }
        #expect(error.code == .noSpace)
        continue
      }
      let file = WholeFile(bytes)
      #expect(file.faults.isEmpty, "\(capacity) B: \(file.faults)")
      #expect(file.unbroken == file.numbers.count)
      if take.status.snapshot.problem != nil {
        stopped += 1
        #expect(file.metadata[RecordingFormat.stoppedName]?["reason"]?.contains("No space left") ?? false, "\(capacity) B")
      } else {
        #expect(file.numbers.count == ShortTake.chunks * ShortTake.messagesOfChunk)
      }
    }
    #expect(stopped > 20)
  }

  @Test func aFileSystemThatCannotReserveIsWrittenToAllTheSame() throws {
    let disk = SimulatedDisk()
    disk.change { $0.canReserve = false }
    let take = try ShortTake(on: disk)
    #expect(take.status.snapshot.problem == nil)
    #expect(WholeFile(disk.files[ShortTake.name] ?? []).numbers.count == ShortTake.chunks * ShortTake.messagesOfChunk)
  }

  // MARK: What is looked at

  /// Header, schema, three channels, metadata, attachment.
  private static let writesOfHead = 7

  private static func writesOfATake() throws -> Int {
    let disk = SimulatedDisk()
    _ = try ShortTake(on: disk)
    return disk.writes
  }

  /// The times that the disk took stand in the file: they differ from run to run.
  private static func withoutTimes(_ files: [String: [UInt8]]) -> [String: [Int]] {
    files.mapValues { bytes in
      let file = WholeFile(bytes)
      return file.faults.isEmpty ? file.numbers : [-1]
    }
  }

  private static func expectWhole(_ disk: SimulatedDisk, _ path: String, failing: Int) throws {
    _ = try RecordingRepair(on: disk, version: "test", boot: "").repair(path, now: 1)
    let file = WholeFile(disk.files[ShortTake.name] ?? [])
    #expect(file.faults.isEmpty, "write \(failing): \(file.faults)")
    // Each write behind the head is a chunk, up to those of the end.
    let chunks = min(ShortTake.chunks, max(0, failing - writesOfHead))
    #expect(file.unbroken == chunks * ShortTake.messagesOfChunk, "write \(failing)")
  }
}
