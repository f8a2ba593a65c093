internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap replay`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Feeds a recording through today's code, and compares every command bit for bit.",
    discussion: """
      A recording holds every call into the core with its bytes and times, so replay needs nothing else. The first difference is told with \
      time, stage, joint and both values.

        exocap replay FILE --check
        exocap replay FILE --check --from 12.5
        exocap replay FILE --rig lab      what another rig file would have sent
        exocap replay FILE --paced        to the rig's robot, in recorded time
        exocap replay FILE --check --tolerance 1e-9    for another build
      """)
  @Argument(help: "The recording.")
  var file: String
  @Flag(help: "Ends with 1 unless the file is whole and every command came out the same.")
  var check = false
  @Option(help: ArgumentHelp("Starts at the first checkpoint after so many seconds.", valueName: "seconds"))
  var from = 0.0
  @Option(help: "Another rig than the recorded one, by name or path.")
  var rig: String?
  @Flag(help: "Sends the commands to the robot's address, in recorded time. The robot moves as its gate allows.")
  var paced = false
  @Option(help: ArgumentHelp("Numbers that differ by less count as the same [rad, m, N].", valueName: "number"))
  var tolerance = 0.0
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if from < 0 || !from.isFinite { throw ValidationError("--from is a number of seconds, 0 or more") }
    if tolerance < 0 || !tolerance.isFinite { throw ValidationError("--tolerance is 0 or more") }
  }

  func run() throws {
    let recording = try Recording.open(file)
    let own = try recording.ownRig()
    var options = ReplayOptions()
    options.from = .seconds(rounding: from)
    options.tolerance = tolerance
    if let rig { options.rig = try profiles.loadRig(rig).rig }
    let pacer = try paced ? CommandPacer(rig: options.rig ?? own) : nil
    if let pacer { options.onPacket = { pacer.send($2, to: $0, at: $1) } }
    let began = MonotonicClock.now()
    let outcome = ReplayFile.check(recording, rig: own, options: options)
    let took = (MonotonicClock.now() - began).seconds
    put(outcome, took)
    let isWrong = check ? !outcome.report.isIdentical || !outcome.damages.isEmpty : rig == nil && outcome.report.differenceCount > 0
    if isWrong { throw ExitStatus.negative }
  }

  private func put(_ outcome: ReplayOutcome, _ took: Double) {
    guard format.format == .json else { return Screen.standard.put(outcome.text) }
    let report = outcome.report
    Screen.standard.put(
      JSON.members([
        ("path", .string(file)), ("ticks", .integer(Int64(report.ticks))), ("identical", .integer(Int64(report.identical))),
        ("skipped", .integer(Int64(report.skipped))), ("cut_off", .integer(Int64(report.cutOff))),
        ("calls", .integer(Int64(report.calls))), ("checkpoints", .integer(Int64(report.checkpoints))),
        ("differences", .integer(Int64(report.differenceCount))), ("faithful", .bool(outcome.isFaithful)),
        ("text", .string(outcome.text)), ("took_s", .number(took)),
      ]).line)
  }
}

/// Sends replayed commands in the time in which they were made.
private final class CommandPacer {
  private var sockets: [SocketBox] = []
  private var shift: Interval?

  init(rig: Rig) throws {
    do throws(IOError) {
      for robot in rig.robots {
        sockets.append(SocketBox(try DatagramSocket(connectedTo: try SocketAddress(host: robot.link.host, port: robot.link.port))))
      }
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Waits until it is time, then sends. What is late is sent at once.
  func send(_ packet: [UInt8], to robot: RobotID, at time: Timestamp) {
    let shift = self.shift ?? (MonotonicClock.now() - time)
    self.shift = shift
    MonotonicClock.sleep(until: time + shift)
    if !packet.isEmpty { sockets[Int(robot.index)].send(packet) }
  }

  /// A place for a socket.
  private final class SocketBox {
    private let socket: DatagramSocket
    init(_ socket: consuming DatagramSocket) { self.socket = socket }
    func send(_ packet: [UInt8]) { _ = socket.send(packet.span) }
  }
}
