internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// Leads a person through a calibration: reads the device, the keyboard and Ctrl-C at once, and says what to do.
///
/// For programs each thing that is said is a JSON object on a line of its own, and the keyboard is standard input just so.
final class CalibrationGuide {
  /// The screen is drawn this often; programs get half as much.
  private static var drawnEvery: Interval { .milliseconds(100) }
  /// A person who moves the wrong joint so often has another problem.
  private static let attempts = 5

  private let device: DeviceBox
  private let signals: SignalDescriptor
  private let isJSON: Bool
  private var input = LineInput()
  private var typed: [String] = []
  private var inputHasEnded = false
  private var polls = PollSet()
  private let deviceSlot: PollSlot
  private let signalSlot: PollSlot
  private let keyboardSlot: PollSlot
  private var lastSample: Timestamp
  private var drawDue = Timestamp.never
  private var drawnLines = 0

  init(_ device: DeviceBox, signals: consuming SignalDescriptor, isJSON: Bool) {
    self.device = device
    self.isJSON = isJSON
    deviceSlot = polls.add(device.reader.pollDescriptor)
    signalSlot = polls.add(signals.pollDescriptor)
    keyboardSlot = polls.add(PollDescriptor(number: 0))
    self.signals = signals
    lastSample = MonotonicClock.now()
  }

  // MARK: Steps

  /// Lets every joint be moved over its whole travel, until Enter and until all of them have been.
  func sweep(_ profile: DeviceProfile) throws -> [SweptValue] {
    tell("sweep", "move every joint from stop to stop, one after the other; Enter when each has its mark", wants: "enter")
    var sweep = TravelSweep(profile)
    while true {
      let line = try turn { raw, now in sweep.take(raw, at: now) }
      draw { SweepTable(sweep.rows) }
      guard line != nil else { continue }
      let (values, refusals) = sweep.finish()
      if refusals.isEmpty { return values }
      guard refusals.allSatisfy(\.isMendedByMoving) else { throw CalibrationGuide.failure(refusals) }
      try refuse(refusals, again: "go on, then Enter")
    }
  }

  /// Lets one joint be moved to its positive side: +1 or -1.
  func direction(of joint: Int, among swept: [SweptValue], zero: ZeroPose) throws -> Double {
    let name = swept[joint].value.name
    for _ in 0..<CalibrationGuide.attempts {
      tell("still", "hold the arm still", wants: nil)
      _ = try settle(swept)
      let way = zero.positive[name].map { ": \($0)" } ?? ""
      tell("direction", "move '\(name)' to its positive side\(way); hold all other joints still", wants: "move", joint: name)
      var step = DirectionStep(swept, asked: joint)
      do throws(UnitRefusal) {
        while true {
          try turnQuietly { raw, _ in step.take(swept.map { $0.reading(raw) ?? .nan }) }
          if let sign = try step.sign() { return sign }
        }
      } catch {
        if let stop = interruption { throw stop }
        try refuse([error], again: "once more")
      }
    }
    throw ToolFailure(.negative, "the direction of '\(name)' was not found; nothing was written")
  }

  /// Lets the zero pose be held: where each joint stood [rad | m], before zero and sign.
  func hold(_ swept: [SweptValue], zero: ZeroPose) throws -> [Double] {
    let bent = swept.compactMap { joint -> String? in
      guard let angle = zero.pose[joint.value.name], angle != 0 else { return nil }
      return "\(joint.value.name) \(ValueText(joint.value.isLength).short(angle))"
    }
    let angles = bent.isEmpty ? "every joint at 0" : bent.joined(separator: ", ") + (bent.count < swept.count ? ", the others at 0" : "")
    tell("zero", "zero pose: \(zero.hint.map { "\($0) (\(angles))" } ?? angles); Enter, then hold still", wants: "enter")
    while try turn({ _, _ in }) == nil {}
    return try settle(swept)
  }

  /// Lets a force sensor be loaded with nothing, and then with what a person has.
  func lay(_ empty: ForceLoads) throws -> ForceLoads {
    var loads = empty
    let name = loads.value.name
    tell("empty", "'\(name)': take everything off the sensor; Enter", wants: "enter", joint: name)
    while try turn({ _, _ in }) == nil {}
    try average(0, &loads)
    while true {
      let need = loads.needsLoad && loads.loads.count < 2 ? "" : "; Enter alone when there is no more"
      tell("load", "'\(name)': lay a known load on it and type it, such as 5N or 500g\(need)", wants: "load", joint: name)
      var line: String?
      while line == nil { line = try turn { _, _ in } }
      let text = (line ?? "").filter { !$0.isWhitespace }
      if text.isEmpty {
        if need.isEmpty { continue }
        return loads
      }
      guard let newtons = CalibrationGuide.load(text) else {
        tell("mistyped", "'\(text)' is no load: write it like 5N, 500g or 1.2kg", wants: nil)
        continue
      }
      try average(newtons, &loads)
    }
  }

