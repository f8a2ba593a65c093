internal import ExocapRuntime

/// What an export makes.
package enum ExportTarget: String, CaseIterable, Sendable {
  case lerobotV3 = "lerobot-v3"
  case lerobotV21 = "lerobot-v2.1"
  case parquet
  case csv

  /// Whether episodes must have a task.
  var isLeRobot: Bool { self == .lerobotV3 || self == .lerobotV21 }
}

/// Which verdicts are taken.
package enum EpisodeChoice: String, CaseIterable, Sendable {
  /// Only good ones.
  case good
  /// Good ones, and those that somebody should look at.
  case check
  /// All but bad ones; those without a verdict too.
  case all

  func takes(_ word: EpisodeJudgement.Word, includeBad: Bool) -> Bool {
    switch word {
    case .good: true
    case .check: self != .good
    case .unknown: self == .all
    case .bad: includeBad
    }
  }
}

/// What the user asks for.
package struct ExportSettings: Sendable, Equatable {
  package var target: ExportTarget
  /// The folder that is made.
  package var folder: String
  /// [Hz]
  package var fps: Int
  package var choice: EpisodeChoice
  /// Whether bad episodes are taken, marked as such.
  package var includeBad: Bool
  /// The task of every episode; nil: each one's label.
  package var task: String?
  /// The id of the robot; nil: the only one.
  package var robot: String?
  /// [-] A signal has a gap where it is silent for more than so many of its periods.
  package var gapPeriods: Double
  package var compression: PageCompression
  /// The version of exocap, for the files' own record.
  package var version: String

  /// Sets only what has no usual value.
  package init(target: ExportTarget, folder: String, version: String) {
    self.target = target
    self.folder = folder
    self.version = version
    fps = 30
    choice = .all
    includeBad = false
    gapPeriods = 3
    compression = .zstd
  }

  /// As the data set's own record holds them, and as an unfinished export is recognised by.
  var json: [JSONMember] {
    [
      JSONMember("exocap", .string(version)), JSONMember("format", .string(target.rawValue)), JSONMember("fps", .count(fps)),
      JSONMember("episodes", .string(choice.rawValue)), JSONMember("include_bad", .bool(includeBad)), JSONMember("task", .text(task)),
      JSONMember("robot", .text(robot)), JSONMember("gap_periods", .number(gapPeriods)),
      JSONMember("compression", .string(compression.rawValue)),
    ]
  }
}
