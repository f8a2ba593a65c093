package import ExocapRuntime

/// What LeRobot keeps of a feature of an episode: smallest, largest, mean, deviation and quantiles of each of its values.
package struct FeatureStatistics: Equatable {
  /// By value of the feature.
  var smallest: [Double]
  var largest: [Double]
  /// The same of whole numbers, which a double would round; empty for others.
  var smallestWhole: [Int64] = []
  var largestWhole: [Int64] = []
  var mean: [Double]
  /// Of the population, as numpy's `std`.
  var deviation: [Double]
  /// By quantile, then by value.
  var quantiles: [[Double]]
  var count: Int

  static let levels = [0.01, 0.1, 0.5, 0.9, 0.99]
  static let levelNames = ["q01", "q10", "q50", "q90", "q99"]

  /// Of values row by row, `width` each; at least one row.
  package init(_ values: ParquetCells.Values, width: Int) {
    count = values.count / width
    smallest = []
    largest = []
    mean = []
    deviation = []
    quantiles = Self.levels.map { _ in [] }
    switch values {
    case .floats(let all): for column in Self.columns(of: all, width: width) { add(column) }
    case .integers(let all): for column in Self.columns(of: all, width: width) { add(column) }
    case .booleans(let all): for column in Self.columns(of: all.map { Int64($0 ? 1 : 0) }, width: width) { add(column) }
    case .doubles, .strings: preconditionFailure("no feature is of these")
    }
  }

  private mutating func add(_ values: [Float]) {
    let first = Double(values[0])
    addMoments(values.count, from: first) { Double(values[$0]) - first }
    let places = Self.places(values.count)
    let found = OrderStatistics.numbers(at: places, of: values)
    addOrder(values.count) { place in Double(found[places.firstIndex(of: place) ?? 0]) }
  }

  /// What `addOrder` asks for, in order.
  private static func places(_ count: Int) -> [Int] {
    let below = levels.map { Int($0 * Double(count - 1)) }
    return Set([0, count - 1] + below + below.map { min($0 + 1, count - 1) }).sorted()
  }

  /// Rows by column. Sixteen rows at a time, so that what is read stays in the cache while it is spread.
  private static func columns<Value: BitwiseCopyable>(of values: [Value], width: Int) -> [[Value]] {
    guard width > 1 else { return [values] }
    let rows = values.count / width
    let spread = unsafe [Value](unsafeUninitializedCapacity: rows * width) { out, filled in
      for start in stride(from: 0, to: rows, by: 16) {
        for column in 0..<width {
          // SAFETY: column < width and row < rows; each place is written once.
          for row in start..<min(rows, start + 16) { unsafe out[column * rows + row] = values[row * width + column] }
        }
      }
      filled = rows * width
    }
    return (0..<width).map { Array(spread[$0 * rows..<($0 + 1) * rows]) }
  }

  private mutating func add(_ values: [Int64]) {
    // Differences are taken whole: a double of a time since 1970 has lost its nanoseconds.
    addMoments(values.count, from: Double(values[0])) { Double(values[$0] &- values[0]) }
    let sorted = OrderStatistics.isSorted(values) ? values : values.sorted()
    smallestWhole.append(sorted[0])
    largestWhole.append(sorted[sorted.count - 1])
    addOrder(sorted.count) { Double(sorted[$0]) }
  }

  /// Two passes over differences from the first number, so that large means cost no digits.
  private mutating func addMoments(_ count: Int, from first: Double, _ difference: (Int) -> Double) {
    var sum = 0.0
    for index in 0..<count { sum += difference(index) }
    let shift = sum / Double(count)
    var squares = 0.0
    for index in 0..<count {
      let rest = difference(index) - shift
      squares += rest * rest
    }
    mean.append(first + shift)
    deviation.append((squares / Double(count)).squareRoot())
  }

  private mutating func addOrder(_ count: Int, _ sorted: (Int) -> Double) {
    smallest.append(sorted(0))
    largest.append(sorted(count - 1))
    for (place, level) in Self.levels.enumerated() {
      quantiles[place].append(OrderStatistics.quantile(level, count: count, sorted: sorted))
    }
  }
}

extension FeatureStatistics {
  /// Of several episodes, as LeRobot puts them together (lerobot/datasets/compute_stats.py, aggregate_feature_stats):
  /// extremes of extremes, means by count, deviations by the parallel formula, and quantiles as means by count.
  init(sum parts: [FeatureStatistics]) {
    let width = parts[0].mean.count
    let total = parts.reduce(0) { $0 + $1.count }
    func mixed(_ value: (FeatureStatistics) -> Double) -> Double {
      parts.reduce(0) { $0 + value($1) * (Double($1.count) / Double(total)) }
    }
    count = total
    smallest = (0..<width).map { column in parts.map { $0.smallest[column] }.min() ?? 0 }
    largest = (0..<width).map { column in parts.map { $0.largest[column] }.max() ?? 0 }
    smallestWhole = parts[0].smallestWhole.indices.map { column in parts.map { $0.smallestWhole[column] }.min() ?? 0 }
    largestWhole = parts[0].largestWhole.indices.map { column in parts.map { $0.largestWhole[column] }.max() ?? 0 }
    let means = (0..<width).map { column in mixed { $0.mean[column] } }
    mean = means
    deviation = (0..<width).map { column in
      mixed { part in
        let difference = part.mean[column] - means[column]
        return part.deviation[column] * part.deviation[column] + difference * difference
      }.squareRoot()
    }
    quantiles = Self.levels.indices.map { level in (0..<width).map { column in mixed { $0.quantiles[level][column] } } }
  }
}

extension FeatureStatistics {
  /// Whether the values are whole numbers.
  var isWhole: Bool { !smallestWhole.isEmpty }

  /// Its members in the order of LeRobot's files. Version 2.1 has no quantiles.
  package func json(hasQuantiles: Bool = true) -> JSONValue {
    func list(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number($0) }) }
    func bounds(_ numbers: [Double], _ whole: [Int64]) -> JSONValue { isWhole ? .array(whole.map { .integer($0) }) : list(numbers) }
    var members = [
      JSONMember("min", bounds(smallest, smallestWhole)), JSONMember("max", bounds(largest, largestWhole)),
      JSONMember("mean", list(mean)), JSONMember("std", list(deviation)), JSONMember("count", .array([.count(count)])),
    ]
    if hasQuantiles { members += zip(Self.levelNames, quantiles).map { JSONMember($0, list($1)) } }
    return .object(members)
  }

  /// Reads what `json` wrote; nil where it is something else.
  init?(_ json: JSONValue) {
    func list(_ name: String) -> [Double]? {
      guard let elements = json[name]?.elements else { return nil }
      let numbers = elements.compactMap(\.double)
      return numbers.count == elements.count ? numbers : nil
    }
    guard let low = list("min"), let high = list("max"), let mean = list("mean"), let deviation = list("std"),
      let count = json["count"]?.elements?.first?.integer
    else { return nil }
    let quantiles = Self.levelNames.compactMap(list)
    guard quantiles.count == Self.levels.count, (quantiles + [low, high, deviation]).allSatisfy({ $0.count == mean.count }) else {
      return nil
    }
    smallest = low
    largest = high
    // A number of a file that has a fraction, or an exponent, was written of one that is not whole.
    smallestWhole = json["min"]?.elements?.compactMap(\.integer) ?? []
    largestWhole = json["max"]?.elements?.compactMap(\.integer) ?? []
    self.mean = mean
    self.deviation = deviation
    self.quantiles = quantiles
    self.count = Int(count)
  }
}
