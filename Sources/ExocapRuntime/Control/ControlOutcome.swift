package import ExocapCore

/// What becomes of a request.
package enum ControlOutcome {
  /// Done; with what the reply says besides.
  case done([JSONMember])
  case refused(ControlRefusal)
  /// Whether the client hears events from now on.
  case subscribed(Bool)
  /// It takes a while; the reply comes when the answer is there.
  case waits(PendingAnswer)
}

/// An answer that waits for another thread's work. Asked again until it is there; the work itself waits for nobody.
package final class PendingAnswer {
  private let look: (Timestamp) -> ControlOutcome?
  private let deadline: Timestamp
  private let late: ControlRefusal

  /// `look` returns nil as long as there is nothing to say; after `deadline` the answer is `late`.
  package init(until deadline: Timestamp, late: ControlRefusal, look: @escaping (Timestamp) -> ControlOutcome?) {
    self.deadline = deadline
    self.late = late
    self.look = look
  }

  /// The answer, or nil where it is not there yet.
  package func poll(now: Timestamp) -> ControlOutcome? {
    if let outcome = look(now) { return outcome }
    return now >= deadline ? .refused(late) : nil
  }
}
