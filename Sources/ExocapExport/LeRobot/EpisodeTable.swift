/// A table of LeRobot 3.0's meta/episodes: where each episode is, its tasks, its statistics, and what we know of it besides.
struct EpisodeTable {
  private var columns: [ParquetColumn] = []
  private var cells: [ParquetCells] = []
  private let rows: Int

  init(_ dataset: DatasetDocument, _ features: [Feature], _ range: Range<Int>, file: Int) {
    let episodes = Array(dataset.episodes[range])
    rows = episodes.count
    let items = episodes.map(dataset.item)
    add("episode_index", range.map { $0 })
    columns.append(ParquetColumn(name: "tasks", kind: .string, shape: .list))
    cells.append(ParquetCells(values: .strings(items.map(\.task)), rows: .each(1)))
    add("length", episodes.map(\.rows))
    add("data/chunk_index", episodes.map { $0.file / LeRobotMeta.chunkSize })
    add("data/file_index", episodes.map { $0.file % LeRobotMeta.chunkSize })
    add("dataset_from_index", episodes.map(\.firstRow))
    add("dataset_to_index", episodes.map { $0.firstRow + $0.rows })
    for (place, feature) in features.enumerated() { add(feature, episodes.map { $0.statistics[place] }) }
    add("exocap/episode", items.map(\.episode))
    add("exocap/recording", episodes.map(dataset.recording))
    add("exocap/began_ns", episodes.map { Int($0.began) })
    add("exocap/verdict", items.map(\.verdict.word.rawValue))
    add("exocap/reasons", items.map(\.verdict.reasons))
    add("exocap/damage", items.map { $0.damage ?? "" })
    for (place, name) in RowQuality.names.map(\.1).enumerated() { add("exocap/rows_\(name)", episodes.map { $0.quality[place] }) }
    add("meta/episodes/chunk_index", episodes.map { _ in file / LeRobotMeta.chunkSize })
    add("meta/episodes/file_index", episodes.map { _ in file % LeRobotMeta.chunkSize })
  }

  func bytes(_ compression: PageCompression, writer: String) -> [UInt8] {
    ParquetEncoder(columns, compression: compression).file(cells, rows: rows, writer: writer)
  }

  private mutating func add(_ name: String, _ values: [Int]) {
    columns.append(ParquetColumn(name: name, kind: .int64))
    cells.append(ParquetCells(values: .integers(values.map { Int64($0) })))
  }

  private mutating func add(_ name: String, _ values: [String]) {
    columns.append(ParquetColumn(name: name, kind: .string))
    cells.append(ParquetCells(values: .strings(values)))
  }

  /// Extremes of whole numbers are whole, everything else is a double.
  private mutating func add(_ feature: Feature, _ parts: [FeatureStatistics]) {
    func add(_ name: String, _ values: ParquetCells.Values, width: Int) {
      let kind: ParquetColumn.Kind = if case .integers = values { .int64 } else { .double }
      columns.append(ParquetColumn(name: "stats/\(feature.name)/\(name)", kind: kind, shape: .list))
      cells.append(ParquetCells(values: values, rows: .each(width)))
    }
    let isWhole = feature.kind != .float32
    add("min", isWhole ? .integers(parts.flatMap(\.smallestWhole)) : .doubles(parts.flatMap(\.smallest)), width: feature.width)
    add("max", isWhole ? .integers(parts.flatMap(\.largestWhole)) : .doubles(parts.flatMap(\.largest)), width: feature.width)
    add("mean", .doubles(parts.flatMap(\.mean)), width: feature.width)
    add("std", .doubles(parts.flatMap(\.deviation)), width: feature.width)
    add("count", .integers(parts.map { Int64($0.count) }), width: 1)
    for (place, name) in FeatureStatistics.levelNames.enumerated() {
      add(name, .doubles(parts.flatMap { $0.quantiles[place] }), width: feature.width)
    }
  }
}
