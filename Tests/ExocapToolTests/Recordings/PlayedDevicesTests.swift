import ExocapTestSupport
import Glibc
import Testing

/// `exocap replay --as-device`, read by another program.
@Suite(.serialized) struct PlayedDevicesTests {
  /// What PyPI's `mcap` finds in the recording, and what `pyserial` reads from the ttys, byte for byte.
  @Test func pyserialReadsTheRecordedBytes() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard unsafe access(python, X_OK) == 0 else { return Requirement.skip("no Python with readers in .build/venv") }
    let file = try #require(RecordedDemo.shared)
    let folder = try TestFolder()
    let words = [
      ToolRun.tool, "replay", file, "--as-device", "left_arm", "left_grip", "right_grip", "--from", "1s", "--to", "2s", "--links",
      folder.path + "/tty", "--format", "json",
    ]
    guard var player = Program(words) else { throw TestFailure("cannot start exocap") }
    var opened = 0
    while let line = player.line(), !line.contains("\"waits\"") { opened += line.contains("\"opened\"") ? 1 : 0 }
    #expect(opened == 3)
    let script = Requirement.repositoryRoot + "/Tests/ExocapToolTests/Recordings/read_played.py"
    guard var reader = Program([python, script, file, folder.path + "/tty", "1", "2", "left_arm", "left_grip", "right_grip"]) else {
      throw TestFailure("cannot start python")
    }
    let found = reader.rest()
    // The script says how many bytes were the same: 140, 80 and 100 packets a second of 10 bytes and more.
    #expect(found.count == 3)
    for line in found {
      let parts = line.split(separator: " ")
      #expect(parts.count == 3 && parts[1] == "same" && (Int(parts[2]) ?? 0) > 500, "\(line)")
    }
    let readerStatus = reader.status()
    #expect(readerStatus == 0)
    let last = player.rest().last ?? ""
    #expect(last.contains("\"event\":\"ended\""))
    let status = player.status()
    #expect(status == 0)
    #expect(unsafe access(folder.path + "/tty/left_arm", F_OK) != 0)
  }
}
