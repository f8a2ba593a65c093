import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO

/// A rig of one arm of three servos that begin anew within their travel, and `exocap calibrate` as a process with lines typed into it.
struct CalibrationBench {
  /// [rad] One count.
  static let count = 2 * Double.pi / 4096

  let folder: TestFolder
  let profile: DeviceProfile

  init() throws {
    folder = try TestFolder()
    _ = try folder.write(CalibrationBench.profileText, to: "tree/devices/three.yaml")
    _ = try folder.write(
      """
      rig: 1
      name: bench
      devices:
        - {role: left_arm, profile: three, port: \(folder.path)/arm, calibration: lab/left}
      recording: {folder: \(folder.path)/recordings}
      """, to: "tree/rigs/bench.yaml")
    let diagnostics = Diagnostics()
    let read = DeviceProfileReader.read(SourceText(name: "three.yaml", text: CalibrationBench.profileText), diagnostics: diagnostics)
    guard let read else { throw TestFailure(diagnostics.text) }
    profile = read
  }

  /// The shoulder reads 4090 counts at 0 and begins anew 6 counts later; the elbow turns the other way and reads 100 at 0, so that it begins
  /// anew 100 counts later; the wrist stays within its counts.
  var truth: DeviceCalibration {
    let count = CalibrationBench.count
    return DeviceCalibration(
      profile: "three", label: "truth", serial: nil,
      values: [
        "shoulder": ValueCalibration(zero: 4090 * count, sign: 1, centre: 0),
        "elbow": ValueCalibration(zero: 100 * count, sign: -1, centre: 0),
        "wrist": ValueCalibration(zero: 2000 * count, sign: 1, centre: 0),
      ])
  }

  var rigFile: String { "\(folder.path)/tree/rigs/bench.yaml" }
  var calibrationFile: String { "\(folder.path)/tree/calibrations/lab/left.yaml" }
  var calibrationText: String? { TextFile(path: calibrationFile)?.text }

  func wornChain() throws -> WornChain { try WornChain(link: folder.path + "/arm", profile: profile, truth: truth) }

  /// What the file says now.
  func calibration() throws -> DeviceCalibration {
    let diagnostics = Diagnostics()
    let read = SourceText.read(path: calibrationFile, diagnostics: diagnostics).flatMap {
      CalibrationReader.read($0, profile: profile, diagnostics: diagnostics)
    }
    guard let read else { throw TestFailure(diagnostics.text) }
    return read
  }

  private static let profileText = """
    profile: 1
    name: three
    title: Three servos
    kind: arm
    line: {baud: 1_000_000}
    protocol: dynamixel2
    bus:
      model: xl330-m288
      ids: [1, 2, 3]
      block: position
      read: sync_read
      rate: 100Hz
      setup: {torque_enable: 0, return_delay_time: 0}
    streams:
      - name: joints
        kind: joints
        stale_after: 50ms
        values:
          - {name: shoulder, servo: 1, limits: [-100deg, 100deg]}
          - {name: elbow, servo: 2, limits: [0deg, 145deg]}
          - {name: wrist, servo: 3, limits: [-90deg, 90deg]}
    zero:
      pose: {elbow: 90deg}
      hint: forearm forward
      positive: {elbow: bend it}
    proven_against: nothing

    """
}

/// A command with a keyboard: JSON lines out, lines in.
struct TypedRun: ~Copyable {
  private var program: Program
  private let keyboard: FileDescriptor
  private let messages: String

  /// Runs `exocap` with these words in JSON; nothing is typed yet.
  init(_ words: [String], folder: TestFolder) throws {
    let (fifo, messages) = (folder.path + "/keyboard", folder.path + "/messages")
    unsafe unlink(fifo)
    guard unsafe mkfifo(fifo, 0o600) == 0 else { throw TestFailure("cannot make a fifo") }
    // Open for both, so that neither end waits for the other.
    let keyboard = try FileDescriptor.open(fifo, .readWrite)
    let script = "keyboard=$1; messages=$2; shift 2; exec \"$@\" <\"$keyboard\" 2>\"$messages\""
    guard let program = Program(["sh", "-c", script, "sh", fifo, messages, "env", "NO_COLOR=1", ToolRun.tool] + words) else {
      throw TestFailure("cannot start exocap")
    }
    self.program = program
    self.keyboard = keyboard
    self.messages = messages
  }

  /// Types a line.
  func type(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    try keyboard.writeAll(bytes.span, to: "the keyboard")
  }

  /// The next object whose `event` is that, and which satisfies; everything before it is passed over.
  mutating func next(_ event: String, where isWanted: (JSONValue) -> Bool = { _ in true }) throws -> JSONValue {
    while let line = program.line() {
      guard let object = try? JSONParser.parse(Array(line.utf8)) else { throw TestFailure("no JSON: \(line)") }
      if object["event"] == .string(event), isWanted(object) { return object }
    }
    throw TestFailure("no \(event) comes: " + (TextFile(path: messages)?.text ?? ""))
  }

  /// How it ended, with what it said.
  mutating func end() -> (status: Int32, messages: String) {
    let status = program.status()
    return (status, TextFile(path: messages)?.text ?? "")
  }
}
