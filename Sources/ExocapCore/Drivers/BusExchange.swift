/// What a bus that is asked waits for: the answers of a turn or of a set-up request, or nothing.
struct BusExchange: BitwiseCopyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable, Sendable {
    case none
    /// A turn has begun, and is not over.
    case turn
    case setUp
  }

  private(set) var kind = Kind.none
  /// When those who are awaited have failed to answer; `.distantFuture` where nobody is.
  private(set) var endsAt: Timestamp = .distantFuture
  /// How long they have, counted anew when the port has taken the request.
  private var allowance: Interval = .zero

  /// Takes note that a request was written into the buffer, and may take `time` until its last answer.
  mutating func begin(_ kind: Kind, at now: Timestamp, allowing time: Interval) {
    self.kind = kind
    allowance = time
    endsAt = now + time
  }

  /// The port has taken the request: the wait counts from here.
  mutating func taken(at now: Timestamp) { endsAt = now + allowance }

  /// Nobody is waited for any longer: what is missing is missing.
  mutating func giveUp(at now: Timestamp) { endsAt = now }

  /// Nothing is on the wire any more.
  mutating func end() {
    kind = .none
    endsAt = .distantFuture
  }

  /// Saves or restores it, as fields of the driver's section.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&kind)
    archive.field(&endsAt)
    archive.field(&allowance)
  }
}
