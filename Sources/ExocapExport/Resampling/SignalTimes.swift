/// When the samples of a signal were measured, as a first pass over a recording finds it.
struct SignalTimes {
  /// [ns] Of the first and the last; 0 where there is none.
  private(set) var first: Int64 = 0
  private(set) var last: Int64 = 0
  private(set) var count = 0
  /// Samples that were not later than the one before: of no use as new ones.
  private(set) var repeated = 0
  /// [ns] From each sample to the next.
  private var intervals: [Int64] = []

  mutating func take(_ time: Int64) {
    if count > 0 {
      guard time > last else {
        repeated += 1
        return
      }
      intervals.append(time - last)
    } else {
      first = time
    }
    last = time
    count += 1
  }

  /// [ns] The median interval: gaps and bursts do not move it; nil with fewer than two samples.
  var period: Int64? {
    guard !intervals.isEmpty else { return nil }
    return intervals.sorted()[intervals.count / 2]
  }

  /// Intervals longer than `limit` [ns], and the longest of all.
  func gaps(over limit: Int64) -> (count: Int, longest: Int64) {
    (intervals.count { $0 > limit }, intervals.max() ?? 0)
  }
}
