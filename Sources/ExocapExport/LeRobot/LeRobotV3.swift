internal import ExocapRuntime
internal import LinuxIO

/// LeRobot 3.0: many episodes in one file, each a row group; episodes and tasks are Parquet tables.
final class LeRobotV3: DatasetFormat {
  private let encoder: ParquetEncoder
  private let writer: String
  private let compression: PageCompression
  /// [B] A file that would grow beyond is closed, and another is begun.
  private let fileLimit: Int

  /// [MiB] The usual limit, LeRobot's own.
  static let fileSize = 100
  /// Of a table of episodes.
  private static let episodesInFile = 1000

  init(_ plan: ExportPlan, fileLimit: Int = LeRobotV3.fileSize << 20) {
    self.fileLimit = fileLimit
    compression = plan.settings.compression
    encoder = ParquetEncoder(Feature.all(plan.layout).map(\.column), compression: compression)
    writer = "exocap \(plan.settings.version)"
  }

  func add(_ episode: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError) {
    let features = EpisodeFeatures(
      episode, at: EpisodeFeatures.Place(episode: before.count, firstRow: entry.firstRow, task: entry.task))
    entry.statistics = features.statistics
    let group = encoder.rowGroup(features.cells, rows: entry.rows)
    var (file, offset) = before.last.map { ($0.file, $0.end) } ?? (0, 0)
    if offset > 0, offset + group.size > fileLimit {
      try folder.write([footer(of: file, before)], at: offset, of: Self.path(file))
      (file, offset) = (file + 1, 0)
    }
    let head = offset == 0 ? ParquetEncoder.magic : []
    let start = offset + head.count
    try folder.write([head] + group.parts, at: offset, of: Self.path(file))
    entry.file = file
    entry.end = start + group.size
    entry.group = group.entry(at: start, ordinal: before.count { $0.file == file })
  }

  /// What closes a file of rows.
  private func footer(of file: Int, _ episodes: [EpisodeEntry]) -> [UInt8] {
    let inside = episodes.filter { $0.file == file }
    return encoder.footer(
      rowGroups: inside.map(\.group), rows: inside.reduce(0) { $0 + $1.rows }, metadata: [], writer: writer)
  }

  static func path(_ file: Int) -> String {
    "data/chunk-\((file / LeRobotMeta.chunkSize).padded(3))/file-\((file % LeRobotMeta.chunkSize).padded(3)).parquet"
  }

  func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)] {
    var sizes: [(name: String, size: Int)] = []
    let files = (dataset.episodes.last?.file ?? 0) + 1
    for file in 0..<files {
      guard let last = dataset.episodes.last(where: { $0.file == file }) else { continue }
      let footer = footer(of: file, dataset.episodes)
      // Those before the last were closed when they were full.
      if file == files - 1 { try folder.write([footer], at: last.end, of: Self.path(file)) }
      sizes.append((Self.path(file), last.end + footer.count))
    }
    let meta = LeRobotMeta(dataset)
    try folder.write(tasks(dataset.tasks), to: "meta/tasks.parquet")
    for start in stride(from: 0, to: dataset.episodes.count, by: Self.episodesInFile) {
      let range = start..<min(dataset.episodes.count, start + Self.episodesInFile)
      let file = start / Self.episodesInFile
      let table = EpisodeTable(dataset, meta.features, range, file: file)
      try folder.write(
        table.bytes(compression, writer: writer), to: Self.path(file).replacing(prefix: "data", with: "meta/episodes"))
    }
    try folder.write(meta.statistics.line + "\n", to: "meta/stats.json")
    try folder.write(dataset.json.line + "\n", to: "meta/exocap.json")
    let info = meta.info(
      version: "v3.0", path: "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
      [JSONMember("data_files_size_in_mb", .count(Self.fileSize)), JSONMember("video_files_size_in_mb", 200)])
    try folder.write(info.line + "\n", to: "meta/info.json")
    return sizes
  }

  /// meta/tasks.parquet: the task is the index of a pandas frame, which LeRobot looks it up by.
  private func tasks(_ tasks: [String]) -> [UInt8] {
    let columns = [ParquetColumn(name: "task_index", kind: .int64), ParquetColumn(name: "task", kind: .string)]
    let cells = [
      ParquetCells(values: .integers(tasks.indices.map { Int64($0) })), ParquetCells(values: .strings(tasks)),
    ]
    return ParquetEncoder(columns, compression: compression).file(
      cells, rows: tasks.count, metadata: [("pandas", Self.pandas.line)], writer: writer)
  }

  /// What pandas writes of a frame with the columns `task_index` and the index `task` (pandas, developer metadata).
  private static var pandas: JSONValue {
    func column(_ name: String, _ kind: String, _ numpy: String) -> JSONValue {
      ["name": .string(name), "field_name": .string(name), "pandas_type": .string(kind), "numpy_type": .string(numpy), "metadata": .null]
    }
    let index: JSONValue = [
      "name": .null, "field_name": .null, "pandas_type": "unicode", "numpy_type": "object", "metadata": ["encoding": "UTF-8"],
    ]
    return [
      "index_columns": ["task"], "column_indexes": [index],
      "columns": [column("task_index", "int64", "int64"), column("task", "unicode", "object")],
      "creator": ["library": "exocap", "version": "1"], "pandas_version": "2.0.0",
    ]
  }
}

extension String {
  /// The same with another beginning.
  fileprivate func replacing(prefix: String, with other: String) -> String { other + dropFirst(prefix.count) }
}

extension ParquetEncoder {
  /// A whole file of one row group.
  func file(_ cells: [ParquetCells], rows: Int, metadata: [(key: String, value: String)] = [], writer: String) -> [UInt8] {
    let group = rowGroup(cells, rows: rows)
    var bytes = Self.magic
    for part in group.parts { bytes += part }
    return bytes
      + footer(rowGroups: [group.entry(at: Self.magic.count, ordinal: 0)], rows: rows, metadata: metadata, writer: writer)
  }
}
