/// Repetition and definition levels of a column: which value begins a row, and which are there (Dremel; Encodings.md).
///
/// A list of required elements has both, an optional value definition alone.
struct CellLevels {
  private let rows: ParquetCells.Rows
  /// By row: where its values begin; only where rows have values of different number.
  private var starts: [Int] = []
  /// By row: where its entries begin.
  private var entryStarts: [Int] = []

  init(_ rows: ParquetCells.Rows, rows count: Int) {
    self.rows = rows
    switch rows {
    case .single, .each: break
    case .present(let present):
      precondition(present.count == count, "one mark a row")
      starts = [0]
      starts.reserveCapacity(count + 1)
      for isThere in present { starts.append(starts[starts.count - 1] + (isThere ? 1 : 0)) }
    case .lengths(let lengths):
      precondition(lengths.count == count, "one length a row")
      starts = [0]
      entryStarts = [0]
      for length in lengths {
        starts.append(starts[starts.count - 1] + length)
        entryStarts.append(entryStarts[entryStarts.count - 1] + max(1, length))
      }
    }
  }

  /// The values of some rows.
  func values(of part: Range<Int>) -> Range<Int> {
    switch rows {
    case .single: part
    case .each(let length): part.lowerBound * length..<part.upperBound * length
    case .present, .lengths: starts[part.lowerBound]..<starts[part.upperBound]
    }
  }

  /// How many pairs of levels some rows have: a value each, and one for each that is absent.
  func entries(of part: Range<Int>) -> Int {
    switch rows {
    case .single, .present: part.count
    case .each(let length): part.count * max(1, length)
    case .lengths: entryStarts[part.upperBound] - entryStarts[part.lowerBound]
    }
  }

  /// The levels of some rows as a page of version 1 begins: each with its length in front.
  func bytes(of part: Range<Int>) -> [UInt8] {
    var repetition = HybridRuns(width: 1)
    var definition = HybridRuns(width: 1)
    switch rows {
    case .single: return []
    case .present(let present):
      for row in part { definition.append(present[row] ? 1 : 0, count: 1) }
      return Self.framed(definition.finished())
    case .each(let length):
      definition.append(length > 0 ? 1 : 0, count: part.count * max(1, length))
      return Self.framed(Self.repetition(rows: part.count, length: length)) + Self.framed(definition.finished())
    case .lengths(let lengths):
      for row in part {
        repetition.append(0, count: 1)
        if lengths[row] > 1 { repetition.append(1, count: lengths[row] - 1) }
        definition.append(lengths[row] > 0 ? 1 : 0, count: max(1, lengths[row]))
      }
      return Self.framed(repetition.finished()) + Self.framed(definition.finished())
    }
  }

  private static func framed(_ runs: [UInt8]) -> [UInt8] {
    let count = UInt32(runs.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(8 * $0)) } + runs
  }

  /// 0 at the beginning of each row and 1 behind it, as one bit-packed run: much faster than value by value, and it compresses well.
  private static func repetition(rows: Int, length: Int) -> [UInt8] {
    let bits = rows * max(1, length)
    var header = UInt64((bits + 7) / 8) << 1 | 1
    var bytes: [UInt8] = []
    while header >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: header) | 0x80)
      header >>= 7
    }
    bytes.append(UInt8(header))
    let start = bytes.count
    bytes += [UInt8](repeating: 0xFF, count: (bits + 7) / 8)
    if bits % 8 > 0 { bytes[bytes.count - 1] = UInt8(truncatingIfNeeded: (1 << (bits % 8)) - 1) }
    for row in 0..<rows {
      let bit = row * max(1, length)
      bytes[start + bit / 8] &= ~(1 << UInt8(bit % 8))
    }
    return bytes
  }
}
