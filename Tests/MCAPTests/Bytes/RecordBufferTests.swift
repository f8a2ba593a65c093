import MCAP
import Testing

struct RecordBufferTests {
  @Test func laysOutNumbersAndTextLittleEndian() {
    var buffer = RecordBuffer(capacity: 0)
    buffer.append(UInt8(1))
    buffer.append(UInt16(0x1234))
    buffer.append(UInt64(0x0102_0304_0506_0708))
    buffer.append("é")
    #expect(buffer.array == [1, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1, 2, 0, 0, 0, 0xC3, 0xA9])
  }

  @Test func keepsItsBytesWhenItGrows() {
    var buffer = RecordBuffer(capacity: 0)
    let small = buffer.capacity
    for value in 0..<1000 { buffer.append(UInt16(value)) }
    let large = buffer.capacity
    #expect(large > small)
    #expect(buffer.array == (0..<1000).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  @Test func writesMapsSortedByKey() {
    var buffer = RecordBuffer(capacity: 0)
    buffer.append(["b": "2", "a": "1"])
    #expect(buffer.array == [20, 0, 0, 0, 1, 0, 0, 0, 0x61, 1, 0, 0, 0, 0x31, 1, 0, 0, 0, 0x62, 1, 0, 0, 0, 0x32])
  }

  @Test func takesInOnlyWhatWasFilledInReservedSpace() {
    var buffer = RecordBuffer(capacity: 0)
    buffer.append(UInt8(9))
    unsafe buffer.reservedSpace(100).copyBytes(from: [1, 2, 3])
    #expect(buffer.array == [9])
    buffer.advance(by: 2)
    #expect(buffer.array == [9, 1, 2])
    buffer.store(UInt16(0xBBAA), at: 1)
    #expect(buffer.array == [9, 0xAA, 0xBB])
    buffer.removeAll()
    #expect(buffer.array == [])
  }
}
