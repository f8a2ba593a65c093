import ExocapSimulation
import Testing

@Suite struct WrongSpeedTests {
  @Test func equalSpeedsHearTheSame() {
    #expect(WrongSpeed.heard([0, 0x55, 0xFF], deviceBaud: 115_200, portBaud: 114_000) == [0, 0x55, 0xFF])
  }

  /// By hand: 0x00 is nine bits of 0, then 1. At half the speed the port samples at 3, 5, 7 and 9 bit times, then the line rests:
  /// 0, 0, 0, 1, and 1 from there on.
  @Test func halfTheSpeedHearsPairsOfBits() {
    #expect(WrongSpeed.heard([0x00], deviceBaud: 20_000, portBaud: 10_000) == [0b1111_1000])
  }

  /// By hand: 0xFF is one bit of 0, then 1s. At twice the speed the port's first sample at 0.75 bit times is still the start bit.
  @Test func doubleTheSpeedHearsTheStartBitTwice() {
    #expect(WrongSpeed.heard([0xFF], deviceBaud: 10_000, portBaud: 20_000) == [0b1111_1110])
  }

  @Test func aLineOfTextIsLost() {
    let line = Array("2457 2904 1299 2198 2620 1520\r\n".utf8)
    for portBaud in [9_600, 57_600, 230_400, 1_000_000] {
      #expect(WrongSpeed.heard(line, deviceBaud: 115_200, portBaud: portBaud) != line)
    }
  }
}
