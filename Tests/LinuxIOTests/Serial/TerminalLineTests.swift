import LinuxIO
import Testing

@Suite struct TerminalLineTests {
  @Test func twoPercentIsTheSameSpeed() {
    // What an FT232H makes of two common speeds: its divisors do not hit them.
    #expect(TerminalLine(inputSpeed: 57_588, outputSpeed: 57_588, isRaw: true).runs(at: 57_600))
    #expect(TerminalLine(inputSpeed: 4_571_428, outputSpeed: 4_571_428, isRaw: true).runs(at: 4_500_000))
  }

  @Test func anotherSpeedOrALineThatChangesBytesIsNotWhatWasAsked() {
    #expect(!TerminalLine(inputSpeed: 9_600, outputSpeed: 9_600, isRaw: true).runs(at: 250_000))
    #expect(!TerminalLine(inputSpeed: 0, outputSpeed: 0, isRaw: true).runs(at: 9_600))
    #expect(!TerminalLine(inputSpeed: 9_600, outputSpeed: 9_600, isRaw: false).runs(at: 9_600))
  }
}
