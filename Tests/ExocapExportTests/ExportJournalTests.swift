import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

/// Exports that are interrupted at every step, and gone on with.
struct ExportJournalTests {
  /// A format that dies in the middle of an episode: its bytes are on the disk, whole or torn, and no line is in the journal.
  private final class Dying: DatasetFormat {
    private let format: any DatasetFormat
    private let episode: Int

    init(_ format: any DatasetFormat, at episode: Int) {
      self.format = format
      self.episode = episode
    }

    func add(_ rows: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError) {
      try format.add(rows, &entry, before: before, to: folder)
      if entry.item == episode { throw IOError("write", "the disk", .malformed(expected: "there")) }
    }

    func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)] {
      let files = try format.finish(dataset, to: folder)
      throw IOError("write", "the disk after \(files.count) files", .notFound(found: []))
    }
  }

  @Test(arguments: ExportTarget.allCases)
  func anInterruptedExportEndsWithTheSameBytes(target: ExportTarget) throws {
    let folder = try TestFolder()
    _ = try ExporterTests.takes(in: folder.path + "/recordings")
    let whole = ExporterTests.settings(target, folder.path + "/whole")
    _ = try ExporterTests.export(whole, [folder.path + "/recordings"])
    let expected = try contents(folder.path + "/whole")
    // Behind the last episode stands the death in the data set's own tables.
    for episode in 0...3 {
      let out = "\(folder.path)/out\(episode)"
      let plan = try ExportPlan(ExporterTests.settings(target, out), paths: [folder.path + "/recordings"])
      #expect(throws: ExportError.self) { try Exporter(plan, format: Dying(target.format(plan), at: episode)).run { _ in } }
      #expect(!Files.exists(out) && Files.exists("\(folder.path)/.out\(episode).tmp"))
      let report = try Exporter(plan).run { _ in }
      #expect(report.resumed == episode)
      #expect(try contents(out) == expected)
      #expect(!Files.exists("\(folder.path)/.out\(episode).tmp") && !Files.exists("\(folder.path)/.out\(episode).journal"))
    }
  }

  /// Files of one episode each: the one before was closed with a footer when the next was begun.
  @Test func anInterruptedExportOfSeveralFilesEndsWithTheSameBytes() throws {
    let folder = try TestFolder()
    _ = try ExporterTests.takes(in: folder.path + "/recordings")
    func plan(_ name: String) throws -> ExportPlan {
      try ExportPlan(ExporterTests.settings(.lerobotV3, "\(folder.path)/\(name)"), paths: [folder.path + "/recordings"])
    }
    let whole = try plan("whole")
    _ = try Exporter(whole, format: LeRobotV3(whole, fileLimit: 1)).run { _ in }
    let expected = try contents(folder.path + "/whole")
    for episode in 0...3 {
      let plan = try plan("out\(episode)")
      let dying = Dying(LeRobotV3(plan, fileLimit: 1), at: episode)
      #expect(throws: ExportError.self) { try Exporter(plan, format: dying).run { _ in } }
      _ = try Exporter(plan, format: LeRobotV3(plan, fileLimit: 1)).run { _ in }
      #expect(try contents("\(folder.path)/out\(episode)") == expected)
    }
  }

  @Test func aTornLineIsWrittenAgain() throws {
    let folder = try TestFolder()
    _ = try ExporterTests.takes(in: folder.path + "/recordings")
    let plan = try ExportPlan(ExporterTests.settings(.lerobotV3, folder.path + "/whole"), paths: [folder.path + "/recordings"])
    _ = try Exporter(plan).run { _ in }
    let expected = try contents(folder.path + "/whole")
    let journal = folder.path + "/.out.journal"
    for cut in [1, 40, 2_000] {
      let plan = try ExportPlan(ExporterTests.settings(.lerobotV3, folder.path + "/out"), paths: [folder.path + "/recordings"])
      #expect(throws: ExportError.self) { try Exporter(plan, format: Dying(ExportTarget.lerobotV3.format(plan), at: 2)).run { _ in } }
      let bytes = try Files.contents(of: journal, atMost: 1 << 20)
      try Files.writeAtomically(Array(bytes.dropLast(cut)).span, to: journal)
      #expect(try Exporter(plan).run { _ in }.resumed == 1)
      #expect(try contents(folder.path + "/out") == expected)
      try Peer.run(["rm", "-r", folder.path + "/out"])
    }
  }

  @Test func anotherPlanIsRefused() throws {
    let folder = try TestFolder()
    _ = try ExporterTests.takes(in: folder.path + "/recordings")
    var settings = ExporterTests.settings(.csv, folder.path + "/out")
    let plan = try ExportPlan(settings, paths: [folder.path + "/recordings"])
    #expect(throws: ExportError.self) { try Exporter(plan, format: Dying(ExportTarget.csv.format(plan), at: 1)).run { _ in } }
    settings.fps = 20
    do throws(ExportError) {
      _ = try Exporter(try ExportPlan(settings, paths: [folder.path + "/recordings"])).run { _ in }
      Issue.record("went on with another export")
    } catch {
      #expect(error.description.contains("\(folder.path)/.out.tmp is an unfinished export of other recordings or settings"))
    }
  }

  /// Every file below a folder with its bytes; the settings' own record of the folder is not in it.
  private func contents(_ folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try Files.list(folder) {
      let path = folder + "/" + name
      if Files.isFolder(path) {
        for (inner, bytes) in try contents(path) { files[name + "/" + inner] = bytes }
      } else {
        files[name] = try Files.contents(of: path, atMost: 1 << 26)
      }
    }
    return files
  }
}
