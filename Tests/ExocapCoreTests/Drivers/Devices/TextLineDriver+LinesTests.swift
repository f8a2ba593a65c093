@testable import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct TextLineDriverLinesTests {
  /// What a driver made of some reads.
  private struct Outcome: Equatable {
    var lines: [[Double]] = []
    var counters = DriverCounters()
    var checkpoint: [UInt8] = []
  }

  /// Gives the reads to a driver, each at once or byte by byte.
  private static func outcome(_ format: TextLineFormat, _ reads: [[UInt8]], atOnce: Bool) -> Outcome {
    var driver = TextLineDriver(format)
    var raw = RawSample()
    var outcome = Outcome()
    // Columns that hold no number are NaN, which equals nothing.
    func note() { outcome.lines.append((0..<raw.count).map { raw.fields[$0].isNaN ? -1e9 : raw.fields[$0] }) }
    driver.opened(at: Timestamp(nanoseconds: 0))
    for (index, read) in reads.enumerated() {
      let arrival = Timestamp(nanoseconds: Int64(index))
      if atOnce {
        var start = 0
        while let next = driver.receive(read.span, from: start, at: arrival, into: &raw) {
          start = next
          note()
        }
      } else {
        for byte in read where driver.receive(byte, at: arrival, into: &raw) { note() }
      }
    }
    outcome.counters = driver.counters
    var archive = CheckpointArchive()
    archive.beginWriting()
    driver.checkpoint(&archive)
    archive.field(&raw)
    outcome.checkpoint = unsafe Array(archive.contents)
    return outcome
  }

  @Test func readsWholeLinesAndKeepsTheRest() {
    let format = TextLineFormat(columns: 3, lowest: 0, highest: 4095)
    let reads = ["x\n1 2 3\n  4   5 4095  \r\n7 8", " 9\n10 11 12\n"].map { Array($0.utf8) }
    let found = Self.outcome(format, reads, atOnce: true)
    #expect(found.lines == [[1, 2, 3], [4, 5, 4095], [7, 8, 9], [10, 11, 12]])
    #expect(found.counters.packets == 4)
  }

  @Test func refusesWhatIsNoLineOfTheFormat() {
    let format = TextLineFormat(columns: 2, longestLine: 8, lowest: 0, highest: 4095)
    let bad = ["1", "1 2 3", "1 4096", "1 -1", "1 2x", "1 2\r3", "1\u{7}2", "1 2      ", "0000000000000001 2", "1,2", "1 2.5"]
    for line in bad {
      let found = Self.outcome(format, [Array("\n\(line)\n".utf8)], atOnce: true)
      #expect(found.lines.isEmpty, "\(line)")
    }
  }

  @Test func doesAllThatReadingByteByByteDoes() {
    var generator = SeededGenerator.printed()
    let formats = [
      TextLineFormat(columns: 4, longestLine: 16, lowest: 0, highest: 4095),
      TextLineFormat(columns: 2, longestLine: 24, allowsDecimals: true),
      TextLineFormat(separator: 0x2C, columns: 3, lowest: 0, highest: 4095),
      TextLineFormat(columns: 3, numericColumns: 0b101, lowest: 0, highest: 4095),
    ]
    // Mostly what good lines are made of, seldom something else.
    let pieces = [
      "1", "20", "4095", "4096", " ", " ", " ", "  ", "\n", "\n", "\r\n", "\r", "\t", "-3", "+4", ".5", ",", "x", "\u{7f}", "000",
    ]
    for _ in 0..<3_000 {
      let format = formats[Int.random(in: 0..<formats.count, using: &generator)]
      var reads: [[UInt8]] = []
      for _ in 0..<4 {
        var text = ""
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          if Bool.random(using: &generator) {
            let numbers = (0..<format.columns).map { _ in String(Int.random(in: 0...4100, using: &generator)) }
            text += numbers.joined(separator: format.separator == 0x2C ? "," : " ")
          } else {
            for _ in 0..<3 { text += pieces[Int.random(in: 0..<pieces.count, using: &generator)] }
          }
          if Int.random(in: 0..<3, using: &generator) > 0 { text += "\n" }
        }
        reads.append(Array(text.utf8))
      }
      let atOnce = Self.outcome(format, reads, atOnce: true)
      let byteByByte = Self.outcome(format, reads, atOnce: false)
      #expect(atOnce == byteByByte, "\(reads.map { String(decoding: $0, as: UTF8.self) })")
    }
  }
}
