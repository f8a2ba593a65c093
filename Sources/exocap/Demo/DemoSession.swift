internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import Glibc
internal import LinuxIO

/// A take as it was recorded.
struct DemoTake {
  /// From 1.
  var number: Int
  /// The recording.
  var path: String
  /// When the daemon was killed in the middle of it; nil: it was not.
  var killedAt: Timestamp?
}

/// The running demo: robot, devices and daemon as processes, and the hand that plays them.
final class DemoSession {
  let rig: Rig
  let script: DemoScript
  private let places: DemoPlaces
  private(set) var robot: DemoProcess?
  private var devices: DemoProcess?
  private var daemon: DemoProcess?
  /// What the devices' operator said and nobody asked for yet.
  private var said: [(event: String, text: String)] = []
  var progress: DemoProgress
  /// The daemon's last word on the whole rig, before it ended.
  private(set) var lastStatus: JSON = .null
  /// Whether every part ended as it was asked to.
  private(set) var hasEndedWell = true
  /// What the robot's gate did.
  private(set) var gateEvents: [String] = []

  init(rig: Rig, script: DemoScript, places: DemoPlaces) {
    self.rig = rig
    self.script = script
    self.places = places
    progress = DemoProgress(rig: rig)
  }

  /// Starts everything, plays the takes, and leaves everything running.
  func play(_ signals: borrowing SignalDescriptor) throws -> [DemoTake] {
    try startParts()
    var connection = try connect(signals)
    try waitForRig(signals, &connection)
    var takes: [DemoTake] = []
    for number in 1..<DemoScript.takes { takes.append(try play(number, signals, &connection)) }
    takes.append(try playKilled(DemoScript.takes, signals, &connection))
    lastStatus = try status(&connection)
    progress.finish()
    return takes
  }

  /// Ends all parts, the daemon first: it lets go of the robot and closes its files. Again does nothing.
  func end() {
    progress.finish()
    for (part, patience) in [(daemon, Interval.seconds(12)), (devices, .seconds(3)), (robot, .seconds(3))] {
      guard let part else { continue }
      if !part.end(within: patience) {
        hasEndedWell = false
        Screen.standard.say("exocap: \(part.name) ended with \(part.status ?? 0), see \(places.log(part.name))")
      }
    }
    daemon = nil
    devices = nil
    robot = nil
  }

  // MARK: Parts

  private func startParts() throws {
    let common = script.profiles.flatMap { ["--profiles", $0] }
    let driven = rig.robots[0]
    let motion = script.motion.map { ["--motion", $0] } ?? []
    var robotWords = [places.tool, "simulate", "robot", "--profile", driven.profile.name, "--host", driven.link.host]
    robotWords += ["--port", "\(driven.link.port)", "--robot", "\(driven.link.robot)", "--until-input-ends", "--format", "json"]
    robotWords += script.motion == nil ? ["--door"] : motion
    robot = try DemoProcess("robot", robotWords + common, log: places.log("robot"))
    var deviceWords = [places.tool, "simulate", "devices", "--rig", script.rigName, "--wait", "--format", "json"]
    deviceWords += ["--takes", "\(DemoScript.takes)", "--seed", "\(script.seed)"] + motion
    if let joint = DemoScript.glitchedJoint(of: rig) { deviceWords += ["--glitch", "\(joint)@1:0.7"] }
    if let arm = DemoScript.unpluggedArm(of: rig) { deviceWords += ["--unplug", "\(arm)@2:0.8"] }
    devices = try DemoProcess("devices", deviceWords + common, log: places.log("devices"))
    try startDaemon("exocapd")
    let numbers = [robot, devices, daemon].compactMap { $0.map { "\($0.process)" } }.joined(separator: ", ")
    Screen.standard.put("robot, devices and daemon run as processes \(numbers); messages in \(places.folder)/*.log")
  }

  /// Starts the daemon; its messages go to a log of that name.
  private func startDaemon(_ name: String) throws {
    // What a killed daemon left behind must not be taken for an answer.
    try? Files.remove(places.socket)
    let common = script.profiles.flatMap { ["--profiles", $0] }
    daemon = try DemoProcess(name, [places.daemon, "--rig", script.rigName, "--socket", places.socket] + common, log: places.log(name))
  }

