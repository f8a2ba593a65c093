internal import ArgumentParser
internal import ExocapRuntime

/// What all requests about joint groups take.
struct GroupOptions: ParsableArguments {
  @Argument(help: "Joint groups such as left_arm; without any, all that the rig engages.")
  var groups: [String] = []
  @Option(help: "One robot of the rig, by its id; without it, all of them.")
  var robot: String?
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  /// Asks it of the daemon, and prints the sentence that `text` makes of the groups taken.
  func ask(_ request: String, takesGroups: Bool = true, _ text: (_ groups: String, _ reply: JSON) -> String) throws {
    var client = try daemon.connect()
    var keys: [(String, JSON)] = []
    if takesGroups, !groups.isEmpty { keys.append(("groups", .array(groups.map { .string($0) }))) }
    if let robot { keys.append(("robot", .string(robot))) }
    let reply = try client.ask(request, keys)
    let taken = (reply["groups"]?.elements ?? []).compactMap(\.text).joined(separator: " ")
    Screen.standard.put(format.format == .json ? reply.line : text(taken, reply))
  }
}

/// `exocap engage`.
struct EngageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engage",
    abstract: "Arms joint groups: the next physical act at the rig engages them.",
    discussion: """
      Engaging needs a physical act (a button, a pedal, a squeeze) within 10 s, fresh samples, and an operator whose pose is near the \
      robot's; 'exocap status' says what is missing.

        exocap engage
        exocap engage left_arm left_hand
      """)
  @OptionGroup var options: GroupOptions

  func run() throws {
    try options.ask("engage") { groups, reply in
      if reply["remote"]?.bool == true { return "engaging: \(groups)" }
      return "armed for \((reply["armed_s"]?.double ?? 10).text(0)) s: \(groups); now the physical act at the rig"
    }
  }
}

/// `exocap disengage`.
struct DisengageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disengage", abstract: "Lets go of joint groups: weights come down over 2 s. Always taken.")
  @OptionGroup var options: GroupOptions

  func run() throws { try options.ask("disengage") { groups, _ in "letting go: \(groups)" } }
}

/// `exocap freeze`.
struct FreezeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freeze", abstract: "Holds joint groups where they are until 'exocap unfreeze'.")
  @OptionGroup var options: GroupOptions

  func run() throws { try options.ask("freeze") { groups, _ in "holding: \(groups)" } }
}

/// `exocap unfreeze`.
struct UnfreezeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unfreeze", abstract: "Ends 'exocap freeze': groups blend back to the operator.")
  @OptionGroup var options: GroupOptions

  func run() throws { try options.ask("unfreeze") { groups, _ in "following again: \(groups)" } }
}

/// `exocap estop`.
struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estop",
    abstract: "Emergency stop: every group faults at the next tick, until 'exocap reset'. Always taken.",
    discussion: "This is a convenience and no safety-rated stop: a robot needs its own.")
  @Option(help: "One robot of the rig, by its id; without it, all of them.")
  var robot: String?
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    var client = try daemon.connect()
    let reply = try client.ask("estop", robot.map { [("robot", .string($0))] } ?? [])
    Screen.standard.put(format.format == .json ? reply.line : "stopped; 'exocap reset' leaves the fault")
  }
}

/// `exocap reset`.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "reset", abstract: "Leaves a fault: groups are disarmed again.")
  @OptionGroup var options: GroupOptions

  func run() throws { try options.ask("reset") { groups, _ in "reset: \(groups)" } }
}

/// `exocap tare`.
struct TareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tare",
    abstract: "Takes what a force sensor reads now as its zero.",
    discussion: """
      The hand must not touch the sensor: where the force moves meanwhile, the old zero stays and an event says so.

        exocap tare left_grip
      """)
  @Argument(help: "The device, by its role in the rig.")
  var device: String
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    var client = try daemon.connect()
    let reply = try client.ask("tare", [("device", .string(device))])
    Screen.standard.put(format.format == .json ? reply.line : "\(device): taring; 'exocap status' shows the force afterwards")
  }
}
