internal import ExocapCore
internal import LinuxIO

extension RecordingBook {
  /// A minute of the largest rig is written in two seconds on a quiet machine.
  private static var dumpPatience: Interval { .seconds(30) }

  /// Answers `record snapshot`: what the black box holds becomes a recording.
  func snapshot(now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    guard let shelf else {
      throw ControlRefusal("the rig keeps no black box", remedy: "give recording.black_box a time in the rig, such as 60s")
    }
    let before = shelf.figures.snapshots
    desk.put(.snapshot)
    let late = ControlRefusal("the black box is not written yet", remedy: "look at 'recording' in the status")
    return .waits(
      PendingAnswer(until: now + RecordingBook.dumpPatience, late: late) { _ in
        guard let last = shelf.figures.last, last.number > before else { return nil }
        switch last.result {
        case .success(let file): return .done([JSONMember("path", .string(file.path)), JSONMember("bytes", .count(file.bytes))])
        case .failure(let problem): return .refused(ControlRefusal("the black box cannot be written: \(problem)"))
        }
      })
  }

  /// Tells what was dumped.
  func lookAtBlackBox(now: Timestamp) {
    for dumped in shelf?.takeDumped() ?? [] {
      switch dumped.result {
      case .success(let file):
        let text = "what led to it was recorded: \(file.path)"
        var event = DaemonEvent("black_box", .information, "\(dumped.reason.name): \(text)", at: now)
        event.members = [JSONMember("reason", .string(dumped.reason.name)), JSONMember("path", .string(file.path))]
        events.put(event)
      case .failure(let problem):
        events.put(DaemonEvent("black_box", .error, "\(dumped.reason.name): what led to it could not be recorded: \(problem)", at: now))
      }
    }
  }

  /// The key `black_box` of the recording's status.
  var blackBox: JSONValue {
    guard let shelf else { return .null }
    let figures = shelf.figures
    var last = JSONValue.null
    if case .success(let file)? = figures.last?.result { last = .string(file.path) }
    return [
      "seconds": .seconds(figures.held), "bytes": .count(figures.bytes), "snapshots": .count(figures.snapshots),
      "replaced": .count(figures.replaced), "last": last,
    ]
  }
}
