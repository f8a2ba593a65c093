import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

struct ReportFolderTests {
  private static func tar(_ words: [String]) throws -> [String] {
    guard var tar = Program(["tar"] + words) else { throw TestFolder.Failure.cannotMake }
    return tar.rest()
  }

  @Test func whatTheSystemsTarListsIsWhatWasPut() throws {
    let out = try TestFolder()
    var folder = try ReportFolder("report-lab")
    try folder.put("a word\n", at: "raw/arm.capture", "bytes")
    folder.miss(ReportGap("grip", "it is gone\nfor good"))
    try folder.finish(head: ["A head."], tail: ["A tail."])
    try folder.pack(into: out.path + "/lab.tar.gz")
    #expect(try Files.list(out.path) == ["lab.tar.gz"])
    let names = try Self.tar(["-tzf", out.path + "/lab.tar.gz"]).filter { !$0.hasSuffix("/") }.sorted()
    #expect(names == ["report-lab/README.txt", "report-lab/missing.txt", "report-lab/raw/arm.capture"])
    #expect(try Self.tar(["-xzOf", out.path + "/lab.tar.gz", "report-lab/missing.txt"]) == ["grip", "    it is gone", "    for good"])
    let readme = try Self.tar(["-xzOf", out.path + "/lab.tar.gz", "report-lab/README.txt"])
    #expect(readme.first == "A head." && readme.last == "A tail." && readme.contains("raw/arm.capture  bytes"), "\(readme)")
  }

  @Test func aFileThatIsThereIsNotWrittenOver() throws {
    let out = try TestFolder()
    try Files.writeAtomically("old", to: out.path + "/lab.tar.gz")
    let folder = try ReportFolder("report-lab")
    #expect(throws: IOError.self) { try folder.pack(into: out.path + "/lab.tar.gz") }
    #expect(TextFile(path: out.path + "/lab.tar.gz")?.text == "old")
    #expect(try Files.list(out.path) == ["lab.tar.gz"])
  }

  @Test func whatTarSaysIsSaid() throws {
    let out = try TestFolder()
    let folder = try ReportFolder("report-lab")
    do throws(IOError) {
      try folder.pack(into: out.path + "/none/lab.tar.gz")
      Issue.record("a folder that is not there was written into")
    } catch {
      #expect(error.description.contains("from tar: ") && error.description.contains("No such file or directory"), "\(error)")
    }
  }
}
