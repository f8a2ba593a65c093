/// The smallest and the largest value of a column, as its statistics hold them (parquet.thrift, Statistics).
struct ColumnBounds {
  let smallest: [UInt8]
  let largest: [UInt8]
  let absent: Int

  /// Nil where there is no value to compare; NaN is none.
  init?(_ cells: ParquetCells, absent: Int) {
    self.absent = absent
    switch cells.values {
    case .booleans(let values):
      guard let first = values.first else { return nil }
      let isMixed = values.contains(!first)
      smallest = [isMixed ? 0 : (first ? 1 : 0)]
      largest = [isMixed ? 1 : (first ? 1 : 0)]
    case .integers(let values):
      guard let (low, high) = Self.bounds(values) else { return nil }
      smallest = Self.bytes(UInt64(bitPattern: low), 8)
      largest = Self.bytes(UInt64(bitPattern: high), 8)
    case .floats(let values):
      guard let (low, high) = Self.bounds(values) else { return nil }
      // "If the min is 0 it is written as -0, the max as +0": readers must find both.
      smallest = Self.bytes(UInt64((low == 0 ? -Float.zero : low).bitPattern), 4)
      largest = Self.bytes(UInt64((high == 0 ? Float.zero : high).bitPattern), 4)
    case .doubles(let values):
      guard let (low, high) = Self.bounds(values) else { return nil }
      smallest = Self.bytes((low == 0 ? -0.0 : low).bitPattern, 8)
      largest = Self.bytes((high == 0 ? 0.0 : high).bitPattern, 8)
    case .strings(let values):
      // By bytes, as the format orders UTF-8; Swift's own order is that of Unicode.
      let sorted = values.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
      guard let low = sorted.first, let high = sorted.last else { return nil }
      smallest = low
      largest = high
    }
  }

  private static func bounds<Number: Comparable>(_ values: [Number]) -> (Number, Number)? {
    guard var low = values.first(where: { $0 == $0 }) else { return nil }
    var high = low
    for value in values {
      if value < low { low = value }
      if value > high { high = value }
    }
    return (low, high)
  }

  private static func bytes(_ bits: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
  }
}
