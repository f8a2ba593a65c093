internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// What the demo's recordings show, measured, and what is missing of what they should show.
struct DemoVerdict {
  private struct Take {
    var take: DemoTake
    var summary: RecordingSummary
    var trace: RecordingTrace
    var replay: String
    var replayTime: Double
    var page: String
    var pageSize: Int
    /// [B] Of the recording.
    var size: Int
    /// What is missing at the end of a take whose daemon was killed; nil: it was not.
    var tail: Interval?
  }

  /// [rad] A door that is open at least so far counts as opened: the person means 40°.
  private static var openAngle: Double { 30 * .pi / 180 }

  private var takes: [Take] = []
  /// What should have been seen and was not.
  private(set) var missing: [String] = []
  /// What was seen besides, and is no fault of exocap.
  private var notes: [String] = []

  /// The pages of the takes.
  var pages: [String] { takes.map(\.page) }

  /// Reads, replays and plots the recordings of a session that has ended.
  init(session: DemoSession, takes: [DemoTake]) throws {
    for take in takes {
      let recording = try Recording.open(take.path)
      let rig = try recording.ownRig()
      let trace = RecordingTrace(recording, rig: rig)
      let began = MonotonicClock.now()
      let outcome = ReplayFile.check(recording, rig: rig)
      let took = (MonotonicClock.now() - began).seconds
      let page = PlotCommand.page(beside: take.path)
      let size = try PlotCommand.write(PlotPage(recording, trace, notes: [("replay", outcome.text)]), to: page)
      self.takes.append(
        Take(
          take: take, summary: RecordingSummary(recording, trace), trace: trace, replay: outcome.text, replayTime: took, page: page,
          pageSize: size, size: recording.size, tail: take.killedAt.map { $0 - (recording.start + .seconds(rounding: trace.duration)) }))
      judge(take, trace, outcome)
      if take.killedAt != nil { judge(recovered: recording, take) }
    }
    if !session.hasEndedWell { missing.append("a part of the rig did not end as it was asked to") }
  }

  /// Prints all of it.
  func put() {
    for take in takes {
      let screen = Screen.standard
      screen.put("\n" + screen.styled("take \(take.take.number)", .bold) + ": \(take.trace.duration.text(1)) s")
      for line in take.summary.deviceLines + take.summary.robotLines { screen.put(line.isEmpty ? line : "  " + line) }
      screen.put("\n  what happened")
      for line in DemoVerdict.story(take.trace.events) { screen.put("  " + line) }
      if let angle = DemoVerdict.widest(take.trace) { screen.put("  the door was opened by \((angle * 180 / .pi).text(1))°") }
      screen.put("  recording \(take.take.path), \(take.size.byteText)")
      screen.put("  page      \(take.page), \(take.pageSize.byteText)")
      if let tail = take.tail {
        screen.put("  the daemon was killed \((tail.seconds * 1e3).text(0)) ms behind the last record in the file, which has been repaired")
      }
      let speed = take.replayTime > 0 ? take.trace.duration / take.replayTime : 0
      for (index, line) in take.replay.split(separator: "\n").enumerated() {
        screen.put("  " + line + (index == 0 ? "  (\(speed.text(0)) × real time)" : ""))
      }
    }
    for note in notes { Screen.standard.put("\n" + note) }
  }

  /// Events as lines; groups that change alike within 30 ms share one, with the reason of the first.
  private static func story(_ events: [RecordingTrace.Event]) -> [String] {
    var lines: [(event: RecordingTrace.Event, groups: [String])] = []
    for event in events where event.isWarning || event.change != nil || event.kind == "opened" {
      guard let change = event.change else {
        lines.append((event, []))
        continue
      }
      let same = lines.lastIndex { line in
        guard let other = line.event.change else { return false }
        return event.time - line.event.time < 0.03 && other.from == change.from && other.to == change.to
      }
      if let same { lines[same].groups.append(change.group.name) } else { lines.append((event, [change.group.name])) }
    }
    return lines.map { event, groups in
      let time = event.time.text(3)
      let place = String(repeating: " ", count: max(0, 8 - time.count)) + time + " s  \(event.source): "
      guard let change = event.change else { return place + "\(event.kind): \(event.text)" }
      return place + "\(groups.joined(separator: " ")): \(change.from.name) → \(change.to.name) (\(change.reason.name))"
    }
  }

  /// [rad] How far the door was open at most; nil where there is none.
  private static func widest(_ trace: RecordingTrace) -> Double? {
    let extras = trace.devices.flatMap { $0.streams.filter { $0.name == "extra" } }
    return extras.compactMap { $0.values.first?.filter(\.isFinite).max() }.max()
  }

  private mutating func judge(_ take: DemoTake, _ trace: RecordingTrace, _ outcome: ReplayOutcome) {
    func miss(_ text: String) { missing.append("take \(take.number): \(text)") }
    let isWhole = take.killedAt == nil ? outcome.report.isIdentical : outcome.report.differenceCount == 0 && outcome.report.identical > 0
    if !isWhole { miss("the replay differs, or is not whole") }
    if trace.lostRecords > 0 { miss("\(trace.lostRecords) records were lost") }
    let texts = trace.events.map { "\($0.kind) \($0.text)" }
    func has(_ parts: String...) -> Bool { texts.contains { text in parts.allSatisfy { text.contains($0) } } }
    if !has("→ engaged") { miss("nothing engaged") }
    if take.killedAt == nil, let angle = DemoVerdict.widest(trace) {
      if angle < DemoVerdict.openAngle { miss("the door was opened by \((angle * 180 / .pi).text(1))° only") }
    }
    if take.number == 1 {
      if !has("jump_refused") { miss("the glitch was not refused") }
      if has("not_back_in_time") { miss("the robot was released, though nothing was unplugged") }
      // Processors that were taken away for longer than 50 ms: the robot waits, as it should, and the person sees why.
      if has("→ holding") { notes.append("take 1: this machine stood still for a moment; the robot held, and went on") }
    } else if take.killedAt == nil {
      if !has("closed", "the device is gone") { miss("no device went away") }
      if !has("→ holding", "stream_stale") && !has("→ holding", "stale") { miss("the robot did not hold") }
      if !has("→ releasing") { miss("the robot did not release") }
      if texts.filter({ $0.contains("right_arm: blending → engaged") }).count < 2 { miss("the arms were not engaged again") }
    }
  }

  /// A take whose daemon was killed: its file must say that it was torn. The bound counts on a machine that is not overloaded.
  private mutating func judge(recovered recording: Recording, _ take: DemoTake) {
    if recording.recovery == nil { missing.append("take \(take.number): the file does not say that it was torn and repaired") }
    guard let tail = takes.last?.tail, tail > DemoVerdict.longestTail else { return }
    notes.append(
      "take \(take.number): more than \(DemoVerdict.longestTail.nanoseconds / 1_000_000) ms are missing; this machine was very busy")
  }

  /// What docs/reliability.md promises of kill -9.
  private static var longestTail: Interval { .milliseconds(250) }
}
