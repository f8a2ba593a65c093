import MCAP
import Testing

struct ByteCursorTests {
  private let fault = MCAPError.malformed(opcode: 4, offset: 77)

  private func read<Result>(_ bytes: [UInt8], _ body: (inout ByteCursor) throws -> Result) throws -> Result {
    unsafe try bytes.withUnsafeBytes { raw in
      var cursor = unsafe ByteCursor(raw, opcode: 4, offset: 77)
      return try body(&cursor)
    }
  }

  @Test func readsLittleEndianNumbersInOrder() throws {
    try read([0x01, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1, 0xAA]) { cursor in
      let one = try cursor.read(UInt8.self)
      let two = try cursor.read(UInt16.self)
      let four = try cursor.read(UInt32.self)
      let eight = try cursor.read(UInt64.self)
      #expect(one == 1)
      #expect(two == 0x1234)
      #expect(four == 0x1234_5678)
      #expect(eight == 0x0102_0304_0506_0708)
      #expect(cursor.remaining == 1)
    }
  }

  @Test func namesTheRecordWhenTheBytesEnd() {
    #expect(throws: fault) { try read([1, 2, 3]) { try $0.read(UInt32.self) } }
    #expect(throws: fault) { try read([5, 0, 0, 0, 65, 66]) { try $0.readString() } }
    #expect(throws: fault) { try read([1]) { try $0.readArray(2) } }
    #expect(throws: fault) { try read([1]) { try $0.readArray(.max) } }
  }

  @Test func refusesTextThatIsNotUTF8() throws {
    #expect(try read([2, 0, 0, 0, 0xC3, 0xA9]) { try $0.readString() } == "é")
    #expect(throws: fault) { try read([2, 0, 0, 0, 0xC3, 0x28]) { try $0.readString() } }
  }

  @Test func refusesElementsThatDoNotFillTheirLength() throws {
    var found: [UInt16] = []
    try read([4, 0, 0, 0, 1, 0, 2, 0, 9]) { cursor in
      try cursor.readElements { (inner) throws(MCAPError) in found.append(try inner.read()) }
      #expect(cursor.remaining == 1)
    }
    #expect(found == [1, 2])
    #expect(throws: fault) {
      try read([3, 0, 0, 0, 1, 0, 2]) { try $0.readElements { (inner) throws(MCAPError) in _ = try inner.read(UInt16.self) } }
    }
  }

  @Test func refusesAMapThatHasAKeyTwice() throws {
    let pair: [UInt8] = [1, 0, 0, 0, 0x61, 1, 0, 0, 0, 0x62]
    #expect(try read([10, 0, 0, 0] + pair) { try $0.readStringMap() } == ["a": "b"])
    #expect(throws: fault) { try read([20, 0, 0, 0] + pair + pair) { try $0.readStringMap() } }
  }
}
