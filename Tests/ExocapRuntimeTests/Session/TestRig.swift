import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO

/// A rig's files on disk for a real daemon: the small rig of `RigFixture`, with ports and a robot that the test owns.
final class TestRig {
  private let place: TestFolder
  var folder: String { place.path }
  let name: String
  let loaded: LoadedRig
  /// Where the robot listens; handed to who simulates it.
  private var robot: DatagramSocket?

  /// Writes the files. `change` may alter them before.
  init(_ change: (inout RigFixture) -> Void = { _ in }) throws {
    place = try TestFolder()
    let folder = place.path
    name = "t" + folder.suffix(6).lowercased()
    let robot = try DatagramSocket(boundTo: .loopback(port: 0))
    var files = RigFixture()
    files.rig = Self.replace(files.rig, ["name: r": "name: \(name)", "port: 7411": "port: \(robot.localAddress.port)"])
    files.rig = Self.replace(
      files.rig, ["/dev/arm": folder + "/arm", "serial: FT9": "port: \(folder)/grip", "folder: out": "folder: \(folder)/out"])
    files.unit2 = Self.replace(files.unit2, [", serial: FT9": ""])
    files.rig = Self.replace(files.rig, ["blend: 1.5s": "blend: 300ms"])
    // The simulated world is a normal thread of the test: on a machine with eight builds it comes late.
    files.rig = Self.replace(files.rig, ["time_to_live: 30ms, state_stale_after: 40ms": "time_to_live: 200ms, state_stale_after: 400ms"])
    files.exo = Self.replace(files.exo, ["stale_after: 50ms": "stale_after: 400ms"])
    files.cell = Self.replace(files.cell, ["stale_after: 50ms": "stale_after: 400ms"])
    change(&files)
    let texts = [
      ("rigs/\(name)", files.rig), ("devices/exo", files.exo), ("devices/cell", files.cell), ("robots/bot", files.bot),
      ("calibrations/unit1", files.unit1), ("calibrations/unit2", files.unit2),
    ]
    for (path, text) in texts {
      let file = "\(folder)/profiles/\(path).yaml"
      try Files.makeFolders(Files.folder(of: file))
      try Files.writeAtomically(text, to: file)
    }
    loaded = try Profiles.load("\(folder)/profiles/rigs/\(name).yaml", searchPath: [])
    self.robot = consume robot
  }

  var rigFile: String { "\(folder)/profiles/rigs/\(name).yaml" }
  var socketPath: String { folder + "/control.sock" }

  func takeRobot() -> DatagramSocket? { robot.take() }

  static func replace(_ text: String, _ pairs: [String: String]) -> String {
    var text = text
    for (old, new) in pairs {
      precondition(text.contains(old), "the fixture has '\(old)'")
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    return text
  }
}

/// Looks until `condition` holds, at most so long [s]. False where it never did.
func eventually(within seconds: Int64 = 20, _ condition: () throws -> Bool) rethrows -> Bool {
  let end = MonotonicClock.now() + .seconds(seconds)
  while MonotonicClock.now() < end {
    if try condition() { return true }
    MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(5))
  }
  return try condition()
}
