internal import LinuxIO

/// One way of laying a data set out in files. Bytes depend on the recordings and the settings alone, never on when it was interrupted.
protocol DatasetFormat: AnyObject {
  /// Writes an episode; `entry` has its place, and is told where its bytes are. `before`: the episodes of the data set so far.
  func add(_ episode: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError)

  /// Writes what stands beside the episodes, the file that makes it a data set last. Returns the size of each file of rows [B].
  func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)]
}

extension ExportTarget {
  /// What makes it.
  func format(_ plan: ExportPlan) -> any DatasetFormat {
    switch self {
    case .lerobotV3: LeRobotV3(plan)
    case .lerobotV21: LeRobotV21(plan)
    case .parquet: ParquetTables(plan)
    case .csv: CSVTables(plan)
    }
  }
}

extension Int {
  /// With zeros in front, up to `digits`.
  func padded(_ digits: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }
}
