/// What an export did.
package struct ExportReport: Sendable {
  /// A recording that is not in the data set, and why.
  package struct Omission: Sendable, Equatable {
    package var path: String
    package var reason: String
    /// Whether the user asked for it by `--episodes`; else the recording could not be used.
    package var isChoice: Bool
  }

  /// Where the data set is.
  package var folder: String
  package var episodes = 0
  package var rows = 0
  /// [B] Of all files.
  package var bytes = 0
  /// Episodes that an earlier, unfinished export had done.
  package var resumed = 0
  /// By bit of `RowQuality`, in the order of its names: how many rows have it.
  package var quality: [Int] = RowQuality.names.map { _ in 0 }
  package var omissions: [Omission] = []
  /// What was noticed of episodes that are in it.
  package var notes: [String] = []
}

/// How far an export is.
package struct ExportProgress: Sendable, Equatable {
  /// Recordings that are done, left out ones too.
  package var done: Int
  package var total: Int
  package var rows: Int
}
