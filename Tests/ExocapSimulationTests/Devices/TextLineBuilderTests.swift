import ExocapCore
import ExocapSimulation
import Testing

@Suite struct TextLineBuilderTests {
  static func text(_ format: TextLineFormat, _ counts: [Double], decimals: Int = 2) -> String {
    String(decoding: TextLineBuilder(format, decimals: decimals).line(counts), as: UTF8.self)
  }

  @Test func writesIntegers() {
    #expect(Self.text(TextLineFormat(columns: 3, lowest: 0, highest: 4095), [0, 17, 5000]) == "0 17 4095\r\n")
  }

  @Test func writesDecimals() {
    let format = TextLineFormat(separator: 0x2C, columns: 4, allowsDecimals: true)
    #expect(Self.text(format, [0, -0.07, 12.345, -100]) == "0.00,-0.07,12.35,-100.00\r\n")
    #expect(Self.text(format, [1, 2, 3, 4], decimals: 0) == "1,2,3,4\r\n")
  }

  @Test func writesLabels() {
    let format = TextLineFormat(columns: 3, numericColumns: 0b010, allowsDecimals: true)
    #expect(Self.text(format, [0, 123.4, 0], decimals: 1) == "Reading: 123.4 g\r\n")
  }
}
