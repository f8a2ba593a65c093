@testable import ExocapCore
import Testing

/// Lines: LeRobot's homunculus and Unitree G1 exoskeleton firmware layouts, and common HX711 sketches.
@Suite struct TextLineDriverTests {
  static let glove = TextLineFormat(columns: 16, lowest: 0, highest: 4095)
  static let gloveLine = "1790 1797 1804 1811 1818 1825 1832 1839 1846 1853 1860 1867 1874 1881 1888 1895"

  /// The numbers of every good line, and the counters; a line end comes first, as after opening.
  static func read(_ format: TextLineFormat, _ text: some Sequence<UInt8>) -> (lines: [[Double]], counters: DriverCounters) {
    var driver = TextLineDriver(format)
    var raw = RawSample()
    var lines: [[Double]] = []
    driver.opened(at: Timestamp(nanoseconds: 0))
    _ = driver.receive(0x0A, at: Timestamp(nanoseconds: 1), into: &raw)
    for byte in text where driver.receive(byte, at: Timestamp(nanoseconds: 5), into: &raw) {
      lines.append((0..<raw.count).filter { raw.valid & (1 << UInt64($0)) != 0 }.map { raw.fields[$0] })
    }
    return (lines, driver.counters)
  }

  @Test func readsAnArmLineOf21Columns() {
    let line = "100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 1800 900 0 3600 2700\r\n"
    let found = Self.read(TextLineFormat(columns: 21, lowest: 0, highest: 4095), line.utf8)
    #expect(found.lines == [(100...115).map(Double.init) + [1800, 900, 0, 3600, 2700]])
  }

  @Test func aSeparatorAtTheEndIsHarmless() {
    let found = Self.read(Self.glove, (Self.gloveLine + " \r\n").utf8)
    #expect(found.lines == [stride(from: 1790.0, through: 1895, by: 7).map { $0 }])
  }

  @Test func dropsAndCountsATruncatedLine() {
    let found = Self.read(Self.glove, (Self.gloveLine.split(separator: " ").dropLast().joined(separator: " ") + "\r\n").utf8)
    #expect(found.lines.isEmpty)
    #expect(found.counters.truncated == 1)
  }

  @Test func dropsAndCountsGluedLines() {
    let found = Self.read(Self.glove, (Self.gloveLine + Self.gloveLine + "\r\n" + Self.gloveLine + "\n").utf8)
    #expect(found.lines.count == 1)
    // "18951790" is beyond the converter.
    #expect(found.counters.malformed == 1)
    let separated = Self.read(Self.glove, (Self.gloveLine + " " + Self.gloveLine + "\r\n").utf8)
    #expect(separated.lines.isEmpty)
    #expect(separated.counters.overlong == 1)
  }

  @Test func noiseCostsItsOwnLineOnly() {
    let found = Self.read(Self.glove, [0xFE, 0x80, 0x0A] + Array((Self.gloveLine + "\r\n").utf8))
    #expect(found.lines.count == 1)
    #expect(found.counters.malformed == 1)
  }

  @Test func dropsAndCountsOverlongLines() {
    let found = Self.read(Self.glove, (String(repeating: " ", count: 129) + Self.gloveLine + "\n" + Self.gloveLine + "\n").utf8)
    #expect(found.lines.count == 1)
    #expect(found.counters.overlong == 1)
  }

  @Test func readsOneDecimalALine() {
    let format = TextLineFormat(columns: 1, allowsDecimals: true)
    #expect(Self.read(format, "-12.34\r\n".utf8).lines == [[-12.34]])
  }

  @Test func readsANumberBetweenLabels() {
    let format = TextLineFormat(columns: 3, numericColumns: 0b010, allowsDecimals: true)
    #expect(Self.read(format, "Reading: 123.4 g\r\n".utf8).lines == [[123.4]])
  }

  @Test func readsATimeAndAValue() {
    let format = TextLineFormat(columns: 2, allowsDecimals: true)
    #expect(Self.read(format, "12.345 0.873\n".utf8).lines == [[12.345, 0.873]])
  }

  @Test func readsOtherSeparatorsAndTheBlanksAboutThem() {
    let format = TextLineFormat(separator: 0x2C, columns: 3)
    let found = Self.read(format, "1,2,3\n 4 ,\t5, 6 \n7,8,9,\n1,,3\n1 2,3,4\n1,2,3,4\n".utf8)
    #expect(found.lines == [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    #expect(found.counters.malformed == 2)
    #expect(found.counters.overlong == 1)
  }

  @Test func refusesPointsAndNumbersOutOfRange() {
    let found = Self.read(TextLineFormat(columns: 1, lowest: 0, highest: 4095), "4095\n4096\n-1\n1.5\n0\n".utf8)
    #expect(found.lines == [[4095], [0]])
    #expect(found.counters.malformed == 3)
  }

  @Test func aReturnStandsOnlyBeforeTheLineEnd() {
    let found = Self.read(TextLineFormat(columns: 1), "1\r2\n3\r\r\n4\r\n\r\n\n5\n".utf8)
    #expect(found.lines == [[4], [5]])
  }

  @Test func whatComesBeforeTheFirstLineEndIsDropped() {
    var driver = TextLineDriver(TextLineFormat(columns: 1))
    var raw = RawSample()
    driver.opened(at: Timestamp(nanoseconds: 0))
    var lines = 0
    for byte in "12\n34\n".utf8 where driver.receive(byte, at: Timestamp(nanoseconds: 9), into: &raw) { lines += 1 }
    #expect(lines == 1)
    #expect(raw.fields[0] == 34)
    #expect(raw.arrived == Timestamp(nanoseconds: 9))
    #expect(raw.readAt[0] == Timestamp(nanoseconds: 9))
    #expect(driver.counters.skippedBytes == 3)
    #expect(driver.counters.packets == 1)
  }
}
