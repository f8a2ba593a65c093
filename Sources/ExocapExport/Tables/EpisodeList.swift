/// The table of a data set's episodes, beside their own.
struct EpisodeList {
  /// One column: texts or whole numbers.
  enum Cells {
    case texts([String])
    case integers([Int64])
  }

  let columns: [(name: String, cells: Cells)]
  let rows: Int

  /// - Parameter file: the name of an episode's own table.
  init(_ dataset: DatasetDocument, file: (Int) -> String) {
    let episodes = dataset.episodes
    let items = episodes.map(dataset.item)
    rows = episodes.count
    columns =
      [
        ("episode_index", .integers(episodes.indices.map { Int64($0) })), ("file", .texts(episodes.indices.map(file))),
        ("recording", .texts(episodes.map(dataset.recording))), ("episode", .texts(items.map(\.episode))),
        ("task", .texts(items.map(\.task))), ("rows", .integers(episodes.map { Int64($0.rows) })),
        ("began_ns", .integers(episodes.map(\.began))), ("verdict", .texts(items.map(\.verdict.word.rawValue))),
        ("reasons", .texts(items.map(\.verdict.reasons))), ("damage", .texts(items.map { $0.damage ?? "" })),
      ]
      + RowQuality.names.map(\.1).enumerated().map { place, name in
        ("rows_\(name)", .integers(episodes.map { Int64($0.quality[place]) }))
      }
  }
}
