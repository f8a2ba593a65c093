import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// Real recordings on real disks: torn, repaired in place, replayed.
struct RecordingRepairTests {
  private static let now: Int64 = 1_800_000_000_000_000_000

  private static func tool(boot: String = "") -> RecordingRepair { RecordingRepair(on: SystemDisk(), version: "0.1.0-test", boot: boot) }

  @Test func aTornRecordingIsWholeAgainAndReplaysAndSaysWhatIsMissing() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    let all = ReplayFile.check(try Recording(path: recorded.file.path), rig: SmallRig.rig).report.ticks
    let path = folder.path + "/torn.mcap.part"
    for share in [3, 5, 7] {
      try Files.writeAtomically(Array(whole.prefix(whole.count * share / 8)).span, to: path)
      let before = ReplayFile.check(try Recording(path: path), rig: SmallRig.rig).report
      guard case .recovered(let name, let recovery) = try Self.tool().repair(path, now: Self.now) else {
        Issue.record("it was torn")
        return
      }
      #expect(name == folder.path + "/torn.mcap" && !Files.exists(path))
      // Chunks are closed after 100 ms, and the drain looks every 5 ms.
      #expect(recovery.lostTail >= .milliseconds(100) && recovery.lostTail <= .milliseconds(115), "\(recovery.lostTail)")
      // Cut in the indexes of a chunk nothing of it is cut off; in a chunk, less than one of them.
      #expect(recovery.tailBytesCut >= 0 && recovery.tailBytesCut < whole.count / 8)
      #expect(recovery.recoveredAt == Self.now && recovery.version == "0.1.0-test")
      let recording = try Recording(path: name)
      #expect(recording.damage == nil && recording.closing == nil)
      #expect(recording.recovery == recovery)
      let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
      #expect(outcome.isFaithful && outcome.report.ticks == before.ticks && outcome.report.ticks < all, "\(outcome.text)")
      #expect(outcome.text.contains("ms are missing"))
      #expect(outcome.damages.map(\.isTorn) == [true])
      try Files.remove(name)
    }
  }

  @Test func aWholeFileIsLeftAloneAndOnlyGetsItsName() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    #expect(try Self.tool().repair(recorded.file.path, now: Self.now) == .whole(path: recorded.file.path))
    try Files.rename(recorded.file.path, to: recorded.file.path + ".part")
    #expect(try Self.tool().repair(recorded.file.path + ".part", now: Self.now) == .whole(path: recorded.file.path))
    #expect(try Files.contents(of: recorded.file.path, atMost: 1 << 26) == whole)
  }

  @Test func aFileThatLacksItsSummaryOnlyLosesNothing() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    let path = folder.path + "/torn.mcap"
    try Files.writeAtomically(Array(whole.dropLast(400)).span, to: path)
    guard case .recovered(_, let recovery) = try Self.tool().repair(path, now: Self.now) else {
      Issue.record("it was torn")
      return
    }
    #expect(recovery.lostTail == .zero)
    let outcome = ReplayFile.check(try Recording(path: path), rig: SmallRig.rig)
    #expect(outcome.damages.isEmpty && outcome.report.isIdentical)
    #expect(try Recording(path: path).closing != nil)
  }

  @Test func whatTheRepairPassesOverIsTold() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    var bytes = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    bytes[bytes.count / 2] ^= 0x10
    let path = folder.path + "/damaged.mcap"
    try Files.writeAtomically(bytes.span, to: path)
    guard case .recovered(_, let recovery) = try Self.tool().repair(path, now: Self.now) else {
      Issue.record("it was damaged")
      return
    }
    #expect(recovery.damagedChunks == 1)
    let outcome = ReplayFile.check(try Recording(path: path), rig: SmallRig.rig)
    #expect(outcome.isFaithful && outcome.report.skipped > 0, "\(outcome.text)")
    #expect(outcome.text.contains("left out when the file was repaired"))
  }

  @Test func afterARebootMoreIsMissing() throws {
    let disk = SimulatedDisk()
    _ = try ShortTake(on: disk)
    let torn = CrashState(disk.calls.prefix(14)).files
    var tails: [Interval] = []
    for boot in ["one", "two", ""] {
      let outcome = try RecordingRepair(on: SimulatedDisk(torn), version: "test", boot: boot).repair(ShortTake.unfinished, now: 1)
      if case .recovered(_, let recovery) = outcome { tails.append(recovery.lostTail) }
    }
    // A chunk of twelve messages 8 ms apart; the file was written in the boot "one".
    #expect(tails == [.milliseconds(100), .milliseconds(350), .milliseconds(100)])
  }

  @Test func whatIsNotOursIsRefusedAndNotTouched() throws {
    let folder = try TestFolder()
    let path = folder.path + "/a.mcap.part"
    try Files.writeAtomically("no recording at all", to: path)
    #expect { try Self.tool().repair(path, now: 0) } throws: { "\($0)".contains("an MCAP file that exocap wrote") }
    #expect(try Files.contents(of: path, atMost: 100) == Array("no recording at all".utf8))
    #expect { try Self.tool().repair(folder.path + "/none", now: 0) } throws: { "\($0)".contains("cannot open") }
    try Files.writeAtomically("in its place", to: folder.path + "/a.mcap")
    #expect { try Self.tool().repair(path, now: 0) } throws: { "\($0)".contains("EEXIST") }
  }

  @Test func aFileThatIsBeingWrittenIsLeftAlone() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder.path)
    bench.begin(at: session.now)
    session.run(milliseconds: 400) { bench.drain($0) }
    let path = bench.status.snapshot.path.map { $0 + ".part" } ?? ""
    #expect { try Self.tool().repair(path, now: 0) } throws: { "\($0)".contains("another process has it") }
    let file = try #require(bench.finish(session))
    #expect(file.problem == nil)
  }

  @Test func aSweepFindsWhatIsUnfinishedAndTellsOfEach() throws {
    let disk = SimulatedDisk()
    _ = try ShortTake(on: disk)
    let torn = Array((disk.files[ShortTake.name] ?? []).dropLast(900))
    let files = [
      "r/2026-03-04/a.mcap.part": torn, "r/2026-03-04/b.mcap": torn, "r/2026-03-05/c.mcap.part": Array("none".utf8),
      "r/discarded/2026-03-04/d.mcap.part": torn,
    ]
    let folder = try TestFolder()
    for (name, bytes) in files {
      try Files.makeFolders(folder.path + "/" + Files.folder(of: name))
      try Files.writeAtomically(bytes.span, to: folder.path + "/" + name)
    }
    let sweep = RecordingSweep(folder.path + "/r", on: SystemDisk())
    #expect(sweep.paths.map { Files.name(of: $0) } == ["a.mcap.part", "c.mcap.part", "d.mcap.part"])
    var told: [Bool] = []
    sweep.run(Self.tool(), now: { Self.now }, while: { true }) { told.append((try? $0.get()) != nil) }
    #expect(told == [true, false, true])
    #expect(RecordingSweep(folder.path + "/r", on: SystemDisk()).paths.map { Files.name(of: $0) } == ["c.mcap.part"])
    var asked = 0
    sweep.run(Self.tool(), now: { Self.now }, while: { false }) { _ in asked += 1 }
    #expect(asked == 0)
  }
}
