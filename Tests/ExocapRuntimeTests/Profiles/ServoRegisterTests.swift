@testable import ExocapRuntime
internal import ExocapCore
internal import Testing

@Suite struct ServoRegisterTests {
  @Test func theLengthDecidesTheRange() {
    #expect(ServoRegister(name: "a", address: 1, length: 1).range == 0...255)
    #expect(ServoRegister(name: "a", address: 1, length: 2).range == 0...65535)
    #expect(ServoRegister(name: "a", address: 1, length: 4).range == -2_147_483_648...2_147_483_647)
    #expect(ServoRegister(name: "a", address: 1, length: 2, signBit: 11).range == -2047...2047)
  }

  /// -870 as sign and magnitude with the sign in bit 11, and -1 in two's complement.
  @Test func negativeNumbersAreWrittenAsTheServoHasThem() {
    #expect(ServoRegister(name: "a", address: 31, length: 2, signBit: 11).writes(-870, id: 3).map(\.value) == [0x0B66])
    #expect(ServoRegister(name: "a", address: 116, length: 4).writes(-1, id: nil).map(\.value) == [0xFFFF_FFFF])
  }

  @Test func aWatchdogIsClearedBeforeItIsSet() {
    let register = ServoRegister(name: "a", address: 98, length: 1, isClearedFirst: true)
    #expect(register.writes(10, id: 7).map(\.value) == [0, 10])
    #expect(register.writes(0, id: 7).map(\.value) == [0])
  }
}
