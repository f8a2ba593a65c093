import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

struct RecordingCutTests {
  /// A world with faults and stalls, recorded once for all tests that only read it.
  private static let folder = try? TestFolder()
  private static let shared: String? = folder.flatMap { folder in
    try? RecordedWorld.record(into: folder.path, seed: 11) { $0.duration = .seconds(5) }
  }

  private func open() throws -> Recording { try Recording(path: #require(Self.shared)) }

  private func cut(
    _ recording: Recording, _ from: Double, _ to: Double?, into folder: TestFolder, name: String = "cut"
  ) throws -> CutOutcome {
    try RecordingCut.cut(
      recording, from: .seconds(rounding: from), to: to.map { .seconds(rounding: $0) }, into: "\(folder.path)/\(name).mcap",
      version: "0.1.0-test")
  }

  /// Everything that must hold of a cut, whatever it was cut of.
  private func expectWhole(_ outcome: CutOutcome, _ comment: String) throws {
    let recording = try Recording(path: outcome.path)
    let replay = ReplayFile.check(recording, rig: try recording.loadRig())
    let isIdentical = replay.report.isIdentical
    #expect(isIdentical, "\(comment): \(replay.text)")
    #expect(UInt64(replay.report.ticks) == outcome.ticks, "\(comment)")
    let report = try RecordingCheck.check(outcome.path)
    #expect(report.findings == [], "\(comment)")
    #expect(report.ticks == outcome.ticks && report.messages == outcome.messages, "\(comment)")
    #expect(Files.exists(outcome.path + ".part") == false)
  }

  @Test func aCutReplaysBitForBitAndIsWhole() throws {
    let folder = try TestFolder()
    let recording = try open()
    let outcome = try cut(recording, 2.5, 3.5, into: folder)
    try expectWhole(outcome, "2.5 to 3.5 s")
    // The loop's checkpoint at or before 2.5 s: there is one a second at least. The last tick at or before 3.5 s, 500 a second.
    #expect(outcome.begins <= 2.5 && outcome.begins > 0.9)
    #expect(outcome.ends > 3.45 && outcome.ends < 3.7)
    let part = try Recording(path: outcome.path)
    #expect(part.episode == outcome.episode && part.episode != recording.episode)
    #expect(part.run == recording.run && part.facts["label"] == recording.facts["label"])
    #expect(part.attachments == recording.attachments)
    #expect(part.closing?["ticks"] == "\(outcome.ticks)")
    #expect(outcome.size < recording.size)
    // Times begin anew.
    var first = Double.infinity
    part.read(topics: { $0 == "/command/g1/limited" }) { first = min(first, $0.time) }
    #expect(first >= 0 && first < 1.1)
  }

  @Test func ticksAndSamplesOfACutAreThoseOfTheWhole() throws {
    let folder = try TestFolder()
    let recording = try open()
    let part = try Recording(path: cut(recording, 2, 3, into: folder).path)
    var whole: [[UInt8]: Int] = [:]
    let stream = recording.tap(of: .robot(RobotID(0)))
    while let record = stream.take() { whole[record.bytes, default: 0] += 1 }
    let ticks = part.tap(of: .robot(RobotID(0)))
    var count = 0
    while let record = ticks.take() {
      #expect(whole[record.bytes] != nil)
      count += record.kind == .tick ? 1 : 0
    }
    #expect(count > 450)
    for device in 0..<recording.deviceCount {
      var samples: Set<[UInt8]> = []
      let all = recording.tap(of: .device(DeviceID(device)))
      while let record = all.take() { if record.kind == .sample { samples.insert(record.bytes) } }
      let kept = part.tap(of: .device(DeviceID(device)))
      while let record = kept.take() { if record.kind == .sample { #expect(samples.contains(record.bytes)) } }
    }
  }

  @Test func cutAnywhereItIsWhole() throws {
    let folder = try TestFolder()
    let recording = try open()
    var random = SeededGenerator.printed()
    for number in 0..<4 {
      let from = Double.random(in: 0..<4.5, using: &random)
      let to = number % 4 == 0 ? nil : from + Double.random(in: 0.05..<1, using: &random)
      try expectWhole(cut(recording, from, to, into: folder, name: "\(number)"), "\(from) to \(to ?? .infinity) s")
    }
  }

  @Test func aCutOfACutIsACut() throws {
    let folder = try TestFolder()
    let first = try cut(open(), 1, 3, into: folder, name: "first")
    let second = try cut(Recording(path: first.path), 0.8, 1.6, into: folder, name: "second")
    try expectWhole(second, "second")
    #expect(second.ticks < first.ticks)
  }

  @Test func allOfAFileIsACutToo() throws {
    let folder = try TestFolder()
    let recording = try open()
    let outcome = try cut(recording, 0, nil, into: folder)
    try expectWhole(outcome, "all")
    #expect(recording.closing?["ticks"] == "\(outcome.ticks)")
  }

  @Test func gapsStayGaps() throws {
    let folder = try TestFolder()
    let path = try RecordedWorld.record(into: folder.path, seed: 12) { options in
      options.tapBytes = 1 << 15
      options.hasStalls = true
    }
    let recording = try Recording(path: path)
    let whole = ReplayFile.check(recording, rig: try recording.loadRig()).report
    let outcome = try cut(recording, 0, 2, into: folder)
    let part = try Recording(path: outcome.path)
    let replay = ReplayFile.check(part, rig: try part.loadRig()).report
    // What can be replayed of the whole lies before its first gap.
    #expect(whole.identical > 0 && replay.identical == whole.identical)
    #expect(replay.differenceCount == 0)
    #expect(replay.skipped > 0 && replay.identical + replay.skipped == replay.ticks)
    let report = try RecordingCheck.check(outcome.path)
    #expect(report.isGood, "\(report.findings)")
    #expect(report.lostRecords > 0)
  }

  @Test func aTornFileIsCutAsFarAsItGoesAndADamagedOneIsRefused() throws {
    let folder = try TestFolder()
    let bytes = try Files.contents(of: #require(Self.shared), atMost: 1 << 28)
    try Files.writeAtomically(Array(bytes[..<(bytes.count / 2)]).span, to: folder.path + "/torn.mcap.part")
    let torn = try Recording(path: folder.path + "/torn.mcap.part")
    try expectWhole(cut(torn, 1, 2, into: folder, name: "of torn"), "of torn")
    var damaged = bytes
    damaged[bytes.count / 2] ^= 0x10
    try Files.writeAtomically(damaged.span, to: folder.path + "/damaged.mcap")
    let recording = try Recording(path: folder.path + "/damaged.mcap")
    #expect { try self.cut(recording, 1, 2, into: folder, name: "of damaged") } throws: { "\($0)".contains("a cut would hide that") }
    #expect(!Files.exists(folder.path + "/of damaged.mcap") && !Files.exists(folder.path + "/of damaged.mcap.part"))
  }

  @Test func nothingIsOverwrittenAndNothingIsCutOfNothing() throws {
    let folder = try TestFolder()
    let recording = try open()
    _ = try cut(recording, 1, 2, into: folder)
    #expect { try self.cut(recording, 1, 2, into: folder) } throws: { "\($0)".contains("is there already") }
  }
}