  /// Says what was not believed. A person may try again; where standard input has ended, nobody does.
  func refuse(_ refusals: [UnitRefusal], again: String) throws {
    if inputHasEnded { throw CalibrationGuide.failure(refusals) }
    drawnLines = 0
    for refusal in refusals {
      if isJSON {
        put([
          ("event", .string("refused")), ("value", .string(refusal.value)), ("message", .string(refusal.message)),
          ("remedy", .string(refusal.remedy)),
        ])
      } else {
        Screen.standard.say("not yet: \(refusal.message)")
        Screen.standard.say("  = \(refusal.remedy)")
      }
    }
    if !isJSON { Screen.standard.say(again) }
  }

  private static func failure(_ refusals: [UnitRefusal]) -> ToolFailure {
    let first = refusals.map(\.message).joined(separator: "; ")
    return ToolFailure(.negative, "\(first); nothing was written", advice: refusals.map(\.remedy))
  }

  /// [N] `5N`, or the weight of `500g`.
  static func load(_ text: String) -> Double? {
    // Standard gravity (CGPM 1901).
    guard let quantity = try? Quantity(text) else { return nil }
    switch quantity.unit.dimension {
    case .force: return quantity.value
    case .mass: return quantity.value * 9.80665
    default: return nil
    }
  }

  // MARK: Reading

  /// Waits until every joint has been still for a second: its mean over that.
  private func settle(_ swept: [SweptValue]) throws -> [Double] {
    var pose = HeldPose(swept)
    while true {
      _ = try turn { raw, now in pose.take(swept.map { $0.reading(raw) ?? .nan }, at: now) }
      if let means = pose.means {
        clear()
        return means
      }
      draw { SweepTable(stillness: pose, of: swept) }
    }
  }

  /// Averages a force's counts over a second.
  private func average(_ newtons: Double, _ loads: inout ForceLoads) throws {
    var pose = HeldPose(bounds: [.infinity])
    let reader = loads
    while true {
      _ = try turn { raw, now in pose.take([reader.counts(raw)], at: now) }
      guard let mean = pose.means?.first else { continue }
      loads.add(newtons, counts: mean, noise: pose.spreads.first ?? 0)
      return
    }
  }

  /// What ended a step that throws refusals.
  private var interruption: (any Error)?

  private func turnQuietly(_ take: (RawSample, Timestamp) -> Void) throws(UnitRefusal) {
    do {
      _ = try turn(take)
    } catch {
      interruption = error
      // Never seen: the caller throws the interruption.
      throw .neverRead("")
    }
  }

  /// Waits a little, hands on what the device sent, and returns what was typed.
  private func turn(_ take: (RawSample, Timestamp) -> Void) throws -> String? {
    let now = MonotonicClock.now()
    polls.wait(until: min(device.reader.deadline, now + .milliseconds(20)))
    if polls.readiness(of: signalSlot) != .none, signals.take() != nil {
      clear()
      Screen.standard.say("exocap: nothing was written")
      throw ExitStatus.interrupted
    }
    if polls.readiness(of: keyboardSlot) != .none { readKeyboard() }
    var latest = lastSample
    device.reader.turn { raw, arrival in
      latest = arrival
      take(raw, arrival)
    }
    lastSample = latest
    try checkDevice()
    if typed.isEmpty {
      if inputHasEnded { throw ToolFailure(.negative, "standard input has ended before the calibration had; nothing was written") }
      return nil
    }
    drawnLines = 0
    return typed.removeFirst()
  }

  private func readKeyboard() {
    if let lines = input.read() {
      typed += lines
    } else {
      inputHasEnded = true
      polls.replace(keyboardSlot, with: .none)
    }
  }

  private func checkDevice() throws {
    if device.reader.isGone { throw ToolFailure(.unreachable, "the device has gone: is its plug loose? Nothing was written") }
    guard MonotonicClock.now() > lastSample + DeviceBox.patience else { return }
    throw device.silence(ending: "; nothing was written")
  }

  // MARK: Showing

  private func tell(_ step: String, _ text: String, wants: String?, joint: String? = nil) {
    drawnLines = 0
    guard isJSON else { return Screen.standard.say(text) }
    put([
      ("event", .string("step")), ("step", .string(step)), ("value", .text(joint)), ("wants", .text(wants)), ("text", .string(text)),
    ])
  }

  private func put(_ members: [(String, JSON)]) { Screen.standard.put(JSON.members(members).line) }

  private func draw(_ make: () -> SweepTable) {
    let now = MonotonicClock.now()
    guard now >= drawDue else { return }
    drawDue = now + CalibrationGuide.drawnEvery * (isJSON ? 2 : 1)
    if isJSON { return put(make().members) }
    guard Screen.standard.isTerminal else { return }
    let lines = make().lines
    Screen.standard.redraw(lines, over: drawnLines)
    drawnLines = lines.count
  }

  private func clear() {
    drawnLines = 0
    drawDue = .never
  }
}
