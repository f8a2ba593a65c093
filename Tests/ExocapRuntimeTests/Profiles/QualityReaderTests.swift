import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

struct QualityReaderTests {
  private func read(_ change: (String) -> String = { $0 }) throws -> (QualityThresholds?, Diagnostics) {
    let text = change(try #require(TextFile(checkout: "hw-profiles/quality/default.yaml")).text)
    let diagnostics = Diagnostics()
    return (QualityReader.read(SourceText(name: "default.yaml", bytes: Array(text.utf8)), diagnostics: diagnostics), diagnostics)
  }

  @Test func theCommittedFileIsWhatThisBuildFallsBackOn() throws {
    let (found, diagnostics) = try read()
    #expect(found == .standard, "\(diagnostics.text)")
    #expect(Set(QualityThresholds.standard.limits.keys) == Set(QualityGate.allCases))
  }

  @Test func aGateCanBeOff() throws {
    let (found, _) = try read { $0.replacing("chatter: {check: 3Hz, bad: 6Hz}", with: "chatter: off") }
    #expect(found?.limits[.chatter] == nil)
    #expect(found?.limits.count == QualityGate.allCases.count - 1)
  }

  /// A file, or a recording, from before the gates of cameras.
  @Test func aLaterGateThatIsNotNamedIsOff() throws {
    let (found, diagnostics) = try read { text in
      text.split(separator: "\n").filter { !$0.contains("  camera_") }.joined(separator: "\n").replacing("version: 2", with: "version: 1")
    }
    #expect(found?.title == "default 1", "\(diagnostics.text)")
    #expect(found.map { Set($0.limits.keys) } == Set(QualityGate.allCases.filter { !$0.isLater }))
    #expect(QualityGate.allCases.filter(\.isLater) == [.cameraImages, .cameraGap, .cameraClock])
  }

  @Test func whatIsWrongIsToldWithItsPlace() throws {
    let (unitless, first) = try read { $0.replacing("stuck: {check: 1.5s,", with: "stuck: {check: 1.5,") }
    #expect(unitless == nil)
    #expect(first.text.contains("gates.stuck.check has no unit"), "\(first.text)")
    let (swapped, second) = try read { $0.replacing("rate: {check: 90%, bad: 70%}", with: "rate: {check: 70%, bad: 90%}") }
    #expect(swapped == nil)
    #expect(second.text.contains("gates.rate.bad is met before check"), "\(second.text)")
    let (unknown, third) = try read { $0.replacing("  jumps:", with: "  jumpz:") }
    #expect(unknown == nil)
    #expect(third.text.contains("did you mean 'jumps'?"), "\(third.text)")
  }

  @Test func aRigNamesItsOwn() throws {
    let root = Requirement.repositoryRoot + "/hw-profiles"
    let folder = try TestFolder()
    let rig = try #require(TextFile(checkout: "hw-profiles/rigs/demo.yaml")).text
    let strict = try #require(TextFile(checkout: "hw-profiles/quality/default.yaml")).text
    _ = try write(
      strict.replacing("name: default", with: "name: strict").replacing("stuck: {check: 1.5s,", with: "stuck: {check: 1s,"),
      to: "quality/strict.yaml", in: folder)
    let path = try write(rig + "quality: strict\n", to: "rigs/demo.yaml", in: folder)
    let loaded = try Profiles.load(path, searchPath: [root])
    #expect(loaded.quality.title == "strict 2" && loaded.quality.limits[.stuck]?.check == 1)
    #expect(loaded.files.contains { $0.path == "quality/strict.yaml" })
    #expect(try Profiles.load("demo", searchPath: [root]).files.contains { $0.path == "quality/default.yaml" })

    let bad = try write(rig + "quality: strikt\n", to: "rigs/other.yaml", in: folder)
    #expect(throws: ProfileErrors.self) { try Profiles.load(bad, searchPath: [root]) }
    let error = #expect(throws: ProfileErrors.self) { try Profiles.load(bad, searchPath: [folder.path, root]) }
    #expect(error?.text.contains("did you mean 'strict'?") ?? false)
  }

  /// Writes a file below a folder of the test; its path.
  private func write(_ text: String, to name: String, in folder: TestFolder) throws -> String {
    let path = folder.path + "/" + name
    try Files.makeFolders(Files.folder(of: path))
    try Files.writeAtomically(text, to: path)
    return path
  }
}
