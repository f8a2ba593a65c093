// Resampling/ brings signals of different rates onto one grid of rows, by declared rules. It knows no file and no format.

/// The times of an episode's rows: a start and a whole number of rows a second.
struct TimeGrid: Equatable {
  /// [ns] Of the first row, in the file's time.
  let start: Int64
  /// [Hz]
  let fps: Int
  let count: Int

  /// Rows from `start` up to and with `end` [ns]; none where that is before it.
  ///
  /// At most `longest` between them, and `largestRate`: no product overflows.
  init(start: Int64, end: Int64, fps: Int) {
    precondition(fps > 0 && fps <= Self.largestRate && end - start <= Self.longest, "an episode of a bounded length")
    self.start = start
    self.fps = fps
    guard end >= start else {
      count = 0
      return
    }
    // Times are rounded: the last row may lie on either side of the end by that.
    var rows = Int((end - start) * Int64(fps) / Self.second) + 1
    if Self.offset(rows, fps) <= end - start { rows += 1 }
    if Self.offset(rows - 1, fps) > end - start { rows -= 1 }
    count = rows
  }

  /// [ns] A day.
  static let longest: Int64 = 86_400 * second
  /// [Hz]
  static let largestRate = 1000

  /// [ns] Of a row, to the nearest nanosecond: no error adds up.
  func time(_ row: Int) -> Int64 { start + TimeGrid.offset(row, fps) }

  private static let second: Int64 = 1_000_000_000

  private static func offset(_ row: Int, _ fps: Int) -> Int64 {
    let whole = Int64(row / fps) * second
    return whole + (Int64(row % fps) * second + Int64(fps / 2)) / Int64(fps)
  }
}
