import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// The demo rig's files with ports and folders in a test's own folder, and a robot port that nobody else has.
struct OwnRig {
  let folder: TestFolder
  /// The tree for `--profiles`.
  let tree: String
  let port: UInt16

  init() throws {
    folder = try TestFolder()
    tree = folder.path + "/tree"
    // A port that was free a moment ago.
    port = try DatagramSocket(boundTo: .loopback(port: 0)).localAddress.port
    let script = """
      cp -r "$1/hw-profiles" "$2" && sed -i -e "s|\\.build/demo|$3|g" -e "s|port: 7411|port: $4|" -e "s|^name: demo|name: $5|" \
      "$2/rigs/demo.yaml" && mv "$2/rigs/demo.yaml" "$2/rigs/$5.yaml"
      """
    let words = ["sh", "-c", script, "sh", Requirement.repositoryRoot, tree, folder.path, "\(port)", name]
    guard var copy = Program(words), copy.status() == 0 else { throw TestFailure("the rig cannot be copied") }
  }

  /// Two tests must not share a daemon's shared memory.
  var name: String { "rig\(folder.path.suffix(6).lowercased())" }

  /// Starts `exocap` with these words, in the test's folder.
  func start(_ words: [String]) throws -> Program {
    guard let program = Program([ToolRun.tool] + words + ["--profiles", tree]) else { throw TestFailure("cannot start exocap") }
    return program
  }
}

@Suite(.serialized) struct SimulateDevicesTests {
  /// The empty cell of the demo's calibration: 1.894 N / 2.338e-5 N is 81,009.4 counts.
  @Test func aLoadCellPrintsItsEmptyCountsAtItsOwnSpeed() throws {
    let rig = try OwnRig()
    var devices = try rig.start(["simulate", "devices", "--rig", rig.name])
    for role in ["left_arm", "right_arm", "left_grip", "right_grip"] {
      let line = devices.line()
      #expect(line == "\(role): \(rig.folder.path)/\(role)")
    }
    let lines = try read(rig.folder.path + "/left_grip", speed: 115_200, count: 200)
    #expect(lines.filter { $0 == "81009\r" }.count > 15)
    // A wrong speed makes garbage of the same bytes.
    let garbage = try read(rig.folder.path + "/left_grip", speed: 57_600, count: 200)
    #expect(!garbage.contains("81009\r"))
    extendLifetime(devices)
  }

  @Test func anUnpluggedDeviceGoesAndComesBack() throws {
    let rig = try OwnRig()
    var devices = try rig.start([
      "simulate", "devices", "--rig", rig.name, "--takes", "1", "--unplug", "left_arm@1:0.1", "--format", "json",
    ])
    var events: [String] = []
    while let line = devices.line() {
      events.append(line)
      if line.contains("\"unplugged\"") { #expect(unsafe access(rig.folder.path + "/left_arm", F_OK) != 0) }
      if line.contains("\"plugged\"") {
        #expect(unsafe access(rig.folder.path + "/left_arm", F_OK) == 0)
        break
      }
    }
    #expect(events.last == "{\"event\":\"plugged\",\"role\":\"left_arm\"}")
    #expect(events.contains("{\"event\":\"moves\",\"take\":1}"))
  }

  @Test func aNameThatTheRigDoesNotHaveIsToldBeforeAnythingStarts() throws {
    let rig = try OwnRig()
    let run = try ToolRun(["simulate", "devices", "--rig", rig.name, "--profiles", rig.tree, "--unplug", "left_amr@1"])
    #expect(run.status == 64)
    #expect(run.messages.contains { $0.contains("did you mean 'left_arm'?") })
    #expect(run.output.isEmpty)
  }

  /// The whole lines among the first `count` bytes.
  private func read(_ path: String, speed: UInt32, count: Int) throws -> [String] {
    let port = try SerialPort(.path(path), speed: speed)
    var bytes: [UInt8] = []
    var memory = [UInt8](repeating: 0, count: 256)
    let deadline = MonotonicClock.now() + .seconds(20)
    while bytes.count < count, MonotonicClock.now() < deadline {
      _ = port.pollDescriptor.wait(for: .readable, until: deadline)
      var span = memory.mutableSpan
      if case .bytes(let got) = port.read(into: &span) { bytes += memory[..<got] }
    }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}
