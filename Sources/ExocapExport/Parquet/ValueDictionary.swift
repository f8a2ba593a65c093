/// The distinct values of a column, found while they are few: then a page holds their places instead.
struct ValueDictionary {
  /// More, and the column is written plain. As many as an encoder of 14 bits has counts: then two bytes stand for four.
  static let capacity = 1 << 14

  /// Bits of each distinct value, in the order of their first places.
  private(set) var distinct: [UInt64] = []
  /// By value: its place in `distinct`.
  private(set) var places: [UInt32] = []

  private static let slotBits = 15

  /// Nil where there are too many, or too few values to gain by it.
  init?(count: Int, bits: (Int) -> UInt64) {
    guard count >= 16 else { return nil }
    var table = [Int32](repeating: -1, count: 1 << Self.slotBits)
    let limit = min(Self.capacity, max(1, count / 4))
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

  /// Open addressing; the table is never more than half full.
  private mutating func place(of value: UInt64, in table: inout [Int32], limit: Int) -> UInt32? {
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^64 over the golden ratio.
    var slot = Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - Self.slotBits))
    while table[slot] >= 0 {
      if distinct[Int(table[slot])] == value { return UInt32(table[slot]) }
      slot = (slot + 1) & (1 << Self.slotBits - 1)
    }
    guard distinct.count < limit else { return nil }
    table[slot] = Int32(distinct.count)
    distinct.append(value)
    return UInt32(distinct.count - 1)
  }
}
