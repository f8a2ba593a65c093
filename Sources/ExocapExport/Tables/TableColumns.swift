// Tables/ makes plain tables of an episode's rows, one column a number: Parquet and CSV for pandas and spreadsheets. It opens no file.

internal import ExocapCore

/// One column of a table.
struct TableColumn {
  /// What stands in it.
  enum Cells {
    /// NaN: nothing.
    case numbers([Double])
    case integers([Int64])
    case booleans([Bool])
  }

  var name: String
  var cells: Cells

  /// Every column of an episode: numbers as they were recorded, absence where nothing is known.
  static func all(_ episode: EpisodeRows) -> [TableColumn] {
    let (layout, grid) = (episode.layout, episode.grid)
    let joints = layout.joints.count
    let rows = 0..<episode.count
    var columns = [
      TableColumn(name: "time_s", cells: .numbers(rows.map { Double($0) / Double(grid.fps) })),
      TableColumn(name: "row_time_ns", cells: .integers(rows.map { grid.time($0) })),
    ]
    func add(_ prefix: String, _ names: [String], _ source: SignalLayout.Source, from first: Int) {
      guard let signal = episode.signal(source) else { return }
      for (index, name) in names.enumerated() {
        columns.append(TableColumn(name: "\(prefix).\(name)", cells: .numbers(rows.map { signal.number($0, first + index) })))
      }
    }
    let grips = layout.grips.map(\.name)
    add("state", layout.joints, .measured, from: 0)
    add("velocity", layout.joints, .measured, from: joints)
    add("effort", layout.joints, .measured, from: 2 * joints)
    add("sent", layout.joints, .sent, from: 0)
    add("requested", layout.joints, .requested, from: 0)
    if !grips.isEmpty {
      add("grip_force.measured", grips, .robotForces, from: 0)
      add("grip_force.sent", grips, .sent, from: joints)
      add("grip_force.requested", grips, .requested, from: joints)
    }
    for stream in layout.worn {
      add("operator.\(stream.name)", stream.values, .wornForces(device: stream.device, stream: stream.stream), from: 0)
    }
    add("weight", JointGroup.allCases.map(\.name), .sent, from: joints + grips.count)
    let flags = zip(layout.flagColumns, episode.flags).map { TableColumn(name: "flags.\($0)", cells: .integers($1)) }
    return columns + trust(episode) + [TableColumn(name: "quality", cells: .integers(episode.quality))] + flags
  }

  /// Age, validity and capture time of each signal.
  private static func trust(_ episode: EpisodeRows) -> [TableColumn] {
    let grid = episode.grid
    let signals = zip(episode.layout.signals, episode.signals).filter { $0.0.source != .ticks }
    let ages = signals.map { signal, rows in
      TableColumn(
        name: "age_s.\(signal.name)",
        cells: .numbers(
          rows.captured.indices.map { rows.captured[$0] == SignalRows.none ? .nan : Double(grid.time($0) - rows.captured[$0]) * 1e-9 }))
    }
    let validities = signals.map { TableColumn(name: "valid.\($0.name)", cells: .booleans($1.isValid)) }
    let times = signals.map { TableColumn(name: "capture_time_ns.\($0.name)", cells: .integers($1.captured)) }
    return ages + validities + times
  }

  /// The column in a Parquet file.
  var parquet: (column: ParquetColumn, cells: ParquetCells) {
    switch cells {
    case .numbers(let numbers): (ParquetColumn(name: name, kind: .double, shape: .optional), .nullable(numbers))
    case .integers(let numbers): (ParquetColumn(name: name, kind: .int64), ParquetCells(values: .integers(numbers)))
    case .booleans(let marks): (ParquetColumn(name: name, kind: .boolean), ParquetCells(values: .booleans(marks)))
    }
  }
}
