import ExocapCore
import Testing

/// By hand: a standard frame of eight bytes has 1 + 11 + 1 + 1 + 1 + 4 + 64 + 15 + 1 + 1 + 1 + 7 = 108 bits, 3 between frames, and of its
/// first 98 bits at most floor(97 / 4) = 24 are followed by a stuffed one: 135.
@Suite struct DamiaoTimingTests {
  @Test func aRequestAndItsAnswerTakeTwoFrames() {
    let timing = DamiaoTiming(bitrate: 1_000_000, latency: .milliseconds(1))
    #expect(timing.exchange(1) == .microseconds(270))
    #expect(timing.exchange(8) == .microseconds(2_160))
    #expect(DamiaoTiming(bitrate: 500_000, latency: .zero).exchange(1) == .microseconds(540))
  }
}
