import Testing

@testable import ExocapExport

struct CellLevelsTests {
  /// By hand: rows of 3 have repetition 0 1 1 0 1 1 as bits 110110, definition 1 six times in one packed group.
  @Test func listsOfOneLength() {
    let levels = CellLevels(.each(3), rows: 2)
    #expect(levels.values(of: 1..<2) == 3..<6)
    #expect(levels.entries(of: 0..<2) == 6)
    #expect(levels.bytes(of: 0..<2) == [2, 0, 0, 0, 0x03, 0b110110, 2, 0, 0, 0, 0x03, 0b111111])
  }

  /// An empty list has one entry, with repetition 0 and definition 0.
  @Test func listsOfAnyLength() {
    let levels = CellLevels(.lengths([2, 0, 1]), rows: 3)
    #expect(levels.values(of: 0..<3) == 0..<3)
    #expect(levels.values(of: 1..<2) == 2..<2)
    #expect(levels.entries(of: 0..<3) == 4)
    // Repetition 0 1 0 0, definition 1 1 0 1.
    #expect(levels.bytes(of: 0..<3) == [2, 0, 0, 0, 0x03, 0b0010, 2, 0, 0, 0, 0x03, 0b1011])
  }

  @Test func absentValuesTakeNoPlace() {
    let levels = CellLevels(.present([true, false, true]), rows: 3)
    #expect(levels.values(of: 1..<3) == 1..<2)
    #expect(levels.entries(of: 0..<3) == 3)
    #expect(levels.bytes(of: 0..<3) == [2, 0, 0, 0, 0x03, 0b101])
    #expect(CellLevels(.single, rows: 3).bytes(of: 0..<3) == [])
  }
}
