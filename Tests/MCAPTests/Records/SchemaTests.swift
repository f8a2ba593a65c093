import MCAP
import Testing

struct SchemaTests {
  @Test func hasIdNameEncodingAndDefinition() throws {
    try prove(
      Schema(id: 0x0201, name: "a/B", encoding: "ros2msg", definition: [7, 8]),
      "0102 03000000 612F42 07000000 726F73326D7367 02000000 0708")
  }

  @Test func idZeroIsRefused() {
    #expect(throws: MCAPError.malformed(opcode: 3, offset: 0)) { try decoded(bytes("0000 00000000 00000000 00000000"), as: Schema.self) }
  }
}
