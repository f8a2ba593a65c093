/// Numbers in order, for exact quantiles.
enum OrderStatistics {
  /// Sorts by the numbers' bits, 11 at a time: three passes whatever the count ("LSD radix sort", Knuth, TAOCP 3, 5.2.5).
  ///
  /// Numbers must not be NaN; -0 comes before +0.
  static func sort(_ values: inout [Float]) {
    guard !isSorted(values) else { return }
    var keys = values.map { key($0.bitPattern) }
    var other = [UInt32](repeating: 0, count: keys.count)
    for pass in 0..<3 {
      let shift = UInt32(11 * pass)
      var starts = [Int](repeating: 0, count: 2048)
      for key in keys { starts[Int(key >> shift & 2047)] += 1 }
      // All in one bucket: this part of the bits orders nothing.
      if starts.contains(keys.count) { continue }
      var sum = 0
      for bucket in 0..<2048 { (starts[bucket], sum) = (sum, sum + starts[bucket]) }
      unsafe other.withUnsafeMutableBufferPointer { place in
        unsafe starts.withUnsafeMutableBufferPointer { starts in
          for key in keys {
            let bucket = Int(key >> shift & 2047)
            // SAFETY: the starts are sums of the counts of these very keys, so each lies below their number.
            unsafe place[starts[bucket]] = key
            unsafe starts[bucket] += 1
          }
        }
      }
      swap(&keys, &other)
    }
    for index in keys.indices { values[index] = Float(bitPattern: bits(keys[index])) }
  }

  /// The quantile of sorted numbers, on the line between its neighbours as numpy's default does (Hyndman and Fan, definition 7).
  static func quantile(_ q: Double, count: Int, sorted: (Int) -> Double) -> Double {
    let place = q * Double(count - 1)
    let below = Int(place)
    let low = sorted(below)
    let high = sorted(min(below + 1, count - 1))
    return low + (high - low) * (place - Double(below))
  }

  static func isSorted<Number: Comparable>(_ values: [Number]) -> Bool {
    for index in values.indices.dropFirst() where values[index] < values[index - 1] { return false }
    return true
  }

  /// Bits whose order as whole numbers is the numbers' order.
  private static func key(_ bits: UInt32) -> UInt32 { bits ^ (bits >> 31 == 1 ? .max : 0x8000_0000) }
  private static func bits(_ key: UInt32) -> UInt32 { key ^ (key >> 31 == 0 ? .max : 0x8000_0000) }
}
