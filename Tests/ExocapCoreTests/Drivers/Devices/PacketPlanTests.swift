@testable import ExocapCore
import Testing

@Suite struct PacketPlanTests {
  private static func number(_ bytes: [UInt8], _ number: PacketNumber, isBig: Bool = false) -> Double {
    // SAFETY: used within the closure.
    unsafe bytes.withUnsafeBufferPointer { PacketPlan.value(unsafe PacketPlan.bits($0.baseAddress!, number, isBig), number) }
  }

  @Test func numbersAreReadInBothOrders() {
    #expect(Self.number([0xFF], .i8) == -1)
    #expect(Self.number([0x38, 0xFF], .i16) == -200)
    #expect(Self.number([0xFF, 0x38], .i16, isBig: true) == -200)
    #expect(Self.number([0x01, 0x02, 0x80], .u24) == 0x80_0201)
    #expect(Self.number([0xFF, 0xFF, 0xFE], .i24, isBig: true) == -2)
    #expect(Self.number([0x00, 0x00, 0x00, 0x80], .i32) == -2_147_483_648)
    #expect(Self.number([0xFF, 0xFF, 0xFF, 0xFF], .u32) == 4_294_967_295)
    // 0x3FC00000 is 1.5 (IEEE 754).
    #expect(Self.number([0x00, 0x00, 0xC0, 0x3F], .f32) == 1.5)
  }

  /// Header of 4 with its length at byte 2, payload of 10, checksum of 2.
  @Test(arguments: [(PacketLengthCount.payload, 0, UInt8(10)), (.rest, 0, 13), (.whole, 0, 16), (.payload, 2, 12)])
  func aLengthCountsWhatItSays(counts: PacketLengthCount, plus: Int, byte: UInt8) {
    var format = PacketFormat(
      messages: [PacketMessage(name: "m", id: nil, rate: 0, fields: [PacketField(name: "v", number: .u8, count: 10)])])
    format.length = PacketLength(place: PacketPlace(at: 2, number: .u8), counts: counts, plus: plus)
    format.payloadAt = 4
    format.checksum = .sum16
    var plan = PacketPlan(format)
    let length = unsafe [0xA5, 0x5A, byte, 0].withUnsafeBufferPointer { unsafe plan.payloadLength($0.baseAddress!) }
    #expect(length == 10)
  }

  /// q.0 q.1, then two bits, then another message's number.
  @Test func placesFollowTheProfile() {
    let first = PacketMessage(
      name: "a", id: 1, rate: 0,
      fields: [
        PacketField(name: "n", number: .u8, role: .sequence), PacketField(name: "q", number: .i16, count: 2),
        PacketField(name: "x", number: .u8, role: .unused),
        PacketField(name: "f", number: .u8, bits: [PacketBit(name: "a", bit: 1), PacketBit(name: "b", bit: 7)]),
      ])
    let second = PacketMessage(name: "b", id: 2, rate: 0, fields: [PacketField(name: "t", number: .u8)])
    var format = PacketFormat(messages: [first, second])
    format.id = PacketPlace(at: 0, number: .u8)
    format.payloadAt = 1
    let plan = PacketPlan(format)
    let messages = unsafe (plan.messages[0], plan.messages[1])
    #expect(messages.0.valid == 0b1111 && messages.1.valid == 0b10000)
    let steps = (messages.0.first..<messages.1.last).map { unsafe plan.steps[$0] }
    #expect(steps.map(\.offset) == [2, 4, 7, 7, 1, 1])
    #expect(steps.map(\.place) == [0, 1, 2, 3, -1, 4])
    #expect(steps.map(\.bit) == [-1, -1, 1, 7, -1, -1])
  }
}
