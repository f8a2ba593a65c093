internal import ExocapRuntime
internal import LinuxIO

/// LeRobot 2.1, which GR00T reads: a file an episode, tables as lines of JSON, and GR00T's modality.json.
final class LeRobotV21: DatasetFormat {
  private let encoder: ParquetEncoder
  private let writer: String
  private let layout: SignalLayout

  init(_ plan: ExportPlan) {
    layout = plan.layout
    encoder = ParquetEncoder(Feature.all(plan.layout).map(\.column), compression: plan.settings.compression)
    writer = "exocap \(plan.settings.version)"
  }

  func add(_ episode: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError) {
    let features = EpisodeFeatures(
      episode, at: EpisodeFeatures.Place(episode: before.count, firstRow: entry.firstRow, task: entry.task))
    entry.statistics = features.statistics
    let bytes = encoder.file(features.cells, rows: entry.rows, writer: writer)
    try folder.write(bytes, to: Self.path(before.count))
    entry.file = before.count
    entry.end = bytes.count
  }

  static func path(_ episode: Int) -> String {
    "data/chunk-\((episode / LeRobotMeta.chunkSize).padded(3))/episode_\(episode.padded(6)).parquet"
  }

  func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)] {
    let meta = LeRobotMeta(dataset)
    let tasks = dataset.tasks.enumerated().map { ["task_index": .count($0), "task": .string($1)] as JSONValue }
    let episodes = dataset.episodes.enumerated().map { index, entry -> JSONValue in
      let item = dataset.item(entry)
      return [
        "episode_index": .count(index), "tasks": .array([.string(item.task)]), "length": .count(entry.rows),
        "verdict": .string(item.verdict.word.rawValue), "reasons": .string(item.verdict.reasons), "episode": .string(item.episode),
      ]
    }
    let statistics = dataset.episodes.enumerated().map { index, entry in
      ["episode_index": .count(index), "stats": meta.statistics(entry, hasQuantiles: false)] as JSONValue
    }
    try folder.write(Self.lines(tasks), to: "meta/tasks.jsonl")
    try folder.write(Self.lines(episodes), to: "meta/episodes.jsonl")
    try folder.write(Self.lines(statistics), to: "meta/episodes_stats.jsonl")
    try folder.write(ModalityDocument(layout).json.line + "\n", to: "meta/modality.json")
    try folder.write(dataset.json.line + "\n", to: "meta/exocap.json")
    let chunks = (dataset.episodes.count + LeRobotMeta.chunkSize - 1) / LeRobotMeta.chunkSize
    let info = meta.info(
      version: "v2.1", path: "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
      [JSONMember("total_videos", 0), JSONMember("total_chunks", .count(chunks))])
    try folder.write(info.line + "\n", to: "meta/info.json")
    return dataset.episodes.enumerated().map { (Self.path($0), $1.end) }
  }

  private static func lines(_ values: [JSONValue]) -> String { values.map { $0.line + "\n" }.joined() }
}
