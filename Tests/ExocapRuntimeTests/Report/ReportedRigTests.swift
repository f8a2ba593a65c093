import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// The demo's rig, whole and broken in a copy.
struct ReportedRigTests {
  private static let profiles = Requirement.repositoryRoot + "/hw-profiles"

  /// The demo rig's tree with these words replaced in its file.
  private static func tree(_ changes: [String: String] = [:]) throws -> TestFolder {
    let folder = try TestFolder()
    guard var copy = Program(["cp", "-r", profiles + "/.", folder.path]), copy.status() == 0 else { throw TestFolder.Failure.cannotMake }
    var text = TextFile(path: folder.path + "/rigs/demo.yaml")?.text ?? ""
    for (old, new) in changes { text = TestRig.replace(text, [old: new]) }
    try Files.writeAtomically(text, to: folder.path + "/rigs/demo.yaml")
    return folder
  }

  @Test func aWholeRigHasTheFilesThatTheDaemonReads() throws {
    let rig = try ReportedRig("demo", searchPath: [Self.profiles])
    let loaded = try Profiles.load("demo", searchPath: [Self.profiles])
    #expect(Set(rig.files.map(\.path)) == Set(loaded.files.map(\.path)))
    for file in loaded.files { #expect(rig.files.first { $0.path == file.path }?.bytes == file.bytes, "\(file.path)") }
    #expect(rig.gaps.isEmpty)
    #expect(rig.check.hasPrefix("rig demo: ok\n"))
    #expect(rig.devices.map(\.role) == ["left_arm", "right_arm", "left_grip", "right_grip"])
    #expect(rig.recordings == ".build/demo/recordings")
  }

  @Test func olderCalibrationsComeAlong() throws {
    let folder = try Self.tree()
    let history = folder.path + "/calibrations/demo/history"
    try Files.makeFolders(history)
    try Files.writeAtomically("old", to: history + "/left-arm-2026-01-02T030405Z.yaml")
    try Files.writeAtomically("another's", to: history + "/right-grip-2026-01-02T030405Z.yaml.tmp")
    let rig = try ReportedRig(folder.path + "/rigs/demo.yaml", searchPath: [])
    let older = rig.files.filter { $0.path.contains("history") }
    #expect(older.map(\.path) == ["calibrations/demo/history/left-arm-2026-01-02T030405Z.yaml"])
    #expect(older.first?.bytes == Array("old".utf8))
  }

  @Test func aMissingProfileIsNamedAndTheRestIsThere() throws {
    let folder = try Self.tree(["profile: hx711": "profile: hx7111"])
    let rig = try ReportedRig(folder.path + "/rigs/demo.yaml", searchPath: [])
    #expect(rig.devices.map(\.role) == ["left_arm", "right_arm", "right_grip"])
    #expect(rig.gaps.contains(ReportGap("devices/hx7111.yaml", "there is no device profile 'hx7111'")), "\(rig.gaps)")
    #expect(rig.gaps.contains { $0.what == "bytes of device 3, left_grip" && $0.reason.hasPrefix("its profile is missing") })
    #expect(rig.check.contains("did you mean 'hx711'?"))
    // The unit's numbers are there without its profile.
    #expect(rig.files.contains { $0.path == "calibrations/demo/left-grip.yaml" })
  }

  @Test func aFileThatIsNoYAMLIsThereAllTheSame() throws {
    let folder = try Self.tree(["name: demo": "name: [demo"])
    let rig = try ReportedRig("demo", searchPath: [folder.path])
    #expect(rig.name == "demo")
    #expect(rig.files.map(\.path) == ["rigs/demo.yaml"])
    #expect(rig.check.contains("rigs/demo.yaml:"))
    #expect(rig.gaps.count == 2 && rig.devices.isEmpty)
  }

  @Test func aRigThatIsNotThereIsAnError() {
    #expect(throws: ProfileErrors.self) { try ReportedRig("dmeo", searchPath: [Self.profiles]) }
  }
}
