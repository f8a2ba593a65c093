import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// PyPI's `mcap` and `rosbags` read what was torn and repaired, completely and with every checksum.
struct RepairedFilesTests {
  @Test func othersReadRepairedFilesCompletely() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard Files.exists(python) else { return Requirement.skip("no Python with readers in .build/venv") }
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    var random = SeededGenerator.printed()
    var paths: [String] = []
    for number in 0..<12 {
      let length = Int.random(in: whole.count / 4..<whole.count, using: &random)
      var bytes = Array(whole[..<length])
      if number % 3 == 0 { bytes += [UInt8](repeating: 0, count: 3_000) }
      if number % 4 == 1 { bytes[length / 2] ^= 0x10 }
      let path = "\(folder.path)/\(number).mcap"
      try Files.writeAtomically(bytes.span, to: path + ".part")
      _ = try RecordingRepair(on: SystemDisk(), version: "test", boot: "").repair(path + ".part", now: 1)
      paths.append(path)
    }
    guard var reader = Program([python, Requirement.repositoryRoot + "/Tests/Peers/read_whole.py"] + paths) else { return }
    let lines = reader.rest()
    let words = (lines.last ?? "").split(separator: " ")
    #expect(words.first == "12" && lines.last?.hasSuffix(" 0 not read") ?? false, "\(lines)")
    #expect((words.dropFirst(2).first.flatMap { Int($0) } ?? 0) > 12_000, "\(lines)")
  }
}
