internal import ExocapRuntime
internal import LinuxIO

/// One Parquet file an episode, one column a number, and a table of episodes.
final class ParquetTables: DatasetFormat {
  private let compression: PageCompression
  private let writer: String

  init(_ plan: ExportPlan) {
    compression = plan.settings.compression
    writer = "exocap \(plan.settings.version)"
  }

  static func path(_ episode: Int) -> String { "episode_\(episode.padded(6)).parquet" }

  func add(_ episode: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError) {
    let columns = TableColumn.all(episode).map(\.parquet)
    let bytes = ParquetEncoder(columns.map(\.column), compression: compression).file(
      columns.map(\.cells), rows: entry.rows, writer: writer)
    try folder.write(bytes, to: Self.path(before.count))
    entry.file = before.count
    entry.end = bytes.count
  }

  func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)] {
    let list = EpisodeList(dataset, file: Self.path)
    let columns = list.columns.map { column -> (column: ParquetColumn, cells: ParquetCells) in
      switch column.cells {
      case .texts(let texts): (ParquetColumn(name: column.name, kind: .string), ParquetCells(values: .strings(texts)))
      case .integers(let numbers): (ParquetColumn(name: column.name, kind: .int64), ParquetCells(values: .integers(numbers)))
      }
    }
    let bytes = ParquetEncoder(columns.map(\.column), compression: compression).file(
      columns.map(\.cells), rows: list.rows, writer: writer)
    try folder.write(bytes, to: "episodes.parquet")
    try folder.write(dataset.json.line + "\n", to: "info.json")
    return dataset.episodes.enumerated().map { (Self.path($0), $1.end) }
  }
}
