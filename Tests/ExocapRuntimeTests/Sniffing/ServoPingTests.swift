@testable internal import ExocapRuntime
internal import Testing

@Suite struct ServoPingTests {
  /// Published: ROBOTIS e-Manual, protocol 2.0, §Ping (id 1, model 1030, firmware 38), and Feetech's manual (vectors_feetech.json).
  private static let dynamixel: [UInt8] = [0xFF, 0xFF, 0xFD, 0x00, 0x01, 0x07, 0x00, 0x55, 0x00, 0x06, 0x04, 0x26, 0x65, 0x5D]
  private static let feetech: [UInt8] = [0xFF, 0xFF, 0x01, 0x02, 0x00, 0xFC]

  @Test func readsWhoAnswered() {
    #expect(ServoPing.replies(in: [0, 0xFF] + Self.dynamixel) == .servos(protocol: "dynamixel2", ids: [1]))
    #expect(ServoPing.replies(in: Self.feetech + [7]) == .servos(protocol: "feetech", ids: [1]))
  }

  @Test func aDamagedReplyIsNone() {
    for index in Self.dynamixel.indices {
      var damaged = Self.dynamixel
      damaged[index] ^= 0x10
      #expect(ServoPing.replies(in: damaged) == nil, "byte \(index)")
    }
    #expect(ServoPing.replies(in: [0xFF, 0xFF, 0x01, 0x02, 0x00, 0xFD]) == nil)
    #expect(ServoPing.replies(in: []) == nil)
  }

  /// FF FF FD 00 FE 03 00 01 31 42: ROBOTIS e-Manual, protocol 2.0, §Ping, to all.
  @Test func asksAll() {
    #expect(ServoPing.dynamixel == [0xFF, 0xFF, 0xFD, 0x00, 0xFE, 0x03, 0x00, 0x01, 0x31, 0x42])
  }
}
