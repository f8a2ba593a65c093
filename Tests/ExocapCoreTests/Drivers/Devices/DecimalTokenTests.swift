@testable import ExocapCore
import Testing

@Suite struct DecimalTokenTests {
  /// nil where it is no number.
  static func read(_ text: String, decimals: Bool = true) -> Double? {
    var token = DecimalToken()
    for character in text.utf8 { if !token.append(character, allowsDecimals: decimals) { return nil } }
    return token.isComplete ? token.value : nil
  }

  @Test func readsWhatTheCompilerReads() {
    let literals: [(String, Double)] = [
      ("0", 0), ("4095", 4095), ("-12.34", -12.34), ("+7", 7), ("0.873", 0.873), ("123456789012345", 123456789012345), ("0.1", 0.1),
      ("99999.9999999999", 99999.9999999999), ("-0.001", -0.001),
    ]
    for (text, value) in literals { #expect(Self.read(text) == value, "\(text)") }
  }

  @Test func hasNoNegativeZero() { #expect(Self.read("-0.0")?.sign == .plus) }

  @Test func refusesWhatIsNoNumber() {
    for text in ["", "-", "+", ".", "1.", ".5", "--1", "1-", "1.2.3", "1e5", "nan", "inf", "0x10", "1234567890123456"] {
      #expect(Self.read(text) == nil, "\(text)")
    }
  }

  @Test func refusesPointsWhereTheFormatHasNone() { #expect(Self.read("1.0", decimals: false) == nil) }
}
