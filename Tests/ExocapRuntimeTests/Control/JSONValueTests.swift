import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct JSONValueTests {
  @Test func writesOneLineThatReadsBack() throws {
    let value: JSONValue = [
      "n": .null, "t": true, "i": -7, "x": .number(0.1), "s": "a\"\\\n\r\t\u{1}\u{7F}é😀", "l": [1, "b"], "o": ["k": false],
    ]
    let expected = #"{"n":null,"t":true,"i":-7,"x":0.1,"s":"a\"\\\n\r\t\u0001"# + "\u{7F}é😀" + #"","l":[1,"b"],"o":{"k":false}}"#
    #expect(value.line == expected)
    #expect(try JSONParser.parse(value.bytes) == value)
  }

  @Test(arguments: [Double.nan, Double.infinity, -Double.infinity])
  func whatIsNoNumberIsNull(value: Double) { #expect(JSONValue.number(value).line == "null") }

  @Test(arguments: [Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1e16, 123_456.789, -0.0, 1.0 / 3] as [Double])
  func numbersReadBackBitForBit(value: Double) throws {
    let back = try JSONParser.parse(JSONValue.number(value).bytes).double
    #expect(back?.bitPattern == value.bitPattern)
  }

  @Test func randomNumbersAndTextsReadBack() throws {
    var generator = SeededGenerator.printed()
    for _ in 0..<500 {
      let number = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
      let text = String(String.UnicodeScalarView((0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator)) }))
      let value: JSONValue = [.string(text), .number(number.isFinite ? number : 0.5)]
      let back = try JSONParser.parse(value.bytes)
      #expect(back.elements?.first?.text.map { Array($0.utf8) } == Array(text.utf8))
      #expect(back.elements?.last?.double == value.elements?.last?.double)
    }
  }

  @Test func countsThatDoNotFitAreTheLargest() { #expect(JSONValue.count(UInt64.max) == .integer(.max)) }

  @Test func valuesOfOtherKindsAreAbsent() {
    let value: JSONValue = ["a": "x", "b": 1]
    #expect(value["a"]?.integer == nil && value["a"]?.bool == nil && value["a"]?.elements == nil && value["a"]?.double == nil)
    #expect(value["b"]?.text == nil && value["b"]?.double == 1)
    #expect(value["c"] == nil && JSONValue.null["a"] == nil)
  }
}
