import Testing

@testable import ExocapExport

struct ColumnBoundsTests {
  @Test func floatsLeaveNaNOutAndGiveZeroBothSigns() throws {
    let bounds = try #require(ColumnBounds(ParquetCells(values: .floats([.nan, 0, 1])), absent: 0))
    #expect(bounds.smallest == [0, 0, 0, 0x80])
    #expect(bounds.largest == [0, 0, 0x80, 0x3F])
    #expect(ColumnBounds(ParquetCells(values: .doubles([.nan])), absent: 2) == nil)
  }

  @Test func textsAreOrderedByBytes() throws {
    // U+FF5E is smaller than U+10000 in UTF-8, and larger in UTF-16.
    let bounds = try #require(ColumnBounds(ParquetCells(values: .strings(["\u{10000}", "b", "\u{FF5E}"])), absent: 0))
    #expect(bounds.smallest == Array("b".utf8))
    #expect(bounds.largest == Array("\u{10000}".utf8))
  }

  @Test func wholeNumbersAndMarks() throws {
    let numbers = try #require(ColumnBounds(ParquetCells(values: .integers([2, -1])), absent: 3))
    #expect(numbers.smallest == Array(repeating: 0xFF, count: 8))
    #expect(numbers.largest == [2, 0, 0, 0, 0, 0, 0, 0])
    #expect(numbers.absent == 3)
    let marks = try #require(ColumnBounds(ParquetCells(values: .booleans([true, true])), absent: 0))
    #expect((marks.smallest, marks.largest) == ([1], [1]))
  }
}
