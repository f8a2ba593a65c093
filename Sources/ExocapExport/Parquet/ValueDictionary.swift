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
    let limit = min(Self.capacity, max(1, count / 4))
    var table = [Int32](repeating: -1, count: 1 << Self.slotBits)
    var found = [UInt64](repeating: 0, count: limit)
    var used = 0
    places = unsafe [UInt32](unsafeUninitializedCapacity: count) { places, filled in
      // SAFETY: slots are masked to the table's size; places in it are below `used`, and that is at most `limit`; index < count.
      unsafe table.withUnsafeMutableBufferPointer { table in
        unsafe found.withUnsafeMutableBufferPointer { found in
          for index in 0..<count {
            guard let place = unsafe Self.place(of: bits(index), table, found, &used) else { return }
            unsafe places[index] = place
            filled = index + 1
          }
        }
      }
    }
    guard places.count == count else { return nil }
    distinct = Array(found[..<used])
  }

  /// Open addressing; the table is never more than half full. Nil where a new value finds no room in `found`.
  @inline(__always)
  @unsafe
  private static func place(
    of value: UInt64, _ table: UnsafeMutableBufferPointer<Int32>, _ found: UnsafeMutableBufferPointer<UInt64>, _ used: inout Int
  ) -> UInt32? {
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^64 over the golden ratio.
    var slot = Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - slotBits))
    while unsafe table[slot] >= 0 {
      let place = unsafe Int(table[slot])
      if unsafe found[place] == value { return UInt32(place) }
      slot = (slot + 1) & (1 << slotBits - 1)
    }
    guard used < found.count else { return nil }
    unsafe table[slot] = Int32(used)
    unsafe found[used] = value
    used += 1
    return UInt32(used - 1)
  }
}
