/// The features of one episode, value by value.
struct EpisodeFeatures {
  /// Where an episode stands in its data set.
  struct Place: Equatable {
    var episode: Int
    /// The number of its first row in the whole data set.
    var firstRow: Int
    var task: Int
  }

  let features: [Feature]
  /// In the order of the features, row by row.
  let values: [ParquetCells.Values]
  let rows: Int

  init(_ episode: EpisodeRows, at place: Place) {
    let layout = episode.layout
    features = Feature.all(layout)
    rows = episode.count
    values = features.map { Self.values(of: $0, episode, place) }
  }

  /// The cells of each column.
  var cells: [ParquetCells] {
    zip(features, values).map { ParquetCells(values: $1, rows: $0.width == 1 ? .single : .each($0.width)) }
  }

  /// LeRobot's own check before version 3, which we make for every version: rows 1/fps apart to 1e-4 s, as float32 has them.
  ///
  /// Returns the first row that is not.
  static func firstUneven(rows: Int, fps: Int) -> Int? {
    let tolerance = 1e-4
    return (1..<max(1, rows)).first { row in
      abs(Double(timestamp(row, fps)) - Double(timestamp(row - 1, fps)) - 1 / Double(fps)) > tolerance
    }
  }

  private static func timestamp(_ row: Int, _ fps: Int) -> Float { Float(Double(row) / Double(fps)) }

  private static func values(of feature: Feature, _ episode: EpisodeRows, _ place: Place) -> ParquetCells.Values {
    let (layout, grid) = (episode.layout, episode.grid)
    let joints = layout.joints.count
    let rows = 0..<episode.count
    switch feature.name {
    case "observation.state": return .floats(known([(episode.signal(.measured), 0, joints)], rows: episode.count))
    case "action": return .floats(known([(episode.signal(.sent), 0, joints)], rows: episode.count))
    case "requested": return .floats(requested(episode))
    case "grip_force.measured": return .floats(known([(episode.signal(.robotForces), 0, layout.grips.count)], rows: episode.count))
    case "grip_force.sent": return .floats(known([(episode.signal(.sent), joints, layout.grips.count)], rows: episode.count))
    case "grip_force.requested": return .floats(known([(episode.signal(.requested), joints, layout.grips.count)], rows: episode.count))
    case "operator.grip_force":
      return .floats(
        known(
          layout.worn.map { (episode.signal(.wornForces(device: $0.device, stream: $0.stream)), 0, $0.values.count) }, rows: episode.count))
    case "weight": return .floats(known([(episode.signal(.sent), joints + layout.grips.count, feature.width)], rows: episode.count))
    case "age_s": return .floats(rows.flatMap { row in reported(episode).map { age($0, row, grid) } })
    case "valid": return .booleans(rows.flatMap { row in reported(episode).map { $0.isValid[row] } })
    case "capture_time_ns": return .integers(rows.flatMap { row in reported(episode).map { $0.captured[row] } })
    case "row_time_ns": return .integers(rows.map { grid.time($0) })
    case "quality": return .integers(episode.quality)
    case "flags": return .integers(rows.flatMap { row in episode.flags.map { $0[row] } })
    case "timestamp": return .floats(rows.map { timestamp($0, grid.fps) })
    case "frame_index": return .integers(rows.map { Int64($0) })
    case "episode_index": return .integers(rows.map { _ in Int64(place.episode) })
    case "index": return .integers(rows.map { Int64(place.firstRow + $0) })
    case "task_index": return .integers(rows.map { _ in Int64(place.task) })
    default: preconditionFailure("every feature has values")
    }
  }

  private static func reported(_ episode: EpisodeRows) -> [SignalRows] {
    zip(episode.layout.signals, episode.signals).filter { $0.0.source != .ticks }.map(\.1)
  }

  /// [s] -1: nothing was measured yet.
  private static func age(_ signal: SignalRows, _ row: Int, _ grid: TimeGrid) -> Float {
    signal.captured[row] == SignalRows.none ? -1 : Float(Double(grid.time(row) - signal.captured[row]) * 1e-9)
  }

  /// Columns of signals side by side. LeRobot's statistics know no absence: what is not known is what was known last, before that 0.
  private static func known(_ parts: [(signal: SignalRows?, first: Int, count: Int)], rows: Int) -> [Float] {
    let width = parts.reduce(0) { $0 + $1.count }
    var values = [Float](repeating: 0, count: rows * width)
    var start = 0
    for (signal, first, count) in parts {
      guard let signal else { preconditionFailure("a feature is of signals that the layout has") }
      for row in 0..<rows {
        for column in 0..<count {
          let place = row * width + start + column
          let number = Float(signal.numbers[row * signal.width + first + column])
          values[place] = number.isFinite ? number : (row > 0 ? values[place - width] : 0)
        }
      }
      start += count
    }
    return values
  }

  /// What the operator wanted; of a joint that nobody leads, what was sent.
  private static func requested(_ episode: EpisodeRows) -> [Float] {
    let joints = episode.layout.joints.count
    var values = known([(episode.signal(.sent), 0, joints)], rows: episode.count)
    guard let wishes = episode.signal(.requested) else { return values }
    for row in 0..<episode.count {
      for joint in 0..<joints {
        let number = Float(wishes.number(row, joint))
        if number.isFinite { values[row * joints + joint] = number }
      }
    }
    return values
  }
}
