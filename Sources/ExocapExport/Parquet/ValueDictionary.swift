/// The distinct values of a column, found while they are few: then a page holds their places instead.
struct ValueDictionary {
  /// More are no low cardinality: the column is written plain.
  static let capacity = 256

  /// Bits of each distinct value, in the order of their first places.
  private(set) var distinct: [UInt64] = []
  /// By value: its place in `distinct`.
  private(set) var places: [UInt32] = []

  private static let slots = 1024

  /// Nil where there are too many, or too few values to gain by it.
  init?(count: Int, bits: (Int) -> UInt64) {
    guard count >= 16 else { return nil }
    var table = [Int16](repeating: -1, count: Self.slots)
    let limit = min(Self.capacity, max(1, count / 4))
    // Most columns of numbers give up after a few hundred: no room is taken before that.
    var last: (bits: UInt64, place: UInt32)?
    for index in 0..<count {
      let value = bits(index)
      if let last, last.bits == value {
        places.append(last.place)
        continue
      }
      guard let place = place(of: value, in: &table, limit: limit) else { return nil }
      places.append(place)
      last = (value, place)
    }
  }

  /// Open addressing; the table is never more than a quarter full.
  private mutating func place(of value: UInt64, in table: inout [Int16], limit: Int) -> UInt32? {
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^64 over the golden ratio.
    var slot = Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> 54)
    while table[slot] >= 0 {
      if distinct[Int(table[slot])] == value { return UInt32(table[slot]) }
      slot = (slot + 1) & (Self.slots - 1)
    }
    guard distinct.count < limit else { return nil }
    table[slot] = Int16(distinct.count)
    distinct.append(value)
    return UInt32(distinct.count - 1)
  }
}
