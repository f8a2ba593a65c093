internal import ExocapRuntime

/// What both versions of LeRobot's trees say of a data set.
struct LeRobotMeta {
  let dataset: DatasetDocument
  let features: [Feature]

  /// Files in one folder, by LeRobot's usual setting.
  static let chunkSize = 1000

  init(_ dataset: DatasetDocument) {
    self.dataset = dataset
    features = Feature.all(dataset.plan.layout)
  }

  /// meta/info.json, with what the version says of its own in `more`.
  func info(version: String, path: String, _ more: [JSONMember]) -> JSONValue {
    .object(
      [
        JSONMember("codebase_version", .string(version)), JSONMember("robot_type", .string(dataset.plan.layout.robotType)),
        JSONMember("total_episodes", .count(dataset.episodes.count)), JSONMember("total_frames", .count(dataset.rows)),
        JSONMember("total_tasks", .count(dataset.tasks.count)), JSONMember("chunks_size", .count(Self.chunkSize)),
        JSONMember("fps", .count(dataset.plan.settings.fps)), JSONMember("splits", ["train": .string("0:\(dataset.episodes.count)")]),
        JSONMember("data_path", .string(path)), JSONMember("video_path", .null),
      ] + more + [JSONMember("features", .object(features.map { JSONMember($0.name, Self.json($0)) }))])
  }

  private static func json(_ feature: Feature) -> JSONValue {
    [
      "dtype": .string(feature.kind.rawValue), "shape": .array([.count(feature.width)]),
      "names": feature.names.map { .array($0.map { .string($0) }) } ?? .null,
    ]
  }

  /// meta/stats.json.
  var statistics: JSONValue {
    .object(
      features.indices.map { place in
        JSONMember(features[place].name, FeatureStatistics(sum: dataset.episodes.map { $0.statistics[place] }).json())
      })
  }

  /// The statistics of one episode.
  func statistics(_ entry: EpisodeEntry, hasQuantiles: Bool) -> JSONValue {
    .object(zip(features, entry.statistics).map { JSONMember($0.name, $1.json(hasQuantiles: hasQuantiles)) })
  }
}

extension EpisodeFeatures {
  /// By feature.
  var statistics: [FeatureStatistics] { zip(features, values).map { FeatureStatistics($1, width: $0.width) } }
}
