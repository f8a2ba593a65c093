import ExocapCore
import Testing

@Suite struct PacketFieldTests {
  @Test func numbersHaveTheLengthTheirNamesSay() {
    for number in PacketNumber.allCases { #expect(Int(number.rawValue.dropFirst())! == 8 * number.length) }
  }

  @Test func onlyValuesFillPlaces() {
    #expect(PacketField(name: "q", number: .i16, count: 7).placeCount == 7)
    #expect(PacketField(name: "q", number: .i16, count: 7).length == 14)
    #expect(PacketField(name: "t", number: .u32, role: .clock).placeCount == 0)
    #expect(PacketField(name: "x", number: .u8, count: 9, role: .unused).placeCount == 0)
    #expect(PacketField(name: "s", number: .u16, role: .status).placeCount == 1)
    let bits = [PacketBit(name: "a", bit: 0), PacketBit(name: "b", bit: 7)]
    #expect(PacketField(name: "f", number: .u8, bits: bits).placeCount == 2)
  }
}
