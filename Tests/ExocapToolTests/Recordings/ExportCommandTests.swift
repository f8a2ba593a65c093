import ExocapTestSupport
import Testing

@testable import ExocapExport
@testable import exocap

@Suite struct ExportCommandTests {
  @Test func theBarFillsUp() {
    let none = ExportCommand.bar(ExportProgress(done: 0, total: 3, rows: 0))
    #expect(none == "[" + String(repeating: "-", count: 30) + "] 0 of 3 recordings, 0 rows")
    let part = ExportCommand.bar(ExportProgress(done: 1, total: 3, rows: 31_200))
    #expect(part == "[" + String(repeating: "#", count: 10) + String(repeating: "-", count: 20) + "] 1 of 3 recordings, 31,200 rows")
    #expect(ExportCommand.bar(ExportProgress(done: 3, total: 3, rows: 1)).hasPrefix("[" + String(repeating: "#", count: 30) + "]"))
  }

  /// 64: what was asked cannot be; 65: a file that cannot be read. Nothing is made.
  @Test func saysWhatIsWrongAndMakesNothing() throws {
    let folder = try TestFolder()
    let file = try folder.write("no recording", to: "x.mcap")
    let bad = try ToolRun(["export", file, "--to", "csv", "--out", folder.path + "/out"])
    #expect(bad.status == 65 && bad.output.isEmpty)
    #expect(bad.messages.first?.contains("x.mcap is no recording") ?? false)
    let empty = try folder.write("", to: "empty/readme.txt")
    let none = try ToolRun(["export", String(empty.dropLast(11)), "--to", "csv", "--out", folder.path + "/out"])
    #expect(none.status == 64)
    #expect(none.messages.first?.contains("there is no finished recording") ?? false)
    let slow = try ToolRun(["export", file, "--to", "csv", "--fps", "2000", "--out", folder.path + "/out"])
    #expect(slow.status == 64)
    #expect(slow.messages.contains { $0.contains("from 1 to 1000") })
    #expect(TextFile(path: folder.path + "/out/info.json") == nil)
  }
}
