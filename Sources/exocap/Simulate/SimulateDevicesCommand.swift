internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO

/// `exocap simulate devices`.
struct SimulateDevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "Plays every worn device of a rig, at the paths that the rig names.",
    discussion: """
      Each device is a pseudo-terminal that speaks the device's own protocol at its own speed: the daemon opens it as a serial \
      port, and reads garbage where it set another speed. An operator wears them who opens a microwave's door, take after take, or moves \
      as a recorded human motion does.

        exocap simulate devices --rig demo --takes 3
        exocap simulate devices --rig demo --motion arms.csv --wait
        exocap simulate devices --unplug left_arm@2:1.2 --takes 3
        exocap simulate devices --glitch right_arm.elbow@1:3

      Times of unplugs and glitches are TAKE:SECONDS, the seconds counted from the take's first movement. After an unplug the operator \
      goes back to rest and begins the take again.
      """)

  @Option(help: "The rig, by name or path. Its devices must have paths, not USB serials.")
  var rig = "demo"
  @OptionGroup var profiles: ProfileOptions
  @Option(help: ArgumentHelp("A recorded human motion instead of the microwave.", valueName: "file.csv"))
  var motion: String?
  @Option(help: "What the operator's tremor and pace are drawn from; the same seed moves the same.")
  var seed: UInt64 = 1
  @Option(help: "How many takes; without it, until Ctrl-C.")
  var takes: Int?
  @Flag(help: "Begins each take only at a line on standard input, and ends where that ends.")
  var wait = false
  @Option(help: ArgumentHelp("Unplugs a device in mid-take for 1.5 s. May be given again.", valueName: "role@take:seconds"))
  var unplug: [ScriptedUnplug] = []
  @Option(help: ArgumentHelp("Lets an encoder jump at 24 rad/s. May be given again.", valueName: "role.value@take:seconds"))
  var glitch: [ScriptedGlitch] = []
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let takes, takes < 1 { throw ValidationError("--takes is at least 1") }
  }

  func run() throws {
    let rig = try profiles.loadRig(rig).rig
    try check(rig)
    let script = OperatorScript(
      person: try person(for: rig), tremor: tremor, takes: takes ?? .max, unplugs: unplug, waitsForWord: wait, now: MonotonicClock.now())
    let signals = try SignalDescriptor.forTool()
    let isOver = EndSign()
    var threads: [ThreadJoin] = []
    // The links must be gone before we are.
    defer {
      isOver.raise()
      for thread in threads { thread.join() }
    }
    for index in rig.devices.indices { threads.append(try start(DeviceID(index), of: rig, script: script, isOver: isOver)) }
    watch(script, signals)
  }

  private func start(_ device: DeviceID, of rig: Rig, script: OperatorScript, isOver: EndSign) throws -> ThreadJoin {
    let own = rig.devices[Int(device.index)]
    guard case .path(let path) = own.port else { throw ToolFailure(.configuration, "\(own.role) has no path") }
    let worn = WornValues(rig: rig, device: device, glitches: glitch)
    do throws(IOError) {
      try Files.makeFolders(Files.folder(of: path))
      let made = TerminalBox(try DeviceTerminal(rig: rig, device: device, link: path, worn: worn, script: script))
      // Before the daemon's own threads: a device does not wait for its reader.
      let settings = ThreadSettings(name: "play-\(own.role)", policy: .fifo(priority: 70), stackSize: 1 << 20)
      let thread = try RealtimeThread(settings) { made.run(until: isOver) }
      put(.members([("event", .string("opened")), ("role", .string(own.role)), ("path", .string(path))]), "\(own.role): \(path)")
      return ThreadJoin(thread)
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Tells what happens, until the script or standard input ends or a signal comes.
  private func watch(_ script: OperatorScript, _ signals: borrowing SignalDescriptor) {
    var input = LineInput()
    var polls = PollSet()
    let signal = polls.add(signals.pollDescriptor)
    let keyboard = polls.add(wait ? PollDescriptor(number: 0) : .none)
    while let events = script.advance(to: MonotonicClock.now()) {
      for event in events { tell(event) }
      polls.wait(until: MonotonicClock.now() + .milliseconds(20))
      if polls.readiness(of: signal) != .none, signals.take() != nil { return }
      guard polls.readiness(of: keyboard) != .none else { continue }
      guard let lines = input.read() else { return }
      for _ in lines where !script.begin(at: MonotonicClock.now()) {
        Screen.standard.say("exocap: a take is being done; the next word counts when it is over")
      }
    }
  }

  private func tell(_ event: OperatorScript.Event) {
    switch event {
    case .waits(let take): putTake("waits", take, wait ? "waits for a line on standard input" : "waits")
    case .begins(let take): putTake("begins", take, "begins")
    case .confirms(let take): putTake("confirms", take, "confirms")
    case .moves(let take): putTake("moves", take, "moves")
    case .ends(let take): putTake("ends", take, "ends")
    case .unplugged(let role): put(.members([("event", .string("unplugged")), ("role", .string(role))]), "\(role): unplugged")
    case .plugged(let role): put(.members([("event", .string("plugged")), ("role", .string(role))]), "\(role): plugged in again")
    }
  }

  private func putTake(_ event: String, _ take: Int, _ text: String) {
    put(.members([("event", .string(event)), ("take", .integer(Int64(take + 1)))]), "take \(take + 1): \(text)")
  }

  private func put(_ json: JSON, _ text: String) { Screen.standard.put(format.format == .json ? json.line : text) }

  // MARK: The operator

  private var tremor: Tremor {
    // Not the generator of the takes, so that a change of their number trembles the same.
    var random = SeededRandom(seed: seed &+ 0x7265_6D6F_72)
    return Tremor(random: &random)
  }

  private func person(for rig: Rig) throws -> Person {
    if let motion {
      let recorded = try RecordedMotion.load(motion)
      return Person(takes: [.recorded(recorded)], tremor: nil)
    }
    guard let robot = rig.robots.first else { throw ToolFailure(.configuration, "rig '\(rig.name)' drives no robot: nothing to do") }
    let plan = try MicrowavePlan.solved(for: robot.profile)
    var random = SeededRandom(seed: seed)
    let tasks = (0..<min(takes ?? 8, 64)).map { _ in Person.Motion.microwave(MicrowaveTask(plan: plan, random: &random)) }
    return Person(takes: tasks, tremor: nil)
  }

  private func check(_ rig: Rig) throws {
    let roles = rig.devices.map(\.role)
    for device in rig.devices {
      guard case .path = device.port else {
        throw ToolFailure(
          .configuration, "\(device.role) is found by its USB serial, which a simulated device does not have",
          advice: ["use a rig whose devices have 'port: PATH', such as demo"])
      }
    }
    for role in unplug.map(\.role) + glitch.map(\.role) where !roles.contains(role) {
      throw ToolFailure(.usage, "rig '\(rig.name)' has no device '\(role)'", advice: Suggestion.notes(for: role, among: roles))
    }
    for glitch in glitch {
      let values = rig.devices.first { $0.role == glitch.role }?.profile.streams.flatMap { $0.values.map(\.name) } ?? []
      guard values.contains(glitch.value) else {
        throw ToolFailure(
          .usage, "\(glitch.role) has no value '\(glitch.value)'", advice: Suggestion.notes(for: glitch.value, among: values))
      }
    }
  }
}
