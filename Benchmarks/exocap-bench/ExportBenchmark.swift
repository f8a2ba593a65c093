internal import ExocapExport
internal import ExocapRuntime
internal import LinuxIO

/// Rows of floats as a LeRobot 3.0 file with the statistics of each episode: our half of Benchmarks/export.py.
struct ExportBenchmark {
  /// [-] float32 numbers, row by row: state, then action.
  private let numbers: [Float]
  private let joints: Int
  private let episode: Int
  private let compression: PageCompression

  /// - Parameters:
  ///   - path: float32, little-endian, row by row: `joints` of the state, `joints` of the action.
  ///   - episode: rows of each episode.
  init(_ path: String, joints: Int, episode: Int, compression: PageCompression) throws(IOError) {
    let file = try MappedFile(path)
    numbers = file.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
    }
    self.joints = joints
    self.episode = episode
    self.compression = compression
  }

  /// Writes the file and the statistics beside it.
  func run(to path: String) throws(IOError) {
    let encoder = ParquetEncoder(Self.columns, compression: compression)
    let rows = numbers.count / (2 * joints)
    var (offset, groups, statistics) = (ParquetEncoder.magic.count, [[UInt8]](), "")
    let file = try FileDescriptor.open(path, .writeOnly, options: [.create, .truncate])
    let magic = ParquetEncoder.magic
    try file.writeAll(magic.span, to: path)
    for (index, start) in stride(from: 0, to: rows, by: episode).enumerated() {
      let values = values(start..<min(rows, start + episode), index: index)
      let cells = zip(Self.columns, values).map { ParquetCells(values: $1, rows: $0.shape == .list ? .each(joints) : .single) }
      let group = encoder.rowGroup(cells, rows: min(rows, start + episode) - start)
      groups.append(group.entry(at: offset, ordinal: index))
      for part in group.parts { try file.writeAll(part.span, to: path) }
      offset += group.size
      let members = zip(Self.columns, values).map { column, values in
        JSONMember(column.name, FeatureStatistics(values, width: column.shape == .list ? joints : 1).json())
      }
      statistics += JSONValue.object(members).line + "\n"
    }
    let footer = encoder.footer(rowGroups: groups, rows: rows, metadata: [], writer: "exocap bench")
    try file.writeAll(footer.span, to: path)
    try file.synchronize(of: path)
    try Files.writeAtomically(statistics, to: path + ".stats.jsonl")
  }

  private static let columns = [
    ParquetColumn(name: "observation.state", kind: .float, shape: .list), ParquetColumn(name: "action", kind: .float, shape: .list),
    ParquetColumn(name: "timestamp", kind: .float), ParquetColumn(name: "frame_index", kind: .int64),
    ParquetColumn(name: "episode_index", kind: .int64), ParquetColumn(name: "index", kind: .int64),
    ParquetColumn(name: "task_index", kind: .int64),
  ]

  private func values(_ rows: Range<Int>, index: Int) -> [ParquetCells.Values] {
    var (state, action) = ([Float](), [Float]())
    state.reserveCapacity(rows.count * joints)
    action.reserveCapacity(rows.count * joints)
    for row in rows {
      let start = row * 2 * joints
      state += numbers[start..<start + joints]
      action += numbers[start + joints..<start + 2 * joints]
    }
    let places = 0..<rows.count
    return [
      .floats(state), .floats(action), .floats(places.map { Float(Double($0) / 500) }), .integers(places.map { Int64($0) }),
      .integers(places.map { _ in Int64(index) }), .integers(rows.map { Int64($0) }), .integers(places.map { _ in 0 }),
    ]
  }
}
