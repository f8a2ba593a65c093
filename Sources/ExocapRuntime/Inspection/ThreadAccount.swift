internal import ExocapCore

/// Whether the records of one thread are all there: calls, ticks and samples numbered without a gap, but for those that the file itself
/// says are missing.
struct ThreadAccount {
  /// One row of numbers.
  private struct Row {
    /// The number that comes next; nil where nothing is known: at the beginning, and behind damage.
    var next: UInt64?
    /// Records that the file said are missing since the last number.
    var told: UInt64 = 0

    /// What is wrong with `number`; nil: nothing.
    mutating func problem(with number: UInt64, _ name: String) -> String? {
      guard let next, number != next else { return nil }
      if number < next { return "\(name) \(number) comes behind \(name) \(next - 1)" }
      let missing = number - next
      if missing <= told { return nil }
      let range = missing == 1 ? "\(name) \(next) is missing" : "\(name)s \(next) to \(number - 1) are missing"
      return told == 0 ? "\(range), and nothing in the file says so" : "\(range), and the file says that \(told) records are"
    }

    mutating func advance(behind number: UInt64) {
      next = number &+ 1
      told = 0
    }
  }

  private var calls = Row()
  private var ticks = Row()
  private var samples = Row()
  private var lastTime = Timestamp.never
  private var hasBegun = false
  /// Records that the file says are missing.
  private(set) var lost: UInt64 = 0

  /// A thread notes requests and checkpoints with the time at which its turn began, up to a write and a wait earlier.
  private static var slack: Interval { .milliseconds(100) }

  /// Records may be missing here.
  mutating func noteDamage() {
    calls.next = nil
    ticks.next = nil
    samples.next = nil
  }

  /// Takes the thread's next record; what is wrong with it, in words.
  mutating func take(_ record: TapRecord) -> [String] {
    // What was lost before the file is none of its gaps.
    let before = hasBegun ? UInt64(record.lostBefore) : 0
    hasBegun = true
    lost += before
    calls.told += before
    ticks.told += before
    samples.told += before
    switch record.kind {
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed: return takeCall(record)
    case .tick: return takeCall(record) + takeTick(record)
    case .checkpoint: return takeCheckpoint(record)
    case .sample:
      guard let number = record.sample?.sequence else { return ["a sample is not whole"] }
      defer { samples.advance(behind: number) }
      return [samples.problem(with: number, "sample")].compactMap { $0 }
    case .deviceEvent, .sent, .change: return []
    }
  }

  private mutating func takeCall(_ record: TapRecord) -> [String] {
    let number = record.call
    defer { calls.advance(behind: number) }
    return [calls.problem(with: number, "call"), timeProblem(record.time)].compactMap { $0 }
  }

  private mutating func takeTick(_ record: TapRecord) -> [String] {
    guard let number = record.tick?.tick else { return ["a tick is not whole"] }
    defer { ticks.advance(behind: number) }
    return [ticks.problem(with: number, "tick")].compactMap { $0 }
  }

  /// It has the number of the call that follows.
  private mutating func takeCheckpoint(_ record: TapRecord) -> [String] {
    let number = record.call
    defer {
      calls.next = number
      calls.told = 0
    }
    return [calls.problem(with: number, "call"), timeProblem(record.time)].compactMap { $0 }
  }

  private mutating func timeProblem(_ time: Timestamp) -> String? {
    defer { lastTime = max(lastTime, time) }
    guard lastTime != .never, lastTime - time > ThreadAccount.slack else { return nil }
    return "its time goes back by \((lastTime - time).seconds) s"
  }
}

extension TapRecord {
  /// The number of a call, a tick, or of the call behind a checkpoint; 0 where the record is too short.
  var call: UInt64 {
    unsafe bytes.withUnsafeBytes { unsafe RecordFields($0).unsigned64(at: 8) }
  }
}
