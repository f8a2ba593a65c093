import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

@Suite struct EncoderTrackTests {
  /// Three turns up in steps of 100 of 360, and one step back: joined, it is 1080 long.
  @Test func turnsAreJoined() {
    var track = EncoderTrack(turn: 360)
    for step in 0...11 { for _ in 0..<3 { track.take(Double(step * 100 % 360)) } }
    #expect(track.position == 1100)
    #expect(track.lower == 0 && track.upper == 1100)
    for _ in 0..<3 { track.take(Double((11 * 100 - 50) % 360)) }
    #expect(track.position == 1050)
    #expect(track.travel == 1100)
  }

  @Test func anEndCountsWhenItWasSeenTwice() {
    var track = EncoderTrack(turn: .infinity)
    for reading in [5.0, 5, 5, 90, 5, 5, 6, 6] { track.take(reading) }
    #expect(track.lower == 5 && track.upper == 6)
  }
}
