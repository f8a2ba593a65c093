import ExocapTestSupport
import LinuxIO
import Testing

/// Python programs that look at what we wrote.
enum Peer {
  /// Python with pyarrow; nil where there is none.
  static var python: String? {
    let path = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard Files.exists(path), var probe = Program([path, "-c", "import pyarrow, mcap_ros2"]) else { return nil }
    return probe.status() == 0 ? path : nil
  }

  static func skip() { Requirement.skip("no Python with pyarrow in .build/venv") }

  static func script(_ name: String) -> String { Requirement.repositoryRoot + "/Tests/ExocapExportTests/Peers/\(name)" }

  /// Runs it and expects that it ends well; returns what it printed.
  @discardableResult
  static func run(_ words: [String], location: SourceLocation = #_sourceLocation) throws -> [String] {
    guard var program = Program(["sh", "-c", "exec \"$@\" 2>&1", "sh"] + words) else { throw TestFolder.Failure.cannotMake }
    let lines = program.rest()
    let status = program.status()
    #expect(status == 0, "\(lines.suffix(5))", sourceLocation: location)
    return lines
  }
}
