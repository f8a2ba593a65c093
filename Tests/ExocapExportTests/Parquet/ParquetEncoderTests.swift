import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapExport

/// Files of random columns, read by pyarrow with page checksums and compared cell by cell.
struct ParquetEncoderTests {
  @Test(arguments: PageCompression.allCases)
  func pyarrowReadsWhatWasWritten(compression: PageCompression) throws {
    guard let python = Peer.python else { return Peer.skip() }
    var random = SeededGenerator.printed()
    let folder = try TestFolder()
    for round in 0..<8 {
      let groups = Int.random(in: 1...3, using: &random)
      let sizes = (0..<groups).map { _ in [1, 7, 300, 3_000].randomElement(using: &random) ?? 1 }
      let columns = Self.columns(&random)
      let encoder = ParquetEncoder(columns, compression: compression)
      var (file, entries, expected) = (ParquetEncoder.magic, [[UInt8]](), [String]())
      for (ordinal, rows) in sizes.enumerated() {
        let cells = columns.map { Self.cells($0, rows: rows, &random) }
        let group = encoder.rowGroup(cells, rows: rows)
        entries.append(group.entry(at: file.count, ordinal: ordinal))
        for part in group.parts { file += part }
        let levels = cells.map { CellLevels($0.rows, rows: rows) }
        expected += (0..<rows).map { row in
          columns.indices.map { Self.text(columns[$0], cells[$0], levels[$0].values(of: row..<row + 1)) }.joined(separator: "|")
        }
      }
      file += encoder.footer(rowGroups: entries, rows: expected.count, metadata: [("key", "Wert ä")], writer: "exocap test")
      let path = "\(folder.path)/\(round).parquet"
      try Files.writeAtomically(file.span, to: path)
      try Files.writeAtomically(expected.map { $0 + "\n" }.joined(), to: path + ".txt")
      try Peer.run([python, Peer.script("read_parquet.py"), path, path + ".txt"])
    }
  }

  private static func columns(_ random: inout SeededGenerator) -> [ParquetColumn] {
    let kinds: [ParquetColumn.Kind] = [.boolean, .int64, .float, .double, .string]
    return (0..<Int.random(in: 1...9, using: &random)).map { index in
      let kind = kinds.randomElement(using: &random) ?? .double
      let shapes: [ParquetColumn.Shape] = [.required, .optional, .list]
      return ParquetColumn(name: "c\(index).\(kind)/x", kind: kind, shape: shapes.randomElement(using: &random) ?? .required)
    }
  }

  /// Constant, of few values or of many, so that every encoding has its turn.
  private static func cells(_ column: ParquetColumn, rows: Int, _ random: inout SeededGenerator) -> ParquetCells {
    var count = rows
    var layout = ParquetCells.Rows.single
    switch column.shape {
    case .required: break
    case .optional:
      let present = (0..<rows).map { _ in Int.random(in: 0..<4, using: &random) > 0 }
      count = present.count { $0 }
      layout = .present(present)
    case .list where Bool.random(using: &random):
      let length = Int.random(in: 0...31, using: &random)
      count = rows * length
      layout = .each(length)
    case .list:
      let lengths = (0..<rows).map { _ in Int.random(in: 0...5, using: &random) }
      count = lengths.reduce(0, +)
      layout = .lengths(lengths)
    }
    let distinct = [1, 3, 200, 700, 1 << 40].randomElement(using: &random) ?? 1
    let numbers = (0..<count).map { _ in Int64.random(in: 0..<Int64(distinct), using: &random) - Int64(distinct / 2) }
    let values: ParquetCells.Values =
      switch column.kind {
      case .boolean: .booleans(numbers.map { $0 % 2 == 0 })
      case .int64: .integers(numbers)
      case .float: .floats(numbers.map { Float($0) / 3 })
      case .double: .doubles(numbers.map { Double($0) / 3 })
      case .string: .strings(numbers.map { "t\($0) ü" })
      }
    return ParquetCells(values: values, rows: layout)
  }

  /// A cell as the script writes it: bits of floats, "-" for none, "[a,b]" for lists.
  private static func text(_ column: ParquetColumn, _ cells: ParquetCells, _ range: Range<Int>) -> String {
    func value(_ index: Int) -> String {
      switch cells.values {
      case .booleans(let values): values[index] ? "1" : "0"
      case .integers(let values): "\(values[index])"
      case .floats(let values): "\(values[index].bitPattern)"
      case .doubles(let values): "\(values[index].bitPattern)"
      case .strings(let values): values[index]
      }
    }
    if column.shape == .list { return "[" + range.map(value).joined(separator: ",") + "]" }
    return range.isEmpty ? "-" : value(range.lowerBound)
  }
}
