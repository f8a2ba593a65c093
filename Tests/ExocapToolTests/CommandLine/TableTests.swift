import Testing

@testable import exocap

@Suite struct TableTests {
  @Test func alignsColumnsAndLeavesNoBlanksAtTheEnd() {
    var table = Table(["a", "rate"], [.left, .right])
    table.add(["left_arm", "5"])
    table.add(["x"])
    #expect(table.lines == ["a         rate", "left_arm     5", "x"])
  }

  @Test func coloursTakeNoRoom() {
    var table = Table([], [.left, .left])
    table.add(["\u{1B}[31mab\u{1B}[0m", "c"])
    table.add(["abc", "d"])
    #expect(table.lines == ["\u{1B}[31mab\u{1B}[0m   c", "abc  d"])
  }

  @Test func numbersAreRoundedAndGrouped() {
    #expect(1.25.text(1) == "1.3")
    #expect((-0.04).text(1) == "0.0")
    #expect((-12.345).text(2) == "-12.35")
    #expect(0.05.text(3) == "0.050")
    #expect(Double.nan.text(1) == "-")
    #expect(1_234_567.grouped == "1,234,567")
    #expect(12.grouped == "12")
    #expect(999.byteText == "999 B")
    #expect(14_900_000.byteText == "14.9 MB")
  }
}
