package import ExocapCore

extension ValueReader {
  /// A quantity in SI.
  ///
  /// The unit is required and its dimension checked.
  package func quantity(_ dimension: Dimension, in range: ClosedRange<Double>? = nil) -> Double? {
    guard let written = writtenQuantity(dimension) else { return nil }
    let value = written.value
    if let range, !range.contains(value) {
      error(
        "\(path) is \(written.text(of: value))",
        notes: ["allowed: \(written.text(of: range.lowerBound)) .. \(written.text(of: range.upperBound))"])
      return nil
    }
    return value
  }

  /// A quantity in SI whose unit decides among several dimensions.
  package func quantity(oneOf dimensions: [Dimension]) -> (value: Double, dimension: Dimension)? {
    guard let text = text() else { return nil }
    let written = try? Quantity(text)
    let dimension = dimensions.first { $0 == written?.unit.dimension } ?? dimensions[0]
    return quantity(dimension).map { ($0, dimension) }
  }

  /// A bare number.
  package func number(in range: ClosedRange<Double>? = nil) -> Double? { quantity(.ratio, in: range) }

  /// A time as an interval.
  package func interval(in range: ClosedRange<Double>? = nil) -> Interval? {
    quantity(.time, in: range).map { Interval.seconds(rounding: $0) }
  }

  /// Two quantities, the lower first.
  ///
  /// Equal ones only where `allowsEqual`: a joint may be locked, a range may not be empty.
  package func range(
    _ dimension: Dimension, in range: ClosedRange<Double>? = nil, allowsEqual: Bool = false
  ) -> ClosedRange<Double>? {
    guard let items = items(count: 2...2) else { return nil }
    let values = items.map { $0.quantity(dimension, in: range) }
    guard let lower = values[0], let upper = values[1] else { return nil }
    guard lower < upper || (allowsEqual && lower == upper) else {
      let text = items.map { if case .scalar(let text, _) = $0.node.content { text } else { "?" } }.joined(separator: " .. ")
      error("\(path): the lower end is not below the upper one (\(text))", notes: ["swap them, or give sign: -1 if it turns the other way"])
      return nil
    }
    return lower...upper
  }

  /// Exactly `count` quantities.
  package func quantities(_ dimension: Dimension, count: Int) -> [Double]? {
    guard let items = items(count: count...count) else { return nil }
    let values = items.compactMap { $0.quantity(dimension) }
    return values.count == count ? values : nil
  }

  private func writtenQuantity(_ dimension: Dimension) -> Quantity? {
    guard let text = text() else { return nil }
    let advice = "write it like \(dimension.examples)"
    let shown = YAMLNode.shortened(text)
    do throws(Quantity.Failure) {
      let quantity = try Quantity(text)
      if quantity.unit.dimension == dimension { return quantity }
      if quantity.unit.dimension == .ratio {
        error("\(path) has no unit: '\(shown)'", notes: [advice])
      } else if dimension == .ratio {
        error("\(path) takes no unit, but '\(shown)' has one", notes: [advice])
      } else {
        error("\(path) is \(dimension.phrase), but '\(shown)' is \(quantity.unit.dimension.phrase)", notes: [advice])
      }
    } catch {
      report(error, text: shown, dimension: dimension)
    }
    return nil
  }

  private func report(_ failure: Quantity.Failure, text: String, dimension: Dimension) {
    let advice = "write it like \(dimension.examples)"
    switch failure {
    case .notANumber: error("\(path) must be a number, not '\(text)'", notes: [advice])
    case .tooLarge: error("\(path) is too large a number: '\(text)'", notes: [advice])
    case .unknownUnit(let symbol):
      let symbols = Unit.all.filter { $0.dimension == dimension && !$0.symbol.isEmpty }.map(\.symbol)
      let guess = Suggestion.nearest(to: symbol, among: symbols).map { ["did you mean '\($0)'?"] } ?? []
      error("\(path): there is no unit '\(YAMLNode.shortened(symbol))'", notes: guess + [advice])
    }
  }
}
