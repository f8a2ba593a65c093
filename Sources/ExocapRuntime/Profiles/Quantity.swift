/// A number and what it is measured in, as written.
package struct Quantity: Sendable {
  /// [-] The number as written, in `unit`.
  package var number: Double
  /// The unit as written.
  package var unit: Unit

  /// [-] The value in SI, whatever it measures.
  package var value: Double { number * unit.numerator / unit.denominator }

  /// `value` in this quantity's own unit, for messages that speak as the person wrote.
  package func text(of value: Double) -> String {
    Quantity.shortText(value * unit.denominator / unit.numerator) + unit.symbol
  }

  /// Why a text is no quantity.
  package enum Failure: Error, Equatable {
    /// It does not begin with a number.
    case notANumber
    /// The number is fine; nobody knows the unit.
    case unknownUnit(String)
    /// Too large for a Double.
    case tooLarge
  }

  /// Reads `90deg`, `1_000 Hz`, `-1.5e-3 kgm^2`.
  package init(_ text: String) throws(Failure) {
    let (number, rest) = try Quantity.splitNumber(text)
    let symbol = String(rest.drop { $0 == " " })
    guard let unit = Unit.named(symbol) else { throw .unknownUnit(symbol) }
    self.number = number
    self.unit = unit
  }

  /// The number at the start of a text and what follows it.
  ///
  /// No `inf`, `nan` or hex: nobody means those in a file of facts.
  private static func splitNumber(_ text: String) throws(Failure) -> (number: Double, rest: Substring) {
    let bytes = Array(text.utf8)
    var index = 0
    var digits: [UInt8] = []
    func isDigit(_ at: Int) -> Bool { at < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) }
    func takeDigits() {
      while isDigit(index)
        || (index > 0 && index < bytes.count && bytes[index] == UInt8(ascii: "_") && isDigit(index - 1) && isDigit(index + 1))
      {
        if bytes[index] != UInt8(ascii: "_") { digits.append(bytes[index]) }
        index += 1
      }
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      digits.append(bytes[index])
      index += 1
    }
    let first = index
    takeDigits()
    let hasWhole = index > first
    if index < bytes.count, bytes[index] == UInt8(ascii: "."), hasWhole || isDigit(index + 1) {
      if !hasWhole { digits.append(UInt8(ascii: "0")) }
      digits.append(bytes[index])
      index += 1
      if !isDigit(index) { digits.append(UInt8(ascii: "0")) }
      takeDigits()
    }
    guard index > first else { throw .notANumber }
    if index < bytes.count, bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") {
      let signed = index + 1 < bytes.count && (bytes[index + 1] == UInt8(ascii: "-") || bytes[index + 1] == UInt8(ascii: "+"))
      if isDigit(index + (signed ? 2 : 1)) {
        digits.append(contentsOf: bytes[index...(index + (signed ? 1 : 0))])
        index += signed ? 2 : 1
        takeDigits()
      }
    }
    guard let number = Double(String(decoding: digits, as: UTF8.self)) else { throw .notANumber }
    guard number.isFinite else { throw .tooLarge }
    return (number, Substring(decoding: bytes[index...], as: UTF8.self))
  }

  /// A number with at most six significant digits and no needless `.0`.
  package static func shortText(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var scale = 1.0
    while (value * scale).magnitude < 1e5 && scale < 1e15 { scale *= 10 }
    while (value * scale).magnitude >= 1e6 && scale > 1e-15 { scale /= 10 }
    let rounded = (value * scale).rounded() / scale
    if rounded == rounded.rounded(), rounded.magnitude < 1e15 { return String(Int(rounded)) }
    return "\(rounded)"
  }
}