  /// Kills the daemon as the kernel does where memory is out, starts another one, and connects to it. When it was killed.
  func replaceDaemon(_ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws -> Timestamp {
    let killedAt = MonotonicClock.now()
    daemon?.signal(SIGKILL)
    // It ends at once: nothing is asked of it any more.
    _ = daemon?.end(within: .seconds(2))
    try startDaemon("exocapd-again")
    connection = try connect(signals)
    try waitForRig(signals, &connection)
    return killedAt
  }

  private func connect(_ signals: borrowing SignalDescriptor) throws -> DaemonConnection {
    try wait("the daemon's socket", 15, signals) { Files.exists(places.socket) }
    // The file is there a moment before somebody listens.
    for _ in 0..<40 {
      if let connection = try? DaemonConnection(path: places.socket) { return connection }
      try pause(signals)
    }
    return try DaemonConnection(path: places.socket)
  }

  private func waitForRig(_ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws {
    var last: JSON = .null
    do {
      try wait("every device and the robot to be fresh", 15, signals) {
        last = try status(&connection)
        return isFresh(last)
      }
    } catch let failure as ToolFailure {
      let problems = (last["problems"]?.elements ?? []).compactMap { $0["error"]?.text }
      throw ToolFailure(failure.status, failure.message, advice: failure.advice + problems)
    }
    progress.open(connection: try connection.ask("version"))
  }

  private func isFresh(_ status: JSON) -> Bool {
    let devices = status["devices"]?.elements ?? []
    let areOpen = devices.count == rig.devices.count && devices.allSatisfy { $0["open"]?.bool == true }
    let streams = devices.flatMap { $0["streams"]?.elements ?? [] }
    let robots = status["robots"]?.elements ?? []
    return areOpen && streams.allSatisfy { $0["stale"]?.bool == false } && robots.allSatisfy { $0["lease"]?["granted"]?.bool == true }
  }

  // MARK: Takes

  private func play(_ number: Int, _ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws -> DemoTake {
    _ = try begin(number, signals, &connection)
    try watch(signals, &connection) { takeSaid("ends") != nil }
    _ = try connection.ask("disengage")
    try waitForState("disarmed", signals, &connection)
    let stopped = try connection.ask("record", [("action", "stop")])
    _ = try connection.ask("record", [("action", "keep")])
    robot?.say("close")
    return DemoTake(number: number, path: stopped["path"]?.text ?? "")
  }

  /// Waits for the operator, records, and lets him go. Where the recording goes.
  func begin(_ number: Int, _ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws -> String {
    progress.take = number
    try wait("the operator to stand at rest", 10, signals) { takeSaid("waits") != nil }
    let task = script.motion.map { "follow \(Files.name(of: $0))" } ?? "open the microwave"
    let begun = try connection.ask("record", [("action", "start"), ("task", .string(task)), ("operator", "demo")])
    try engage(signals, &connection)
    return begun["path"]?.text ?? ""
  }

  /// Arms, and gives the operator the word: he confirms by himself.
  private func engage(_ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws {
    _ = try connection.ask("engage")
    devices?.say("go")
  }

  /// Follows a take to its end; where a device goes, waits for it to come back and for the robot to have let go, and engages again.
  private func watch(
    _ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection, until isOver: () -> Bool
  ) throws {
    var hasLost = false
    try wait("the take to end", 45, signals) {
      if let role = takeSaid("unplugged") {
        progress.note("\(role) was unplugged in mid-motion")
        hasLost = true
      }
      if let role = takeSaid("plugged") { progress.note("\(role) is back") }
      let now = try status(&connection)
      progress.show(now)
      if hasLost, states(now).allSatisfy({ $0 == "disarmed" }), isFresh(now), takeSaid("waits") != nil {
        hasLost = false
        progress.note("the robot has let go; arming again, through the guard")
        try engage(signals, &connection)
      }
      return isOver()
    }
  }

  private func waitForState(_ state: String, _ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection) throws {
    try wait("every group to be \(state)", 10, signals) {
      let now = try status(&connection)
      progress.show(now)
      return states(now).allSatisfy { $0 == state }
    }
  }

  func states(_ status: JSON) -> [String] {
    (status["robots"]?.elements ?? []).flatMap { $0["groups"]?.elements ?? [] }.compactMap { $0["state"]?.text }
  }

  func status(_ connection: inout DaemonConnection) throws -> JSON { try connection.ask("status")["status"] ?? .null }

  // MARK: Waiting

  /// Waits until `condition`, looking twenty times a second; fails where a part ends, or time is up, or Ctrl-C comes.
  func wait(
    _ what: String, _ seconds: Double, _ signals: borrowing SignalDescriptor, until condition: () throws -> Bool
  ) throws {
    let deadline = MonotonicClock.now() + .seconds(rounding: seconds)
    while true {
      if try condition() { return }
      guard MonotonicClock.now() < deadline else {
        throw ToolFailure(.negative, "waited \(seconds.text(0)) s for \(what)", advice: ["messages of the parts: \(places.folder)/*.log"])
      }
      try pause(signals)
    }
  }

  private func pause(_ signals: borrowing SignalDescriptor) throws {
    _ = signals.pollDescriptor.wait(for: .readable, until: MonotonicClock.now() + .milliseconds(50))
    if signals.take() != nil {
      progress.finish()
      end()
      throw ToolFailure(.interrupted, "interrupted; every part has ended, recordings are closed")
    }
    for line in devices?.lines() ?? [] {
      guard let event = JSON(parsing: line.utf8), let name = event["event"]?.text else { continue }
      said.append((name, event["role"]?.text ?? "\(event["take"]?.integer ?? 0)"))
    }
    for line in robot?.lines() ?? [] {
      guard let event = JSON(parsing: line.utf8), event["event"]?.text == "gate" else { continue }
      gateEvents.append("\(event["before"]?.text ?? "?") → \(event["after"]?.text ?? "?")")
    }
    _ = daemon?.lines()
    for part in [robot, devices, daemon].compactMap({ $0 }) where !part.isRunning() {
      // Once its last take has ended, the operator goes home.
      if part === devices, part.status == 0 { continue }
      throw ToolFailure(
        .negative, "\(part.name) ended by itself with \(part.status ?? 0)", advice: lastWords(part) + ["see \(places.log(part.name))"])
    }
  }

  /// The last three lines of a part's messages.
  private func lastWords(_ part: DemoProcess) -> [String] {
    guard let bytes = try? Files.contents(of: places.log(part.name), atMost: 1 << 24) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(3).map(String.init)
  }

  /// Takes the first event of a name out of what was said.
  private func takeSaid(_ event: String) -> String? {
    guard let index = said.firstIndex(where: { $0.event == event }) else { return nil }
    return said.remove(at: index).text
  }
}
