/// Finds the delay with which something follows: the one that leaves the least variance between what came and what was asked.
///
/// The mean difference does not count, so a calibration that is off does not look like a delay.
struct LagSearch {
  /// [s] Longer delays are not looked for.
  static var longest: Double { 0.25 }
  /// [s]
  static var step: Double { 0.001 }
  /// [s] What follows for a shorter time tells no delay.
  private static var shortest: Double { 1 }
  /// Ticks that are looked at, at most.
  private static var samples: Int { 3_000 }

  /// [s] Increasing.
  private let times: [Double]

  init(times: [Double]) { self.times = times }

  /// [s] The delay of `came` behind `asked`, by signal and then time; NaN does not count. Nil where hardly anything moves,
  /// or follows for too short a time.
  ///
  /// - Parameter least: of the asked signals' standard deviation, in their unit.
  func delay(asked: [[Double]], came: [[Double]], least: Double) -> Double? {
    // The same ticks are looked at for every delay, else the delay with the fewest would look best.
    let from = times.firstIndex { $0 >= times[0] + LagSearch.longest } ?? times.count
    guard from < times.count, asked.contains(where: { deviation($0) > least }) else { return nil }
    let followedTicks = came.map { signal in signal[from...].count { $0.isFinite } }.max() ?? 0
    let length = (times[times.count - 1] - times[from]) * Double(followedTicks) / Double(times.count - from)
    guard length >= LagSearch.shortest else { return nil }
    let stride = max(1, times.count / LagSearch.samples)
    var (best, found) = (Double.infinity, 0.0)
    for step in 0...Int((LagSearch.longest / LagSearch.step).rounded()) {
      let lag = Double(step) * LagSearch.step
      var total = 0.0
      for (signal, followed) in zip(asked, came) { total += variance(signal, followed, lag, from, stride) }
      if total < best { (best, found) = (total, lag) }
    }
    return found
  }

  /// What was asked `lag` [s] before each time; NaN before the first.
  func delayed(_ signal: [Double], by lag: Double) -> [Double] {
    var place = 0
    return times.indices.map { value(signal, at: times[$0] - lag, from: &place) }
  }

  /// The last time at or before `lag` [s] ago, for each time; nil where there is none.
  func places(by lag: Double) -> [Int?] {
    var place = 0
    return times.map { time in
      while place + 1 < times.count, times[place + 1] <= time - lag { place += 1 }
      return times[place] <= time - lag ? place : nil
    }
  }

  private func variance(_ signal: [Double], _ came: [Double], _ lag: Double, _ from: Int, _ stride: Int) -> Double {
    var (count, sum, squares, place) = (0.0, 0.0, 0.0, 0)
    for index in Swift.stride(from: from, to: times.count, by: stride) where came[index].isFinite {
      let difference = came[index] - value(signal, at: times[index] - lag, from: &place)
      guard difference.isFinite else { continue }
      count += 1
      sum += difference
      squares += difference * difference
    }
    return count > 0 ? max(0, squares / count - (sum / count) * (sum / count)) : 0
  }

  private func deviation(_ signal: [Double]) -> Double {
    let known = signal.filter(\.isFinite)
    guard !known.isEmpty else { return 0 }
    let mean = known.reduce(0, +) / Double(known.count)
    return (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)).squareRoot()
  }

  /// On the line between the two times beside `time`; `place` only goes forwards.
  private func value(_ signal: [Double], at time: Double, from place: inout Int) -> Double {
    while place + 1 < times.count, times[place + 1] <= time { place += 1 }
    guard times[place] <= time else { return .nan }
    guard place + 1 < times.count else { return signal[place] }
    let share = (time - times[place]) / (times[place + 1] - times[place])
    return signal[place] + share * (signal[place + 1] - signal[place])
  }
}
