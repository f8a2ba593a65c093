internal import ExocapCore

/// Bytes on their way out of a device, at the speed of its line: ten bits a byte.
struct PacedBytes: Sendable {
  private struct Run: Sendable {
    var start: Timestamp
    var bytes: [UInt8]
    var taken = 0
  }

  /// [Bd]
  let baud: Int
  private var runs: [Run] = []
  /// When the last byte that was added is out.
  private(set) var freeAt: Timestamp = .never

  init(baud: Int) {
    precondition(baud > 0, "a serial line has a speed")
    self.baud = baud
  }

  var isEmpty: Bool { runs.isEmpty }

  /// Adds bytes that start at `time`, or when those before are out.
  mutating func append(_ bytes: [UInt8], notBefore time: Timestamp) {
    if bytes.isEmpty { return }
    let start = max(time, freeAt)
    runs.append(Run(start: start, bytes: bytes))
    freeAt = end(of: bytes.count, from: start)
  }

  /// Removes and returns the bytes that are out by `now`.
  mutating func take(now: Timestamp) -> [UInt8] {
    var out: [UInt8] = []
    while let run = runs.first {
      var taken = run.taken
      while taken < run.bytes.count && end(of: taken + 1, from: run.start) <= now { taken += 1 }
      out += run.bytes[run.taken..<taken]
      runs[0].taken = taken
      if taken < run.bytes.count { break }
      runs.removeFirst()
    }
    return out
  }

  /// When the first run is wholly out; `.distantFuture` where there is none.
  var deadline: Timestamp { runs.first.map { end(of: $0.bytes.count, from: $0.start) } ?? .distantFuture }

  /// Forgets all.
  mutating func removeAll() {
    runs = []
    freeAt = .never
  }

  /// How long `count` bytes take.
  func time(of count: Int) -> Interval { Interval(nanoseconds: Int64(count) * 10_000_000_000 / Int64(baud)) }

  private func end(of count: Int, from start: Timestamp) -> Timestamp { start + time(of: count) }
}
