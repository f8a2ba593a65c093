internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap identify`.
struct IdentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Says whether what you move is the device of a role, and which of its values it is.",
    discussion: """
      For arms that look alike, and for cables and ids that may be exchanged. The device's port is opened here, so the daemon must not run \
      it. Hold everything still for a second, then move one joint of the arm that you believe it is, or press one of its buttons. Dynamixel \
      servos blink meanwhile. No calibration is needed.

        exocap identify left_arm --rig lab
        exocap identify left_arm --rig lab --for 60s      names every value as it moves

      Ends with the first value that moves; with --for, with the time. Exit status: 1 nothing moved.
      """)

  /// Without `--for`.
  private static var patience: Interval { .seconds(30) }

  @Argument(help: ArgumentHelp("The device's role in the rig.", valueName: "role"))
  var role: String
  @Option(help: "The rig, by name or path.")
  var rig: String
  @Option(name: .customLong("for"), help: ArgumentHelp("Goes on so long, and names every value that moves.", valueName: "time"))
  var time: SecondsArgument?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let (device, rigName) = try load()
    let signals = try SignalDescriptor.forTool()
    let box = try DeviceBox(device, rigName: rigName)
    let count = try watch(box, MotionFinder(device.profile), signals)
    guard count == 0 else { return }
    throw ToolFailure(
      .negative, "nothing of '\(role)' moved: \(device.port.text)",
      advice: ["what you moved is another device: try the other roles, and exchange their ports in the rig"])
  }

  /// The device of a rig that is right, such as a pedal without calibration; else one that may not be calibrated yet.
  private func load() throws -> (device: RigDevice, rigName: String) {
    let whole = try? Profiles.load(rig, searchPath: profiles.searchPath).rig
    if let whole, let device = whole.devices.first(where: { $0.role == role }) { return (device, whole.name) }
    do throws(ProfileErrors) {
      let unit = try Profiles.loadUncalibrated(role, of: rig, searchPath: profiles.searchPath)
      return (unit.device, unit.rigName)
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Shows what moves until it is enough; how many values did.
  private func watch(_ box: DeviceBox, _ given: MotionFinder, _ signals: borrowing SignalDescriptor) throws -> Int {
    var finder = given
    var polls = PollSet()
    let signal = polls.add(signals.pollDescriptor)
    _ = polls.add(box.reader.pollDescriptor)
    var (count, wasReady) = (0, false)
    var lights = Lights(box)
    defer { lights.turnOff(box) }
    var lastSample = MonotonicClock.now()
    let end = lastSample + MotionFinder.restTime + (time?.interval ?? IdentifyCommand.patience)
    tell("still", "\(role): hold everything still")
    while MonotonicClock.now() < end {
      polls.wait(until: min(box.reader.deadline, MonotonicClock.now() + .milliseconds(20)))
      if polls.readiness(of: signal) != .none, signals.take() != nil { throw ExitStatus.interrupted }
      lights.blink(box)
      var moves: [MotionFinder.Move] = []
      box.reader.turn { raw, now in
        lastSample = now
        moves += finder.take(raw, at: now)
      }
      if box.reader.isGone { throw ToolFailure(.unreachable, "the device has gone: is its plug loose?") }
      if MonotonicClock.now() > lastSample + DeviceBox.patience { throw box.silence(ending: "") }
      if finder.isReady && !wasReady {
        tell("move", "move one joint of it, or press one button" + (box.reader.hasLights ? "; its servos blink" : ""))
      }
      wasReady = finder.isReady
      for move in moves { show(move) }
      count += moves.count
      if count > 0 && time == nil { break }
    }
    return count
  }

  private func tell(_ step: String, _ text: String) {
    guard format.format == .json else { return Screen.standard.say(text) }
    Screen.standard.put(JSON.members([("event", .string("step")), ("step", .string(step)), ("text", .string(text))]).line)
  }

  private func show(_ move: MotionFinder.Move) {
    if format.format == .json {
      let unit = move.kind == .counts ? "counts" : move.kind == .length ? "m" : "rad"
      let members: [(String, JSON)] = [
        ("event", .string("moved")), ("device", .string(role)), ("value", .string(move.name)), ("distance", .number(move.distance)),
        ("unit", .string(unit)),
      ]
      return Screen.standard.put(JSON.members(members).line)
    }
    let distance =
      move.kind == .counts ? "\(move.distance.magnitude.text(0)) counts" : ValueText(move.kind == .length).short(move.distance.magnitude)
    Screen.standard.put("this is \(role): '\(move.name)' moved by \(distance)")
  }
}

/// The lights of a device, on and off twice a second.
private struct Lights {
  private static var period: Interval { .milliseconds(250) }

  private var due: Timestamp
  private var areOn = false

  init(_ box: DeviceBox) { due = box.reader.hasLights ? MonotonicClock.now() : .distantFuture }

  mutating func blink(_ box: DeviceBox) {
    guard MonotonicClock.now() >= due else { return }
    due = MonotonicClock.now() + Lights.period
    box.reader.blink()
    areOn.toggle()
  }

  /// Leaves them dark: with the device's next turn, if it has one within a tenth of a second.
  mutating func turnOff(_ box: DeviceBox) {
    guard areOn, !box.reader.isGone else { return }
    box.reader.blink()
    areOn = false
    let end = MonotonicClock.now() + .milliseconds(100)
    while MonotonicClock.now() < end && !box.reader.isGone {
      _ = box.reader.pollDescriptor.wait(for: .readable, until: min(box.reader.deadline, end))
      box.reader.turn { _, _ in }
    }
  }
}
