import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import MCAP
import Testing

@testable import ExocapCatalog

@Suite struct EpisodeIndexTests {
  private func index(_ folder: TestFolder) throws -> EpisodeIndex {
    try EpisodeIndex(folder: folder.path, path: folder.path + "/.catalog.sqlite")
  }

  @Test func aRowSaysWhatTheFilesSay() throws {
    let folder = try TestFolder()
    var made = MadeRecording()
    made.objects = ["cup", "jug, large"]
    made.verdict = ["verdict": "bad", "reasons": "[\"gaps of left_arm\"]"]
    try made.write(into: folder.path)
    try made.decide([JSONMember("decision", "kept"), JSONMember("outcome", "failure"), JSONMember("cause", "dropped it")], in: folder.path)
    let index = try index(folder)
    #expect(try index.update(hashes: true) == .init(episodes: 1, read: 1, hashed: 1))
    let rows = try index.episodes(EpisodeFilter())
    let row = try #require(rows.first)
    let expected: JSONValue = [
      "episode": .string("\(made.id)"), "state": "whole", "day": "2026-11-23",
      "began_utc_ns": .integer(MadeRecording.midnight + 3_600_000_000_000),
      "seconds": .number(60), "engaged_s": .number(40), "ticks": 30_000, "lost_records": 2, "task": "door", "operator": "kim",
      "consent": "form-2", "scene": "", "objects": ["cup", "jug, large"], "rig": "demo", "robots": ["unitree-g1"], "exocap": "0.1.0",
      "decision": "kept", "reason": "", "label": "", "decided_utc_ns": 1_795_400_000_000_000_000, "outcome": "failure",
      "cause": "dropped it",
      "verdict": "bad", "reasons": ["gaps of left_arm"], "problems": [], "cameras": [],
    ]
    guard case .object(let members) = expected else { return }
    for member in members { #expect(row.document[member.name] == member.value, "\(member.name)") }
    let file = try #require(row["file"].text)
    #expect(Int64(FileStatus(of: file)?.size ?? 0) == row["bytes"].integer)
    // sha256sum(1) of coreutils.
    guard var sum = Program(["sha256sum", file]) else { return Requirement.skip("no sha256sum(1)") }
    let line = sum.line()
    #expect(line?.hasPrefix(row.text("sha256") + "  ") == true && row.text("sha256").count == 64)
  }

  @Test func onlyWhatChangedIsReadAgain() throws {
    let folder = try TestFolder()
    let made = [MadeRecording(), MadeRecording(), MadeRecording()]
    for recording in made { try recording.write(into: folder.path) }
    let index = try index(folder)
    #expect(try index.update(hashes: false).read == 3)
    #expect(try index.update(hashes: false) == .init(episodes: 3))
    // A decision, a file that grew, a file that is gone, a new one.
    try made[0].decide([JSONMember("decision", "kept")], in: folder.path)
    try Files.remove("\(folder.path)/2026-11-23/\(made[1].id).mcap")
    var longer = made[2]
    longer.facts["scene"] = "kitchen"
    try longer.write(into: folder.path)
    try MadeRecording().write(into: folder.path)
    #expect(try index.update(hashes: false) == .init(episodes: 3, read: 3, gone: 1))
    #expect(try index.episodes(EpisodeFilter()).map { $0.text("scene") }.filter { !$0.isEmpty } == ["kitchen"])
    // Another life of the tool finds everything as it was.
    #expect(try self.index(folder).update(hashes: false) == .init(episodes: 3))
  }

  @Test func theIndexHoldsNothingThatIsNotInTheFiles() throws {
    let folder = try TestFolder()
    for number in 0..<5 {
      var made = MadeRecording()
      made.beginsAfter = Int64(number) * 60_000_000_000
      try made.write(into: folder.path)
      if number % 2 == 0 { try made.decide([JSONMember("label", .string("number \(number)"))], in: folder.path) }
    }
    let index = try index(folder)
    _ = try index.update(hashes: true)
    let before = try index.episodes(EpisodeFilter()).map(\.document)
    let rebuilt = try index.rebuild()
    #expect(rebuilt == .init(episodes: 5, read: 5, hashed: 5))
    #expect(try index.episodes(EpisodeFilter()).map(\.document) == before)
    // Deleted, or no index any more: it is made anew.
    try Files.writeAtomically(
      "this is no database, but it is long enough to look like one from far away", to: folder.path + "/.catalog.sqlite")
    let again = try self.index(folder)
    _ = try again.update(hashes: true)
    #expect(try again.episodes(EpisodeFilter()).map(\.document) == before)
  }

  @Test func whatIsBeingWrittenIsListedLater() throws {
    let folder = try TestFolder()
    let made = MadeRecording()
    try made.write(into: folder.path, part: true)
    let index = try index(folder)
    #expect(try index.update(hashes: true) == .init(episodes: 1, running: 1))
    let part = "\(folder.path)/2026-11-23/\(made.id).mcap.part"
    guard var touch = Program(["touch", "-d", "-1 minute", part]) else { return Requirement.skip("no touch(1)") }
    _ = touch.status()
    #expect(try index.update(hashes: true) == .init(episodes: 1, read: 1, hashed: 1))
  }

  @Test func filtersMustAllBeMet() throws {
    let folder = try TestFolder()
    var door = MadeRecording()
    door.verdict = ["verdict": "good"]
    door.objects = ["cup"]
    var pour = MadeRecording()
    pour.day = "2026-11-24"
    pour.facts = ["operator": "lou", "task": "pour", "rig": "lab", "scene": "kitchen", "consent": "form-3"]
    pour.robot = "unitree-h1-2"
    for made in [door, pour] { try made.write(into: folder.path) }
    try pour.decide([JSONMember("decision", "discarded"), JSONMember("outcome", "success")], in: folder.path)
    let index = try index(folder)
    _ = try index.update(hashes: false)
    func count(_ change: (inout EpisodeFilter) -> Void) throws -> [String] {
      var filter = EpisodeFilter()
      change(&filter)
      return try index.episodes(filter).map { $0.text("task") }
    }
    #expect(try count { _ in } == ["door", "pour"])
    #expect(try count { $0.task = "door" } == ["door"])
    #expect(try count { $0.operatorName = "lou" } == ["pour"])
    #expect(try count { ($0.operatorName, $0.task) = ("lou", "door") } == [])
    #expect(try count { $0.rig = "lab" } == ["pour"])
    #expect(try count { $0.robot = "unitree-h1-2" } == ["pour"])
    #expect(try count { $0.consent = "form-2" } == ["door"])
    #expect(try count { $0.scene = "kitchen" } == ["pour"])
    #expect(try count { $0.object = "cup" } == ["door"])
    #expect(try count { $0.verdict = "good" } == ["door"])
    #expect(try count { $0.verdict = "none" } == ["pour"])
    #expect(try count { $0.outcome = "success" } == ["pour"])
    #expect(try count { $0.decision = "undecided" } == ["door"])
    #expect(try count { $0.state = "torn" } == [])
    #expect(try count { $0.since = "2026-11-24" } == ["pour"])
    #expect(try count { $0.until = "2026-11-23" } == ["door"])
    #expect(try count { $0.hasCamera = true } == [])
    // What people type is no SQL.
    #expect(try count { $0.task = "' OR 1 = 1 --" } == [])
  }

  /// Sums by hand: kim gave 60 + 60 s on the 23rd, of which one was discarded, and 30 s on the 24th; 40 s of each were engaged.
  @Test func hoursAreSumsByOperatorDayAndTask() throws {
    let folder = try TestFolder()
    var all = (0..<4).map { _ in MadeRecording() }
    all[1].facts["consent"] = "form-3, signed"
    (all[2].day, all[2].seconds) = ("2026-11-24", 30)
    all[3].facts["operator"] = "lou"
    for made in all { try made.write(into: folder.path) }
    try all[1].decide([JSONMember("decision", "discarded")], in: folder.path)
    let index = try index(folder)
    _ = try index.update(hashes: false)
    var filter = EpisodeFilter()
    filter.operatorName = "kim"
    let rows = try index.hours(filter)
    #expect(rows.map(\.day) == ["2026-11-23", "2026-11-24"] && rows.allSatisfy { $0.operatorName == "kim" && $0.task == "door" })
    #expect(rows.map(\.episodes) == [2, 1] && rows.map(\.kept) == [1, 1] && rows.map(\.purged) == [0, 0])
    #expect(rows.map(\.recorded) == [120, 30] && rows.map(\.engaged) == [80, 40] && rows.map(\.keptTime) == [60, 30])
    #expect(rows.first?.consents.sorted() == ["form-2", "form-3, signed"])
    #expect(try index.hours(EpisodeFilter()).map(\.operatorName) == ["kim", "kim", "lou"])
  }

  /// A purge leaves the sidecar, and with it the hours.
  @Test func hoursOfDeletedRecordingsStay() throws {
    let folder = try TestFolder()
    let id = EpisodeID.random()
    var sidecar = EpisodeSidecar(episode: id)
    sidecar.change([JSONMember("decision", "discarded")], at: 5)
    sidecar.note("recording", ["operator": "kim", "task": "door", "length_ns": 90_000_000_000, "engaged_ns": 60_000_000_000])
    sidecar.note("purged_utc_ns", 6)
    try Files.makeFolders(folder.path + "/discarded/2026-11-23")
    try sidecar.write(to: folder.path + "/discarded/2026-11-23/\(id).decision.json")
    let index = try index(folder)
    _ = try index.update(hashes: true)
    let row = try #require(try index.hours(EpisodeFilter()).first)
    #expect(row.recorded == 90 && row.engaged == 60 && row.keptTime == 0 && row.purged == 1 && row.day == "2026-11-23")
    #expect(try index.episodes(EpisodeFilter()).first?.text("state") == "purged")
  }

  @Test func camerasStandWithTheirEpisode() throws {
    let folder = try TestFolder()
    let made = MadeRecording()
    try made.write(into: folder.path)
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: "test"))
    writer.write(Schema(id: 1, name: "foxglove.CompressedImage", encoding: "jsonschema", definition: []))
    writer.write(Channel(id: 1, schemaID: 1, topic: "/camera", messageEncoding: "json"))
    let payload: [UInt8] = [0x7B, 0x7D]
    for number in 0..<5 as Range<UInt64> where number != 2 {
      writer.write(
        channel: 1, sequence: 0, logTime: number * 100_000_000, publishTime: number * 100_000_000, payload: unsafe payload.span.bytes)
    }
    let facts = ["episode": made.id.description, "frames_expected": "5", "clock_pairs": "[[1,2]]"]
    writer.write(Metadata(name: "exocap_camera", entries: facts))
    writer.finish()
    let bytes = writer.sink.bytes
    try Files.writeAtomically(bytes.span, to: "\(folder.path)/2026-11-23/\(made.id).wrist.mcap")
    let index = try index(folder)
    #expect(try index.update(hashes: true).hashed == 2)
    var filter = EpisodeFilter()
    filter.hasCamera = true
    let camera = try #require(try index.episodes(filter).first?.cameras.first)
    #expect(camera["camera"] == "wrist" && camera["images"] == 4 && camera["expected"] == 5 && camera["gaps"] == 1)
    #expect(camera["longest_gap_s"] == .number(0.2) && camera["clock_pairs"] == 1 && camera["clock_residual_s"] == .null)
    #expect(camera["sha256"].text == ExocapCatalog.SHA256.hex(bytes.span))
  }

  @Test func aFolderThatCannotBeReadIsNamed() throws {
    let folder = try TestFolder()
    let index = try EpisodeIndex(folder: folder.path + "/none", path: folder.path + "/index.sqlite")
    let error = #expect(throws: CatalogError.self) { try index.update(hashes: false) }
    #expect(error?.description.contains(folder.path + "/none") == true)
  }

  @Test func theIndexLiesInTheFolderOrInTheCache() throws {
    let folder = try TestFolder()
    #expect(EpisodeIndex.usualPath(folder: folder.path, cache: "/c") == folder.path + "/.catalog.sqlite")
    #expect(EpisodeIndex.usualPath(folder: "/proc/self", cache: "/c").hasPrefix("/c/exocap/proc-"))
  }
}
