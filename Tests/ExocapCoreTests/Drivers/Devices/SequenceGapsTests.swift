@testable import ExocapCore
import Testing

@Suite struct SequenceGapsTests {
  static func missing(_ numbers: [UInt32], bits: Int, rate: Double = 0, period: Interval = .milliseconds(10)) -> [UInt64] {
    var gaps = SequenceGaps()
    return numbers.enumerated().map {
      gaps.take($0.element, bits: bits, rate: rate, at: Timestamp(nanoseconds: 1_000_000_000) + period * Int64($0.offset))
    }
  }

  @Test func countsWhatIsMissingOverTheWrap() {
    #expect(Self.missing([250, 251, 254, 0, 1], bits: 8) == [0, 0, 2, 1, 0])
    #expect(Self.missing([65_530, 3], bits: 16) == [0, 8])
    #expect(Self.missing([.max, 1], bits: 32) == [0, 1])
  }

  @Test func aCopyAndAStepBackAreNoGaps() {
    #expect(Self.missing([7, 7, 6, 7, 8], bits: 8) == [0, 0, 0, 0, 0])
  }

  /// At 100 packets a second two seconds and 10 ms have room for 201; a device that starts anew seems to leave out 15,555.
  @Test func moreThanTheDeviceCouldSendIsAStart() {
    #expect(Self.missing([50_000, 20, 22], bits: 16, rate: 100) == [0, 0, 1])
    // A gap behind packets that had waited for two seconds: all arrive together.
    #expect(Self.missing([10, 11, 212, 213], bits: 16, rate: 100, period: .zero) == [0, 0, 200, 0])
    // A second of silence at 100 Hz is believed.
    #expect(Self.missing([10, 110], bits: 16, rate: 100, period: .seconds(1)) == [0, 99])
  }
}
