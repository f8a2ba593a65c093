import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

/// Whole exports: what is made, what is left out, what is said, and what other programs find in it.
struct ExporterTests {
  static func settings(_ target: ExportTarget, _ folder: String, fps: Int = 10) -> ExportSettings {
    var settings = ExportSettings(target: target, folder: folder, version: "test")
    settings.fps = fps
    return settings
  }

  static func export(_ settings: ExportSettings, _ paths: [String]) throws -> ExportReport {
    try Exporter(ExportPlan(settings, paths: paths)).run { _ in }
  }

  /// Three takes of two tasks, the second with everything that goes wrong.
  static func takes(in folder: String) throws -> [String] {
    var random = SeededGenerator.printed()
    var second = MadeRecording.rough(&random)
    (second.label, second.began, second.episode) = ("close it", 1_700_000_100, "22222222-2222-4333-8444-555555555555")
    var third = MadeRecording.simple()
    (third.began, third.episode) = (1_700_000_200, "33333333-2222-4333-8444-555555555555")
    // Names in another order than the takes: they come into the data set as they were recorded.
    return [
      try MadeRecording.simple().write(to: folder + "/2023-11-14/c.mcap"), try second.write(to: folder + "/2023-11-14/b.mcap"),
      try third.write(to: folder + "/2023-11-15/a.mcap"),
    ]
  }

  @Test(arguments: [ExportTarget.lerobotV3, .lerobotV21])
  func everyRuleOfTheLoaderHoldsAndValuesAreTheRecordings(target: ExportTarget) throws {
    let folder = try TestFolder()
    let takes = try Self.takes(in: folder.path + "/recordings")
    let report = try Self.export(Self.settings(target, folder.path + "/out", fps: 50), [folder.path + "/recordings"])
    #expect(report.episodes == 3 && report.omissions.isEmpty)
    #expect(report.notes.contains { $0.hasPrefix("b.mcap: state: ") && $0.contains("gaps of more than") })
    #expect(report.notes.contains("b.mcap: state: 1 samples not later than the one before, left out"))
    guard let python = Peer.python else { return Peer.skip() }
    let script = Peer.script("check_dataset.py")
    #expect(try Peer.run([python, script, "lerobot", folder.path + "/out"]).last == "all hold")
    #expect(try Peer.run([python, script, "values", folder.path + "/out"] + takes).last == "all hold")
  }

  @Test func fullFilesAreClosedAndOthersBegun() throws {
    let folder = try TestFolder()
    let takes = try Self.takes(in: folder.path + "/recordings")
    let plan = try ExportPlan(Self.settings(.lerobotV3, folder.path + "/out"), paths: takes)
    _ = try Exporter(plan, format: LeRobotV3(plan, fileLimit: 1)).run { _ in }
    #expect(try Files.list(folder.path + "/out/data/chunk-000") == ["file-000.parquet", "file-001.parquet", "file-002.parquet"])
    guard let python = Peer.python else { return Peer.skip() }
    let script = Peer.script("check_dataset.py")
    #expect(try Peer.run([python, script, "lerobot", folder.path + "/out"]).last == "all hold")
  }

