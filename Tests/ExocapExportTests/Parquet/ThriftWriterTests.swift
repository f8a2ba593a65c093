import Testing

@testable import ExocapExport

struct ThriftWriterTests {
  /// By hand, after "Thrift compact protocol": a field's header is its distance from the last one and its type; numbers are zigzag varints.
  @Test func fieldsNumbersAndTexts() {
    var thrift = ThriftWriter()
    thrift.structure { out in
      out.field(1, Int32(1))
      out.field(3, Int64(-1))
      out.field(4, "ab")
      out.field(30, Int16(150))
    }
    #expect(
      thrift.bytes == [
        0x15, 0x02,  // field 1, i32, zigzag 1 = 2
        0x26, 0x01,  // field 1 + 2, i64, zigzag -1 = 1
        0x18, 0x02, 0x61, 0x62,  // field 3 + 1, binary of 2 bytes
        0x04, 0x3C, 0xAC, 0x02,  // too far for a distance: i16, zigzag 30 = 60, zigzag 150 = 300 = 0b10_0101100
        0x00,
      ])
  }

  @Test func listsSayTheirTypeAndLength() {
    var thrift = ThriftWriter()
    thrift.structure { out in
      out.field(2, list: .i32, count: 3) { $0.integer(Int32($1)) }
      out.field(3, list: .structure, count: 1) { list, _ in list.structure { $0.field(1, Int32(0)) } }
    }
    #expect(thrift.bytes == [0x29, 0x35, 0x00, 0x02, 0x04, 0x19, 0x1C, 0x15, 0x00, 0x00, 0x00])
    var long = ThriftWriter()
    long.structure { $0.field(1, list: .i32, count: 15) { list, _ in list.integer(0) } }
    #expect(long.bytes.prefix(3) == [0x19, 0xF5, 0x0F])
  }
}
