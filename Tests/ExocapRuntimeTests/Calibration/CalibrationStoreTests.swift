import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct CalibrationStoreTests {
  @Test func theOldFileStaysInTheHistory() throws {
    let folder = try TestFolder()
    let store = CalibrationStore(path: folder.path + "/lab/left.yaml")
    #expect(store.name == "left")
    try store.replace(by: "one\n", moment: "2026-11-22T104403Z")
    #expect(store.older.isEmpty)
    try store.replace(by: "two\n", moment: "2026-11-23T104403Z")
    try store.replace(by: "three\n", moment: "2026-11-23T104403Z")
    #expect(TextFile(path: store.path)?.text == "three\n")
    let names = store.older.map { Files.name(of: $0) }
    #expect(names == ["left-2026-11-23T104403Z-2.yaml", "left-2026-11-23T104403Z.yaml"])
    #expect(store.older.compactMap { TextFile(path: $0)?.text } == ["two\n", "one\n"])
    // Another unit's history is its own, and a catalog lists none of it.
    #expect(CalibrationStore(path: folder.path + "/lab/lef.yaml").older.isEmpty)
  }
}
