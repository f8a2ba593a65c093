// Reading/ takes one robot's signals out of a recording and brings them onto a grid of rows. It knows no format of data sets.

internal import ExocapCore
internal import ExocapRuntime
internal import MCAP

/// Reads one episode in two passes: when each signal was measured, then its numbers, of which only rows are kept.
struct EpisodeReader {
  let recording: Recording
  let layout: SignalLayout
  /// [Hz]
  let fps: Int
  /// A signal has a gap where it is silent for more than so many of its periods.
  let gapPeriods: Double

  /// More are refused: two gigabytes of memory, or a file whose times are damaged.
  static let mostRows = 2_000_000

  /// What the reading found.
  struct Result {
    var rows: EpisodeRows
    /// [ns] By signal: intervals longer than this are gaps; their number and the longest one.
    var limits: [Int64]
    var gaps: [(count: Int, longest: Int64)]
    /// By signal: samples that were not later than the one before, and left out.
    var repeated: [Int]
    /// Messages that are not what their schema says.
    var malformed: Int
    var damages: [RecordingDamage]
  }

  /// Reads all of it.
  func read() throws(EpisodeFailure) -> Result {
    var route = SignalRoute(recording, layout: layout)
    var times = layout.signals.map { _ in SignalTimes() }
    recording.scan(route.channels) { message in
      guard let place = route.place(of: message.channelID) else { return }
      times[place].take(Int64(clamping: message.publishTime))
    }
    let grid = try makeGrid(times)
    let limits = times.map(longestGap)
    var fillers = zip(layout.signals, limits).map { signal, limit in
      RowFiller(
        grid: grid, width: signal.width,
        demand: RowFiller.Demand(rule: signal.rule, longestGap: limit, judged: signal.judged))
    }
    var malformed = 0
    var flags = FlagTracks(recording, layout: layout)
    let damages = recording.scan(route.channels.union(flags.channels)) { message in
      if flags.channels.contains(message.channelID) {
        if !flags.take(message) { malformed += 1 }
        return
      }
      guard let place = route.place(of: message.channelID) else { return }
      guard route.read(message, of: place) else {
        malformed += 1
        return
      }
      fillers[place].take(route.numbers, at: Int64(clamping: message.publishTime))
    }
    for place in fillers.indices { fillers[place].finish() }
    return Result(
      rows: EpisodeRows(grid: grid, layout: layout, signals: fillers.map(\.rows), flags: flags.rows(grid)), limits: limits,
      gaps: zip(times, limits).map { $0.gaps(over: $1) }, repeated: times.map(\.repeated), malformed: malformed, damages: damages)
  }

  /// Rows where both are there: what the robot measured and what it was told.
  private func makeGrid(_ times: [SignalTimes]) throws(EpisodeFailure) -> TimeGrid {
    var (start, end) = (Int64.min, Int64.max)
    for source in [SignalLayout.Source.measured, .sent] {
      guard let place = layout.place(of: source), times[place].count > 0 else { throw .noSignal(layout.robotID, source == .sent) }
      start = max(start, times[place].first)
      end = min(end, times[place].last)
    }
    guard end >= start else { throw .noOverlap }
    guard end - start <= TimeGrid.longest, (end - start) / 1_000_000_000 * Int64(fps) < Int64(Self.mostRows) else {
      throw .tooLong(seconds: Double(end - start) * 1e-9, rows: Self.mostRows)
    }
    return TimeGrid(start: start, end: end, fps: fps)
  }

  /// [ns] Of a signal that was seen once or never: one row.
  private func longestGap(_ times: SignalTimes) -> Int64 {
    guard let period = times.period else { return 1_000_000_000 / Int64(fps) }
    return Int64(min(Double(period) * gapPeriods, Double(TimeGrid.longest)))
  }
}

/// Why an episode cannot be exported, as the end of a sentence.
enum EpisodeFailure: Error, Equatable, CustomStringConvertible {
  /// The robot never measured, or was never told anything.
  case noSignal(String, Bool)
  case noOverlap
  case tooLong(seconds: Double, rows: Int)
  /// Times that are float32 are not exact enough.
  case timestamps(row: Int, seconds: Double)
  case changed

  var description: String {
    switch self {
    case .noSignal(let robot, true): "no command was sent to \(robot) in it"
    case .noSignal(let robot, false): "\(robot) measured no joint in it"
    case .noOverlap: "the robot's state ends before its first command, so it has no row"
    case .tooLong(let seconds, let rows): "it spans \(Int(seconds)) s: more than \(rows) rows, or its times are damaged"
    case .timestamps(let row, let seconds):
      "from row \(row) on (\(Int(seconds)) s) LeRobot's float32 timestamps are off by more than its tolerance of 1e-4 s: "
        + "export it to parquet, or record shorter episodes"
    case .changed: "it changed while it was read"
    }
  }
}
