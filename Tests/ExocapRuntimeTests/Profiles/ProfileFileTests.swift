internal import ExocapRuntime
internal import Testing

@Suite struct ProfileFileTests {
  private func open(_ file: ProfileFile, _ text: String) -> [String] {
    let diagnostics = Diagnostics()
    let root = file.open(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    #expect((root == nil) == !diagnostics.isClean)
    return reports(diagnostics)
  }

  @Test(arguments: ProfileFile.allCases)
  func opensItsOwnKind(file: ProfileFile) {
    #expect(open(file, "\(file.rawValue): 1\n") == [])
  }

  @Test func saysWhatAFileIsInstead() {
    #expect(open(.device, "rig: 1\n") == ["1:1: this is no device profile: 'profile: 1' is missing", "= it looks like a rig"])
    #expect(open(.rig, "- 1\n") == ["1:1: a rig is a mapping of keys, not a list"])
  }

  @Test func refusesNewerFormats() {
    #expect(
      open(.robot, "name: x\nrobot: 2\n") == ["2:1: format 2 is newer than this exocap, which reads 1", "= update exocap"])
    #expect(open(.robot, "robot: one\n").first == "1:8: robot must be a whole number, not 'one'")
  }
}
