import ExocapTestSupport
import Testing

/// `exocap repair` and `exocap simulate damage` as processes.
@Suite struct RepairCommandTests {
  @Test func anEmptyUnfinishedFileBecomesAWholeOneAndSaysSo() throws {
    let folder = try TestFolder()
    let file = try folder.write("", to: "a.mcap.part")
    let run = try ToolRun(["repair", file])
    #expect(run.status == 0)
    #expect(run.output.first?.hasPrefix(folder.path + "/a.mcap: the file was torn and has been repaired") ?? false, "\(run.output)")
    let again = try ToolRun(["repair", folder.path + "/a.mcap", "--format", "json"])
    #expect(again.output.first?.contains("\"recovered\":false") ?? false, "\(again.output)")
  }

  @Test func aTrialOfDamageTellsItsSeedAndFindsNothing() throws {
    let run = try ToolRun(["simulate", "damage", "--seconds", "0.5", "--seed", "9"])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.first == "seed 9")
    #expect(run.output.last?.hasSuffix("damaged files, 0 findings") ?? false)
  }
}
