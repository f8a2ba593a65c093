/// Numbers of values as people write them: degrees, or millimetres where it is a length.
package struct ValueText: Sendable {
  private let factor: Double
  private let unit: String

  /// For a length [m], or an angle [rad].
  package init(_ isLength: Bool) {
    (factor, unit) = isLength ? (1000, "mm") : (180 / Double.pi, "deg")
  }

  /// For an angle [rad].
  package static let angle = ValueText(false)

  /// To a tenth, for messages.
  package func short(_ value: Double) -> String { ValueText.decimal(value * factor) + sign }

  /// Both ends, for messages.
  package func range(_ range: ClosedRange<Double>) -> String { "\(short(range.lowerBound)) … \(short(range.upperBound))" }

  /// To a ten-thousandth of a degree or of a millimetre, for files.
  package func exact(_ value: Double) -> String { "\((value * factor * 1e4).rounded() / 1e4 + 0)\(unit)" }

  /// To a hundredth, for what a file tells people.
  package func file(_ value: Double) -> String { "\((value * factor * 100).rounded() / 100 + 0)\(unit)" }

  /// A share in percent.
  package static func percent(_ share: Double) -> String { decimal(share * 100) + " %" }

  private var sign: String { unit == "deg" ? "°" : " mm" }

  private static func decimal(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "?" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}
