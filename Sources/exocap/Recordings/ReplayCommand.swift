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

      With --as-device nothing is compared: each worn device of the recording is a tty again that speaks the recorded bytes at their recorded \
      times, each recorded read in one piece, for any program that opens it. Time begins when every tty is open. A device that answers \
      (a bus) answers when it is asked what it was asked then; what it was not asked, such as a set-up from before the recording, a \
      simulated one answers, which wears what was measured at that moment.

        exocap replay FILE --check
        exocap replay FILE --check --from 12.5
        exocap replay FILE --rig lab      what another rig file would have sent
        exocap replay FILE --paced        to the rig's robot, in recorded time
        exocap replay FILE --check --tolerance 1e-9    for another build
        exocap replay FILE --as-device --links .build/demo    for the demo's rig
        exocap replay FILE --as-device left_arm --speed 0.5 --loop
      """)
  @Argument(help: "The recording.")
  var file: String
  @Argument(help: ArgumentHelp("With --as-device: the devices to play; without any, all.", valueName: "role"))
  var roles: [String] = []
  @Flag(help: "Ends with 1 unless the file is whole and every command came out the same.")
  var check = false
  @Option(help: ArgumentHelp("Starts at the first checkpoint after this time, devices at this time: 3, 3s, 2min.", valueName: "time"))
  var from = SecondsArgument(.zero)
  @Option(help: "Another rig than the recorded one, by name or path.")
  var rig: String?
  @Flag(help: "Sends the commands to the robot's address, in recorded time. The robot moves as its gate allows.")
  var paced = false
  @Option(help: ArgumentHelp("Numbers that differ by less count as the same [rad, m, N].", valueName: "number"))
  var tolerance = 0.0
  @Flag(help: "Plays the worn devices of the recording on ttys of their own.")
  var asDevice = false
  @Option(help: ArgumentHelp("With --as-device: ends at this time of the recording.", valueName: "time"))
  var to: SecondsArgument?
  @Option(help: ArgumentHelp("With --as-device: how fast time goes; 0.5 is half as fast.", valueName: "times"))
  var speed = 1.0
  @Flag(help: "With --as-device: begins again at the end.")
  var loop = false
  @Option(help: ArgumentHelp("With --as-device: a folder for links to the ttys, named by role.", valueName: "folder"))
  var links: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if asDevice && (check || paced || rig != nil) {
      throw ValidationError("--as-device compares nothing: leave --check, --paced and --rig")
    }
    if !asDevice && (!roles.isEmpty || to != nil || speed != 1 || loop || links != nil) {
      throw ValidationError("roles, --to, --speed, --loop and --links go with --as-device")
    }
    if !(speed > 0) || !speed.isFinite { throw ValidationError("--speed is over 0") }
    if let to, to.interval <= from.interval { throw ValidationError("--to comes after --from") }
    if tolerance < 0 || !tolerance.isFinite { throw ValidationError("--tolerance is 0 or more") }
  }

  func run() throws {
    let recording = try Recording.open(file)
    let own = try recording.ownRig()
    if asDevice { return try play(recording, own) }
    var options = ReplayOptions()
    options.from = from.interval
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

  private func play(_ recording: Recording, _ rig: Rig) throws {
    let options = PlayOptions(
      roles: roles, from: from.interval, to: to?.interval ?? .distant, speed: speed, loops: loop, links: links)
    // Before any thread starts.
    let signals = try SignalDescriptor.forTool()
    let devices = try PlayedDevices(recording, rig: rig, options: options)
    defer { devices.end() }
    for (role, path) in devices.places {
      tell(.members([("event", "opened"), ("role", .string(role)), ("path", .string(path))]), "\(role): \(path)")
    }
    try devices.start()
    tell(.members([("event", "waits")]), "waits for every tty to be opened")
    var hasBegun = false
    while !devices.isOver || loop {
      if !hasBegun, devices.hasBegun {
        hasBegun = true
        tell(.members([("event", "begins")]), "plays")
      }
      _ = signals.pollDescriptor.wait(for: .readable, until: MonotonicClock.now() + .milliseconds(20))
      if signals.take() != nil { break }
    }
    for (role, sent, skipped) in devices.counts {
      let line = JSON.members([
        ("event", "ended"), ("role", .string(role)), ("sent", .integer(Int64(sent))), ("skipped", .integer(Int64(skipped))),
      ])
      let late = skipped > 0 ? ", \(skipped.grouped) answers were not asked for in time" : ""
      tell(line, "\(role): \(sent.grouped) pieces sent" + late)
    }
  }

  private func tell(_ json: JSON, _ text: String) { Screen.standard.put(format.format == .json ? json.line : text) }

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
