/// Numbers in order, for exact quantiles.
enum OrderStatistics {
  /// The numbers at some places of their order, `places` from the first to the last.
  ///
  /// Numbers are counted by where they lie between the smallest and the largest one, and only those that share a part with a number that is
  /// asked for are sorted. They must not be NaN.
  static func numbers(at places: [Int], of values: [Float]) -> [Float] {
    let (low, high) = bounds(values)
    let range = Double(high) - Double(low)
    guard values.count >= parts, range > 0, range.isFinite else {
      let sorted = values.sorted()
      return places.map { sorted[$0] }
    }
    let partOf = parts(of: values, from: Double(low), scale: Double(parts - 1) / range)
    var counts = [Int](repeating: 0, count: parts)
    for part in partOf { counts[Int(part)] += 1 }
    // By part that is asked for: the place of its first number in the order, and its numbers.
    var wanted = [Int](repeating: -1, count: parts)
    var groups: [(start: Int, numbers: [Float])] = []
    var (start, index, groupOfPlace) = (0, 0, [Int]())
    for part in 0..<parts where counts[part] > 0 {
      while index < places.count && places[index] < start + counts[part] {
        if wanted[part] < 0 {
          wanted[part] = groups.count
          groups.append((start, []))
        }
        groupOfPlace.append(wanted[part])
        index += 1
      }
      start += counts[part]
    }
    for (value, part) in zip(values, partOf) {
      let group = wanted[Int(part)]
      if group >= 0 { groups[group].numbers.append(value) }
    }
    for group in groups.indices { groups[group].numbers.sort() }
    return zip(places, groupOfPlace).map { groups[$1].numbers[$0 - groups[$1].start] }
  }

  private static let parts = 2048

  /// The smallest and the largest. Four at a time: a comparison waits for the one before it.
  private static func bounds(_ values: [Float]) -> (Float, Float) {
    var low = SIMD4(repeating: values[0])
    var high = low
    let whole = values.count & ~3
    for start in stride(from: 0, to: whole, by: 4) {
      let four = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
      low.replace(with: four, where: four .< low)
      high.replace(with: four, where: four .> high)
    }
    for index in whole..<values.count { (low[0], high[0]) = (min(low[0], values[index]), max(high[0], values[index])) }
    return (low.min(), high.max())
  }

  /// In which part each number lies. Rises with the number, as rounding does.
  private static func parts(of values: [Float], from low: Double, scale: Double) -> [UInt32] {
    unsafe [UInt32](unsafeUninitializedCapacity: values.count) { out, filled in
      for index in values.indices {
        // The last bits of a number over 2^52 are whole ones. What is not a number, which has no place anyhow, must not lead outside.
        let part = ((Double(values[index]) - low) * scale + 0x1p52).bitPattern
        unsafe out[index] = min(UInt32(truncatingIfNeeded: part), UInt32(parts - 1))
      }
      filled = values.count
    }
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
}
