internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// What a person sees while the demo plays: one line that is drawn over, or on no terminal one line every two seconds.
struct DemoProgress {
  /// From 1; 0 before the first.
  var take = 0

  private let rig: Rig
  private let began = MonotonicClock.now()
  private var telemetry: TelemetryWatch?
  private var shownAt = Timestamp.never
  private var isLineOpen = false
  private var lastState = ""

  init(rig: Rig) { self.rig = rig }

  /// Looks into the daemon's shared memory from now on.
  mutating func open(connection version: JSON) {
    telemetry = TelemetryWatch(rig: rig, name: "/exocap-\(version["rig"]?.text ?? rig.name)")
  }

  /// Shows how it goes, ten times a second at most.
  mutating func show(_ status: JSON) {
    telemetry?.update()
    guard let robot = status["robots"]?.elements?.first else { return }
    let state = robot["state"]?.text ?? "?"
    let now = MonotonicClock.now()
    let pause: Interval = Screen.standard.isTerminal ? .milliseconds(100) : .seconds(2)
    // A change of state is always worth a line.
    guard state != lastState || now - max(shownAt, began - .seconds(9)) >= pause else { return }
    lastState = state
    shownAt = now
    let line = "\(clock)  take \(take)  \(padded(state, 9))" + world + latency(robot)
    if Screen.standard.isTerminal {
      Screen.standard.redraw(line)
      isLineOpen = true
    } else {
      Screen.standard.put(line)
    }
  }

  /// Tells something that stays on the screen.
  mutating func note(_ text: String) {
    finish()
    Screen.standard.put("\(clock)  take \(take)  " + Screen.standard.styled(text, .yellow))
  }

  /// Ends the line that is drawn over.
  mutating func finish() {
    if isLineOpen { Screen.standard.put() }
    isLineOpen = false
  }

  private var clock: String {
    let text = (MonotonicClock.now() - began).seconds.text(1)
    return String(repeating: " ", count: max(0, 5 - text.count)) + text + " s"
  }

  private var world: String {
    guard let telemetry else { return "" }
    var text = ""
    if telemetry.doorAngle.isFinite { text += "  door \(padded((telemetry.doorAngle * 180 / .pi).text(1) + "°", 6))" }
    if telemetry.gripForce.isFinite { text += "  grip \(padded(telemetry.gripForce.text(1) + " N", 7))" }
    return text
  }

  private func latency(_ robot: JSON) -> String {
    var text = "  \(padded((robot["rate_hz"]?.double ?? .nan).text(0), 3)) ticks/s"
    if let way = robot["latency"]?["arrival_to_sent"], let p50 = way["p50_us"]?.double, let p99 = way["p99_us"]?.double {
      text += "  arrival → sent p50 \(p50.text(0)) µs, p99 \(p99.text(0)) µs"
    }
    return text
  }

  private func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}

/// The newest numbers of the robot out of the daemon's shared memory.
struct TelemetryWatch {
  /// [rad] NaN: not known.
  private(set) var doorAngle = Double.nan
  /// [N] The larger of the robot's hands; NaN: not known.
  private(set) var gripForce = Double.nan

  private let source: TelemetrySource
  private let robotDevice: Int
  private let forceStream: Int
  private let extraStream: Int

  /// Nil where the daemon shows none.
  init?(rig: Rig, name: String) {
    do { source = try TelemetrySource(name: name) } catch { return nil }
    robotDevice = Int(rig.stateDevice(of: RobotID(0)).index)
    forceStream = Int(RigRobot.forceStream.index)
    extraStream = Int(RigRobot.extraStream.index)
  }

  /// Takes all that has come.
  mutating func update() {
    while let record = source.next() {
      guard record.kind == .sample, record.source == robotDevice else { continue }
      if record.stream == extraStream, record.count > 0 { doorAngle = record[0, 0] }
      if record.stream == forceStream {
        let forces = (0..<record.count).map { record[0, $0] }.filter(\.isFinite)
        gripForce = forces.max() ?? .nan
      }
    }
  }
}
