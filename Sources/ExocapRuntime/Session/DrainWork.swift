internal import ExocapCore
internal import LinuxIO

/// What the drain thread does with every record: figures, the recording, telemetry. Made before the thread starts, then its alone.
final class DrainWork {
  private let board: StatusBoard
  private let recorder: EpisodeRecorder
  private let desk: RecordingDesk
  private let bells: CheckpointBells
  private let blackBox: BlackBox
  private let controls: TakeControls
  private var telemetry: TelemetryWriter?

  init(
    board: StatusBoard, recorder: EpisodeRecorder, desk: RecordingDesk, blackBox: BlackBox, controls: TakeControls,
    bells: CheckpointBells, telemetry: consuming TelemetryWriter?
  ) {
    self.controls = controls
    self.telemetry = telemetry
    self.board = board
    self.recorder = recorder
    self.desk = desk
    self.blackBox = blackBox
    self.bells = bells
  }

  /// Takes one record of a tap.
  func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    board.take(source, record)
    recorder.take(source, record)
    blackBox.take(source, record)
    controls.take(source, record)
    publish(source, record)
  }

  private func publish(_ source: TapSource, _ record: RecordConsumer.Record) {
    guard telemetry != nil else { return }
    switch (source, RecordKind(rawValue: record.kind)) {
    case (.device, .sample):
      guard let sample = unsafe SampleRecord(record.bytes) else { return }
      var shown = TelemetryRecord(sample)
      telemetry?.publish(&shown)
    case (.robot(let robot), .tick):
      guard let tick = unsafe TickRecord(record.bytes) else { return }
      var joints = TelemetryRecord(joints: tick, robot: robot)
      telemetry?.publish(&joints)
      var groups = TelemetryRecord(groups: tick, robot: robot)
      telemetry?.publish(&groups)
    // Calls and times are for replay and figures.
    case (_, _): break
    }
  }

  /// After each round over the taps.
  func turn(now: Timestamp) {
    board.turn(now: now)
    for order in desk.takeOrders() { carryOut(order, now: now) }
    recorder.turn(now: now)
    blackBox.turn(now: now) { bells.ring($0) }
    if let wish = recorder.takeWish() { bells.ring(wish) }
    // A few reads of a clock, no system call that waits.
    if recorder.isClockDue { recorder.note(clock: WallClockReading.take()) }
    desk.tell(recorder.state, finished: recorder.takeFinished())
  }

  /// Ends a running episode, when no thread turns any more and the taps are empty.
  func end(now: Timestamp) {
    for order in desk.takeOrders() { carryOut(order, now: now) }
    if recorder.state != .idle { recorder.endEpisodeNow(now: now) }
    blackBox.finish(now: now)
    desk.tell(recorder.state, finished: recorder.takeFinished())
    telemetry?.end()
  }

  private func carryOut(_ order: RecordingDesk.Order, now: Timestamp) {
    switch order {
    case .begin(let plan, let wall):
      if recorder.state == .idle { recorder.beginEpisode(plan, wall: wall, now: now) }
    case .end:
      if recorder.state != .idle { recorder.endEpisode(now: now) }
    case .note(let event):
      var shown = TelemetryRecord(
        event: event.line, source: 0, code: UInt32(event.severity.rawValue), at: event.time)
      telemetry?.publish(&shown)
      if event.isTapped { return }
      recorder.note(event.severity, kind: event.kind, text: event.text, at: event.time)
      blackBox.note(event)
    case .snapshot: blackBox.happened(.request)
    }
  }
}