  @Test(arguments: [ExportTarget.parquet, .csv])
  func tablesHaveTheRecordingsOwnNumbers(target: ExportTarget) throws {
    let folder = try TestFolder()
    let takes = try Self.takes(in: folder.path + "/recordings")
    _ = try Self.export(Self.settings(target, folder.path + "/out", fps: 100), [folder.path + "/recordings"])
    let ending = target == .csv ? "csv" : "parquet"
    #expect(
      try Files.list(folder.path + "/out")
        == ["episode_000000.\(ending)", "episode_000001.\(ending)", "episode_000002.\(ending)", "episodes.\(ending)", "info.json"])
    guard let python = Peer.python else { return Peer.skip() }
    let script = Peer.script("check_dataset.py")
    for (index, take) in takes.enumerated() {
      #expect(try Peer.run([python, script, "table", "\(folder.path)/out/episode_00000\(index).\(ending)", take]).last == "all hold")
    }
  }

  @Test func badEpisodesAreLeftOutOrMarked() throws {
    let folder = try TestFolder()
    var paths: [String] = []
    for (index, word) in ["good", "check", "bad", nil].enumerated() {
      var take = MadeRecording.simple()
      take.began += index
      take.episode = "1111111\(index)-2222-4333-8444-555555555555"
      take.verdict = word.map { ["verdict": $0, "reasons": "\($0) for a reason"] }
      paths.append(try take.write(to: "\(folder.path)/\(index).mcap"))
    }
    var settings = Self.settings(.csv, folder.path + "/all")
    let report = try Self.export(settings, paths)
    #expect(report.episodes == 3)
    #expect(report.omissions == [.init(path: paths[2], reason: "its verdict is bad: bad for a reason", isChoice: true)])
    (settings.folder, settings.choice) = (folder.path + "/good", .good)
    #expect(try Self.export(settings, paths).episodes == 1)
    (settings.folder, settings.choice, settings.includeBad) = (folder.path + "/bad", .all, true)
    #expect(try Self.export(settings, paths).episodes == 4)
    let list = try #require(TextFile(path: folder.path + "/bad/episodes.csv")).lines
    let verdicts = list.dropFirst().prefix(4).map { $0.split(separator: ",", omittingEmptySubsequences: false)[7] }
    #expect(verdicts == ["good", "check", "bad", "unknown"])
  }

  @Test func anEpisodeThatCannotBeUsedIsSaidAndTheOthersAreMade() throws {
    let folder = try TestFolder()
    var silent = MadeRecording.simple()
    silent.sent = []
    silent.began -= 1
    silent.episode = "00000000-2222-4333-8444-555555555555"
    let paths = [try silent.write(to: folder.path + "/a.mcap"), try MadeRecording.simple().write(to: folder.path + "/b.mcap")]
    let report = try Self.export(Self.settings(.lerobotV3, folder.path + "/out"), paths)
    #expect(report.episodes == 1)
    #expect(report.omissions == [.init(path: paths[0], reason: "no command was sent to g1 in it", isChoice: false)])
    #expect(throws: ExportError.self) { try Self.export(Self.settings(.lerobotV3, folder.path + "/none"), [paths[0]]) }
    #expect(!Files.exists(folder.path + "/none"))
  }

  @Test func whatCannotBeDoneIsSaidBeforeAnythingIsWritten() throws {
    let folder = try TestFolder()
    let path = try MadeRecording.simple().write(to: folder.path + "/a.mcap")
    func reason(_ settings: ExportSettings, _ paths: [String]) -> String {
      do throws(ExportError) {
        _ = try ExportPlan(settings, paths: paths)
        return ""
      } catch { return error.description }
    }
    var settings = Self.settings(.lerobotV3, folder.path + "/out")
    settings.robot = "h1"
    #expect(reason(settings, [path]) == "the rig of \(path) has no robot 'h1', only g1")
    settings.robot = nil
    var unnamed = MadeRecording.simple()
    unnamed.label = ""
    let other = try unnamed.write(to: folder.path + "/b.mcap")
    #expect(reason(settings, [other]) == "\(other) has no label: name its task with --task 'open the microwave'")
    settings.task = "open it"
    #expect(reason(settings, [other]) == "")
    #expect(reason(settings, [folder.path + "/no.mcap"]).contains("no.mcap"))
    try Files.makeFolders(folder.path + "/empty")
    #expect(reason(settings, [folder.path + "/empty"]) == "there is no finished recording (.mcap) in \(folder.path)/empty")
    try Files.makeFolders(folder.path + "/out")
    #expect(throws: ExportError.self) { try Self.export(settings, [path]) }
  }

  /// What the daemon moved aside or still writes is not taken, nor a file that is no recording.
  @Test func foldersAreLookedThrough() throws {
    let folder = try TestFolder()
    try MadeRecording.simple().write(to: folder.path + "/day/a.mcap")
    try MadeRecording.simple().write(to: folder.path + "/discarded/b.mcap")
    try MadeRecording.simple().write(to: folder.path + "/day/c.mcap.part")
    try Files.writeAtomically("no recording", to: folder.path + "/day/d.mcap")
    let copy = try MadeRecording.simple().write(to: folder.path + "/day/e.mcap")
    let plan = try ExportPlan(Self.settings(.csv, folder.path + "/out"), paths: [folder.path, folder.path + "/day/a.mcap"])
    #expect(plan.items.map(\.path) == [folder.path + "/day/a.mcap"])
    #expect(plan.omissions.map(\.path) == [folder.path + "/day/d.mcap", copy])
    #expect(plan.omissions.last?.reason == "it is the same episode as \(folder.path)/day/a.mcap")
  }
}
