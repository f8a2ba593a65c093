/// One signal on the grid: its numbers in each row, and how far they can be trusted.
struct SignalRows {
  let width: Int
  /// Row by row; NaN where nothing is known yet, or the recording says nothing of a number.
  fileprivate(set) var numbers: [Double]
  /// [ns] By row: when the newest measurement at or before it was made; `none` before the first.
  fileprivate(set) var captured: [Int64]
  /// By row: measured, and not in a gap.
  fileprivate(set) var isValid: [Bool]

  /// In `captured`: no measurement yet.
  static let none: Int64 = -1

  /// One number of a row.
  func number(_ row: Int, _ column: Int) -> Double { numbers[row * width + column] }

  fileprivate init(width: Int, capacity: Int) {
    self.width = width
    numbers = []
    captured = []
    isValid = []
    numbers.reserveCapacity(width * capacity)
    captured.reserveCapacity(capacity)
    isValid.reserveCapacity(capacity)
  }
}

/// How a signal comes between its samples.
enum ResamplingRule: String {
  /// On the straight line between the samples before and after, where they are near enough.
  case linear
  /// What was last said stands.
  case hold
}

/// Fills rows from samples as they come, so that only the last sample is kept.
struct RowFiller {
  /// What is asked of a sample for its rows to be valid.
  struct Demand {
    var rule: ResamplingRule
    /// [ns] Samples farther apart have a gap between them.
    var longestGap: Int64
    /// Numbers that must be known.
    var judged: Range<Int>
  }

  private(set) var rows: SignalRows
  private let grid: TimeGrid
  private let demand: Demand
  private var next = 0
  private var lastTime: Int64 = .min
  private var last: [Double]
  /// Whether there was a sample yet.
  private var hasLast = false

  init(grid: TimeGrid, width: Int, demand: Demand) {
    self.grid = grid
    self.demand = demand
    rows = SignalRows(width: width, capacity: grid.count)
    last = Array(repeating: .nan, count: width)
  }

  /// Takes the sample of `time` [ns]. One that is not later than the last is no new one and is passed over.
  mutating func take(_ numbers: [Double], at time: Int64) {
    precondition(numbers.count == last.count, "samples of one width")
    guard !hasLast || time > lastTime else { return }
    while next < grid.count, grid.time(next) < time { fill(until: numbers, at: time) }
    // Not by assignment: the next message would have to copy numbers that two share.
    for index in last.indices { last[index] = numbers[index] }
    lastTime = time
    hasLast = true
  }

  /// Fills the rows behind the last sample.
  mutating func finish() { while next < grid.count { fill(until: nil, at: .max) } }

  /// Fills the next row, which lies at or behind the last sample and before `time`.
  private mutating func fill(until later: [Double]?, at time: Int64) {
    let now = grid.time(next)
    next += 1
    rows.captured.append(hasLast ? lastTime : SignalRows.none)
    guard hasLast else {
      rows.numbers.append(contentsOf: repeatElement(.nan, count: last.count))
      return rows.isValid.append(false)
    }
    var isNear = now - lastTime <= demand.longestGap
    if demand.rule == .linear, let later, now > lastTime {
      isNear = time - lastTime <= demand.longestGap
      if isNear {
        let part = Double(now - lastTime) / Double(time - lastTime)
        let start = rows.numbers.count
        for index in last.indices {
          let (before, after) = (last[index], later[index])
          // A side that is not known leaves the line without an end: what is known stands.
          rows.numbers.append(after.isFinite && before.isFinite ? before + (after - before) * part : before)
          if demand.judged.contains(index), !after.isFinite { isNear = false }
        }
        return rows.isValid.append(isNear && areKnown(from: start))
      }
    }
    let start = rows.numbers.count
    rows.numbers.append(contentsOf: last)
    rows.isValid.append(isNear && areKnown(from: start))
  }

  private func areKnown(from start: Int) -> Bool { demand.judged.allSatisfy { rows.numbers[start + $0].isFinite } }
}
