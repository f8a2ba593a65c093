import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO

/// The daemon on a rig of a test's files, as long as this lives, and what its status says of the devices.
final class BenchDaemon {
  private let folder: String
  private let program: Program

  /// - Parameters:
  ///   - place: where `tree/` has the rig's files.
  ///   - rig: the rig's name.
  ///   - environment: `NAME=VALUE`.
  init(_ place: TestFolder, rig: String, environment: [String] = []) throws {
    folder = place.path
    let file = "\(folder)/tree/rigs/\(rig).yaml"
    let words = environment + [ToolRun.daemon, "--rig", file, "--socket", folder + "/socket", "--no-realtime"]
    guard let program = Program(["sh", "-c", "exec \"$@\" 2>\"\(folder)/log\"", "sh", "env"] + words) else {
      throw TestFailure("cannot start the daemon")
    }
    self.program = program
  }

  /// The devices of the status, once it is as wanted.
  func devices(_ isWanted: ([JSONValue]) -> Bool) throws -> [JSONValue] {
    for _ in 0..<200 {
      let run = try ToolRun(["status", "--socket", folder + "/socket", "--format", "json"])
      if let text = run.output.first, let status = try? JSONParser.parse(Array(text.utf8)), let devices = status["devices"]?.elements,
        isWanted(devices)
      {
        return devices
      }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(50))
    }
    throw TestFailure("the status is never as wanted: " + (TextFile(path: folder + "/log")?.text ?? ""))
  }
}
