import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Synchronization

/// A rig without a robot whose one device tells where the hand is: three slides, x, y, z, and a mast of a length that its unit has.
/// A hand swings about a shoulder as long as this lives.
final class SwingRig {
  static let shoulder = Vec3(0.05, 0.2, -0.1)
  static let armLength = 0.6

  let folder: TestFolder
  private let isOver: Flag
  private var thread: Joined?

  private final class Flag: Sendable { let value = Atomic(false) }
  private final class Joined {
    private var thread: TestThread?
    init(_ thread: consuming TestThread) { self.thread = consume thread }
    func join() { if let thread = thread.take() { thread.join() } }
  }

  /// - Parameter lengths: the calibration's line of lengths.
  init(lengths: String = "lengths: {mast: 0.3m}   # tape\n") throws {
    folder = try TestFolder()
    (isOver, thread) = (Flag(), nil)
    _ = try folder.write(rigText, to: "tree/rigs/\(name).yaml")
    _ = try folder.write(SwingRig.profile, to: "tree/devices/slides.yaml")
    _ = try folder.write(SwingRig.calibration + lengths, to: "tree/calibrations/unit.yaml")
  }

  deinit {
    // SYNC: the playing thread loads it relaxed each millisecond; nothing else crosses.
    isOver.value.store(true, ordering: .relaxed)
    thread?.join()
  }

  /// Two tests must not share a daemon's shared memory.
  var name: String { "swing\(folder.path.suffix(6).lowercased())" }
  var rigFile: String { "\(folder.path)/tree/rigs/\(name).yaml" }
  var calibrationFile: String { "\(folder.path)/tree/calibrations/unit.yaml" }
  var socket: String { folder.path + "/control.sock" }
  var calibrationText: String { TextFile(path: calibrationFile)?.text ?? "" }

  private var rigText: String {
    """
    rig: 1
    name: \(name)
    devices:
      - {role: arm, profile: slides, port: \(folder.path)/arm, calibration: unit}
    recording: {folder: \(folder.path)/recordings}
    """
  }

  private static let profile = """
    profile: 1
    name: slides
    title: Three slides and a mast
    kind: arm
    line: {baud: 115200}
    protocol: text
    text: {columns: 3, longest_line: 32}
    streams:
      - name: joints
        kind: joints
        rate: 100Hz
        stale_after: 500ms
        values:
          - {name: x, linear: {column: 0, scale: 0.1mm}}
          - {name: y, linear: {column: 1, scale: 0.1mm}}
          - {name: z, linear: {column: 2, scale: 0.1mm}}
    kinematics:
      frames: {shoulder: a, elbow: b, wrist: hand}
      lengths: {mast: {joint: z, direction: [0, 0, 1]}}
      links: [{name: base}, {name: a}, {name: b}, {name: hand}]
      joints:
        - {name: x, kind: prismatic, parent: base, child: a, axis: [1, 0, 0]}
        - {name: y, kind: prismatic, parent: a, child: b, axis: [0, 1, 0]}
        - {name: z, kind: prismatic, parent: b, child: hand, axis: [0, 0, 1]}
    proven_against: nothing
    """

  private static let calibration = """
    # The unit on the bench.
    calibration: 1
    device: {profile: slides, label: one}
    values: {x: {zero: 0mm, sign: 1}, y: {zero: 0mm, sign: 1}, z: {zero: 0mm, sign: 1}}

    """

  /// Lets the hand swing: 100 lines a second, each 3 s over a cone 140° wide. The mast is 0.3 m long.
  func swing() throws {
    let terminal = Box(try PseudoTerminal(link: folder.path + "/arm"))
    let isOver = isOver
    thread = Joined(
      TestThread {
        let terminal = terminal.take()
        let start = MonotonicClock.now()
        var line = 0
        // SYNC: pairs with the store in deinit; relaxed, for it orders nothing.
        while !isOver.value.load(ordering: .relaxed) {
          let text = Array(SwingRig.line(line).utf8)
          if terminal.isOpenAtOtherEnd { _ = terminal.write(text.span) }
          line += 1
          MonotonicClock.sleep(until: start + .milliseconds(Int64(10 * line)))
        }
      })
  }

  private final class Box: @unchecked Sendable {
    // SAFETY: made by one thread and taken by the one that it starts, once.
    private var terminal: PseudoTerminal?
    init(_ terminal: consuming PseudoTerminal) { self.terminal = consume terminal }
    func take() -> PseudoTerminal {
      guard let own = terminal.take() else { preconditionFailure("taken once") }
      return own
    }
  }

  private static func line(_ index: Int) -> String {
    let part = Double(index % 300) / 300
    let (height, turn) = (1 - (1 - Math.cos(1.22)) * part, 2 * Double.pi * 7 * part)
    let ring = Math.sqrt(1 - height * height)
    let place = shoulder + Vec3(height, ring * Math.cos(turn), ring * Math.sin(turn)) * armLength - Vec3(0, 0, 0.3)
    return [place.x, place.y, place.z].map { "\(Int(($0 * 1e4).rounded()))" }.joined(separator: " ") + "\n"
  }

  /// The daemon; it is killed with the answer's end.
  func startDaemon() throws -> Program {
    let words = [ToolRun.daemon, "--rig", rigFile, "--socket", socket, "--no-realtime"]
    guard let daemon = Program(["sh", "-c", "exec \"$@\" 2>\"\(folder.path)/log\"", "sh"] + words) else {
      throw TestFailure("cannot start the daemon")
    }
    for _ in 0..<200 {
      if try ToolRun(["status", "--socket", socket]).status == 0 { return daemon }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(50))
    }
    throw TestFailure("the daemon does not come up: " + (TextFile(path: folder.path + "/log")?.text ?? ""))
  }

  /// Runs `exocap calibrate operator` for the arm.
  func calibrate(_ words: [String], device: String = "arm") throws -> ToolRun {
    try ToolRun(["calibrate", "operator", "--rig", rigFile, "--device", device] + words)
  }
}
