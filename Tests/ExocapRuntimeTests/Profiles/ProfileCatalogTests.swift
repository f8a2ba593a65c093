internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct ProfileCatalogTests {
  private let files = [
    CatalogFile(kind: .rig, name: "demo", bytes: Array("rig: 1\n".utf8)), CatalogFile(kind: .rig, name: "lab", bytes: []),
    CatalogFile(kind: .calibration, name: "demo/left", bytes: []),
  ]

  @Test func attachmentNamesGoBothWays() {
    for file in files { #expect(CatalogFile(path: file.path, bytes: file.bytes) == file) }
    #expect(files[2].path == "calibrations/demo/left.yaml")
    #expect(CatalogFile(path: "notes.txt", bytes: []) == nil)
    #expect(CatalogFile(path: "other/x.yaml", bytes: []) == nil)
  }

  @Test func findsByNameAndGuesses() {
    let catalog = ProfileCatalog(files: files)
    #expect(catalog.names(of: .rig) == ["demo", "lab"])
    #expect(catalog.source(of: .rig, named: "demo", diagnostics: Diagnostics()) { _, _ in }?.name == "rigs/demo.yaml")
    var said: [String] = []
    #expect(catalog.source(of: .rig, named: "dmo", diagnostics: Diagnostics()) { said = [$0] + $1 } == nil)
    #expect(said == ["there is no rig 'dmo'", "did you mean 'demo'?", "there are: demo, lab"])
  }

  @Test(arguments: ["../secret", "/etc/passwd", "a//b", "", "a/.b", "x\u{0}"])
  func neverLeavesItsFolders(name: String) {
    let catalog = ProfileCatalog(searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    var message = ""
    #expect(catalog.source(of: .rig, named: name, diagnostics: Diagnostics()) { text, _ in message = text } == nil)
    #expect(message.hasSuffix("is no name of a rig"))
  }

  @Test func findsFoldersInOrderAndNamesThem() {
    let root = Requirement.repositoryRoot + "/hw-profiles"
    let catalog = ProfileCatalog(searchPath: ["/nowhere", root])
    #expect(catalog.names(of: .calibration).contains("demo/left-arm"))
    #expect(
      catalog.source(of: .rig, named: "demo", diagnostics: Diagnostics()) { _, _ in }?.name == root + "/rigs/demo.yaml")
    var notes: [String] = []
    _ = catalog.source(of: .robot, named: "zzz", diagnostics: Diagnostics()) { notes = $1 }
    #expect(notes.last == "looked in: /nowhere/robots, \(root)/robots")
  }
}
