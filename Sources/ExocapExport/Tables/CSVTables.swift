internal import ExocapRuntime
internal import LinuxIO

/// One CSV file an episode (RFC 4180, but lines end with a newline alone), and a list of episodes.
final class CSVTables: DatasetFormat {
  init(_ plan: ExportPlan) {}

  static func path(_ episode: Int) -> String { "episode_\(episode.padded(6)).csv" }

  func add(_ episode: EpisodeRows, _ entry: inout EpisodeEntry, before: [EpisodeEntry], to folder: ExportFolder) throws(IOError) {
    let bytes = Self.bytes(TableColumn.all(episode), rows: entry.rows)
    try folder.write(bytes, to: Self.path(before.count))
    entry.file = before.count
    entry.end = bytes.count
  }

  func finish(_ dataset: DatasetDocument, to folder: ExportFolder) throws(IOError) -> [(name: String, size: Int)] {
    let list = EpisodeList(dataset, file: Self.path)
    var text = list.columns.map(\.name).joined(separator: ",") + "\n"
    for row in 0..<list.rows {
      text += list.columns.map { Self.cell($0.cells, row) }.joined(separator: ",") + "\n"
    }
    try folder.write(text, to: "episodes.csv")
    try folder.write(dataset.json.line + "\n", to: "info.json")
    return dataset.episodes.enumerated().map { (Self.path($0), $1.end) }
  }

  private static func cell(_ cells: EpisodeList.Cells, _ row: Int) -> String {
    switch cells {
    case .texts(let texts): quoted(texts[row])
    case .integers(let numbers): String(numbers[row])
    }
  }

  /// A text in quotes where it needs them.
  static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// The shortest decimals that read back as the same number; nothing where nothing is known; 0 and 1 for no and yes.
  static func bytes(_ columns: [TableColumn], rows: Int) -> [UInt8] {
    var out = Array((columns.map { quoted($0.name) }.joined(separator: ",") + "\n").utf8)
    for row in 0..<rows {
      for (place, column) in columns.enumerated() {
        if place > 0 { out.append(UInt8(ascii: ",")) }
        switch column.cells {
        case .numbers(let numbers): if numbers[row].isFinite { out += numbers[row].description.utf8 }
        case .integers(let numbers): out += String(numbers[row]).utf8
        case .booleans(let marks): out.append(UInt8(ascii: marks[row] ? "1" : "0"))
        }
      }
      out.append(UInt8(ascii: "\n"))
    }
    return out
  }
}
