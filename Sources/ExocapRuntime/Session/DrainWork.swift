internal import ExocapCore
internal import LinuxIO

/// What the drain thread does with every record: figures, the recording, telemetry. Made before the thread starts, then its alone.
final class DrainWork {
  private let board: StatusBoard
  private let recorder: EpisodeRecorder
  private let desk: RecordingDesk
  private let bells: CheckpointBells

  init(board: StatusBoard, recorder: EpisodeRecorder, desk: RecordingDesk, bells: CheckpointBells) {
    self.board = board
    self.recorder = recorder
    self.desk = desk
    self.bells = bells
  }

  /// Takes one record of a tap.
  func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    board.take(source, record)
    recorder.take(source, record)
  }

  /// After each round over the taps.
  func turn(now: Timestamp) {
    board.turn(now: now)
    for order in desk.takeOrders() { carryOut(order, now: now) }
    recorder.turn(now: now)
    if let wish = recorder.takeWish() { bells.ring(wish) }
    // A few reads of a clock, no system call that waits.
    if recorder.isClockDue { recorder.note(clock: WallClockReading.take()) }
    desk.tell(recorder.state, finished: recorder.takeFinished())
  }

  /// Ends a running episode, when no thread turns any more and the taps are empty.
  func end(now: Timestamp) {
    for order in desk.takeOrders() { carryOut(order, now: now) }
    if recorder.state != .idle { recorder.endEpisodeNow(now: now) }
    desk.tell(recorder.state, finished: recorder.takeFinished())
  }

  private func carryOut(_ order: RecordingDesk.Order, now: Timestamp) {
    switch order {
    case .begin(let plan, let wall):
      if recorder.state == .idle { recorder.beginEpisode(plan, wall: wall, now: now) }
    case .end:
      if recorder.state != .idle { recorder.endEpisode(now: now) }
    case .note(let event):
      if !event.isTapped { recorder.note(event.severity, kind: event.kind, text: event.text, at: event.time) }
    }
  }
}
