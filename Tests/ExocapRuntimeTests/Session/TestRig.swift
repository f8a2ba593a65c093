import ExocapCore
import ExocapRuntime
import Glibc
import LinuxIO

/// A rig's files on disk for a real daemon: the small rig of `RigFixture`, with ports and a robot that the test owns.
final class TestRig {
  let folder: String
  let name: String
  let loaded: LoadedRig
  /// Where the robot listens; handed to who simulates it.
  private var robot: DatagramSocket?

  /// Writes the files. `change` may alter them before.
  init(_ change: (inout RigFixture) -> Void = { _ in }) throws {
    var template = Array("/tmp/exocap-rig-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw IOError("make", "a folder", .system(ErrorCode(rawValue: errno))) }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    name = "t" + folder.suffix(6).lowercased()
    let robot = try DatagramSocket(boundTo: .loopback(port: 0))
    var files = RigFixture()
    files.rig = Self.replace(files.rig, ["name: r": "name: \(name)", "port: 7411": "port: \(robot.localAddress.port)"])
    files.rig = Self.replace(files.rig, ["/dev/arm": folder + "/arm", "serial: FT9": "port: \(folder)/grip", "folder: out": "folder: \(folder)/out"])
    files.unit2 = Self.replace(files.unit2, [", serial: FT9": ""])
    // Twice the joint's own angle plus 10 deg: an arm at rest stands at 0.17 rad, as the robot does.
    files.rig = Self.replace(files.rig, ["blend: 1.5s": "blend: 300ms"])
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

  deinit { Self.deleteAll(folder) }

  static func replace(_ text: String, _ pairs: [String: String]) -> String {
    var text = text
    for (old, new) in pairs {
      precondition(text.contains(old), "the fixture has '\(old)'")
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    return text
  }

  static func deleteAll(_ path: String) {
    if Files.isFolder(path) {
      for name in (try? Files.list(path)) ?? [] { deleteAll("\(path)/\(name)") }
      _ = unsafe rmdir(path)
    } else {
      _ = unsafe unlink(path)
    }
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
