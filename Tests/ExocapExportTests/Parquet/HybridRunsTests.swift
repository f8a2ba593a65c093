import ExocapTestSupport
import Testing

@testable import ExocapExport

struct HybridRunsTests {
  /// The example of parquet-format's Encodings.md: the numbers 0 to 7 in 3 bits each, behind the header of one packed group.
  @Test func packsAsTheFormatsOwnExample() {
    #expect(HybridRuns.encode([0, 1, 2, 3, 4, 5, 6, 7], width: 3) == [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010])
    #expect(HybridRuns.pack([0, 1, 2, 3, 4, 5, 6, 7], width: 3) == [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010])
    // 9 values are two groups; the second is filled up with zeros.
    #expect(HybridRuns.pack([1, 1, 1, 1, 1, 1, 1, 1, 3], width: 2) == [0b101, 0x55, 0x55, 3, 0])
  }

  @Test func longRunsStandAsOneValue() {
    #expect(HybridRuns.encode(Array(repeating: 5, count: 200), width: 3) == [0x90, 0x03, 5])
    #expect(HybridRuns.encode([], width: 1) == [])
    // 1001 in 10 bits: two bytes of value, least significant first.
    #expect(HybridRuns.encode(Array(repeating: 1001, count: 8), width: 10) == [0x10, 0xE9, 0x03])
  }

  @Test func widthsHoldTheLargestPlace() {
    #expect([0, 1, 2, 3, 4, 5, 256, 257].map { HybridRuns.width(below: $0) } == [0, 0, 1, 2, 2, 3, 8, 9])
  }

  /// Read back by a decoder written here from the grammar of Encodings.md.
  @Test func whatIsEncodedIsReadBack() {
    var random = SeededGenerator.printed()
    for _ in 0..<200 {
      let width = Int.random(in: 1...8, using: &random)
      var values: [UInt32] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let value = UInt32.random(in: 0..<(1 << UInt32(width)), using: &random)
        values += Array(repeating: value, count: Int.random(in: 1...20, using: &random))
      }
      let bytes = HybridRuns.encode(values, width: width)
      #expect(decode(bytes, width: width, count: values.count) == values)
    }
  }

  private func decode(_ bytes: [UInt8], width: Int, count: Int) -> [UInt32] {
    var values: [UInt32] = []
    var place = 0
    while values.count < count, place < bytes.count {
      var header = 0
      var shift = 0
      while true {
        header |= Int(bytes[place] & 0x7F) << shift
        shift += 7
        place += 1
        if bytes[place - 1] < 0x80 { break }
      }
      if header & 1 == 0 {
        values += Array(repeating: UInt32(bytes[place]), count: header >> 1)
        place += 1
      } else {
        for bit in stride(from: 0, to: (header >> 1) * 8 * width, by: width) {
          values.append((0..<width).reduce(0) { $0 | UInt32(bytes[place + (bit + $1) / 8] >> UInt8((bit + $1) % 8) & 1) << UInt32($1) })
        }
        place += (header >> 1) * width
      }
    }
    return Array(values.prefix(count))
  }
}
