package import ExocapCore

/// A recorded device at work again: the bytes of each recorded read, in one piece, when it is time.
///
/// A device that speaks by itself is played by time alone. One that answers is played when it is asked: to the request that the recording
/// has next it gives the recorded answer, after as long as it took then. A host that asks faster or slower than the recorded one gets the
/// answers one after the other all the same, until they are `patience` away from their moments: then the last one comes again, or some are
/// left out, so that devices stay together. A request that the recording does not have is handed on.
///
/// It knows no port and no clock: time is an argument.
package struct PlayedLine: ~Copyable {
  /// When bytes leave.
  package enum Manner: Sendable {
    /// By their recorded time.
    case byTime
    /// When the host asks.
    case whenAsked
  }

  /// What the port shall do.
  package enum Action: Sendable, Equatable {
    case nothing
    case send([UInt8])
    case unplug
    case plug
    /// There is no more.
    case end
  }

  /// How far answers may be from their recorded moments.
  package static var patience: Interval { .milliseconds(100) }
  /// Requests of the recording that are looked through for the one that the host makes.
  private static var lookAhead: Int { 8 }

  private struct Turn {
    var asked: Interval
    var request: [UInt8]
    var answers: [(time: Interval, bytes: [UInt8])] = []
  }

  private let line: RecordedLine
  private let manner: Manner
  private let speed: Double
  private let origin: Interval
  private var start = Timestamp.never
  private var turns: [Turn] = []
  /// What was answered last.
  private var last: Turn?
  private var pending: [UInt8] = []
  /// On their way out, in order.
  private var due: [(time: Timestamp, bytes: [UInt8])] = []
  private var isPlugged = true
  /// Answers of the recording that nobody asked for in time.
  package private(set) var skipped = 0
  /// Pieces that were sent.
  package private(set) var sent = 0

  /// - Parameters:
  ///   - origin: the moment of the recording that `begin` makes now.
  ///   - speed: 2 plays in half of the time.
  package init(_ line: RecordedLine, manner: Manner, origin: Interval = .zero, speed: Double = 1) {
    precondition(speed > 0 && speed.isFinite, "time goes forward")
    self.line = line
    self.manner = manner
    self.origin = origin
    self.speed = speed
  }

  /// The moment `origin` of the recording is now.
  package mutating func begin(at now: Timestamp) { start = now }

  private func moment(_ time: Interval) -> Timestamp { start + .seconds(rounding: (time - origin).seconds / speed) }

  /// When `poll` next has something to do; `.distantFuture` where it waits for the host.
  package mutating func deadline() -> Timestamp {
    guard start != .never else { return .distantFuture }
    if let first = due.first { return first.time }
    fill()
    if manner == .whenAsked, let turn = turns.first { return moment(turn.asked) + PlayedLine.patience }
    guard let entry = line.peek() else { return start }
    return moment(entry.time)
  }

  /// What is to be done now; call it until it says `.nothing`.
  package mutating func poll(now: Timestamp) -> Action {
    guard start != .never else { return .nothing }
    if let first = due.first {
      guard first.time <= now else { return .nothing }
      due.removeFirst()
      sent += 1
      return .send(first.bytes)
    }
    fill()
    if manner == .whenAsked {
      leaveOut(before: now - PlayedLine.patience)
      if !turns.isEmpty { return .nothing }
    }
    while let entry = line.peek() {
      guard moment(entry.time) <= now else { return .nothing }
      _ = line.take()
      if let action = take(entry.step) { return action }
    }
    return .end
  }

  /// Nil where there is nothing to do about it.
  private mutating func take(_ step: RecordedLine.Step) -> Action? {
    switch step {
    case .read(let bytes):
      sent += 1
      return .send(bytes)
    case .asked: return nil
    case .opened:
      guard !isPlugged else { return nil }
      isPlugged = true
      return .plug
    case .closed:
      guard isPlugged else { return nil }
      isPlugged = false
      return .unplug
    }
  }

  /// Takes what the host wrote; returns the bytes that the recording has no answer to, for who may answer instead.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) -> [UInt8] {
    guard manner == .whenAsked else { return [] }
    pending += bytes
    fill()
    leaveOut(before: now - PlayedLine.patience)
    // The answers of the last turn may not be read yet where there are as many as are looked at.
    if start != .never, let place = turns.prefix(PlayedLine.lookAhead).firstIndex(where: { $0.request == pending }) {
      if let last, last.request == pending, moment(turns[place].asked) > now + PlayedLine.patience {
        pending = []
        answer(last, at: now)
        return []
      }
      last = turns[place]
      skipped += turns[..<place].reduce(0) { $0 + $1.answers.count }
      answer(turns[place], at: now)
      turns.removeFirst(place + 1)
      pending = []
      return []
    }
    // The beginning of a request: the rest is on its way.
    if turns.contains(where: { $0.request.starts(with: pending) }) { return [] }
    defer { pending = [] }
    return pending
  }

  private mutating func answer(_ turn: Turn, at now: Timestamp) {
    // A host that asks again has given up on what was still to come.
    due.removeAll()
    for answer in turn.answers {
      let delay = Interval.seconds(rounding: (answer.time - turn.asked).seconds / speed)
      due.append((now + delay, answer.bytes))
    }
  }

  /// Leaves out turns that were asked before `time`.
  private mutating func leaveOut(before time: Timestamp) {
    guard start != .never else { return }
    while let turn = turns.first, moment(turn.asked) < time {
      skipped += turn.answers.count
      turns.removeFirst()
      fill()
    }
  }

  /// Reads on until enough whole turns are there, or something comes that is no turn.
  private mutating func fill() {
    guard manner == .whenAsked else { return }
    while turns.count <= PlayedLine.lookAhead, let entry = line.peek() {
      switch entry.step {
      case .asked(let request): turns.append(Turn(asked: entry.time, request: request))
      case .read(let bytes):
        // An answer to what was asked before the recording began is nobody's.
        if turns.isEmpty { skipped += 1 } else { turns[turns.count - 1].answers.append((entry.time, bytes)) }
      case .opened where isPlugged && turns.isEmpty: break
      case .opened, .closed: return
      }
      _ = line.take()
    }
  }
}
