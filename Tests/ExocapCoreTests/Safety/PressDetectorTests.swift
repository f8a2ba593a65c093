import ExocapCore
import Testing

@Suite struct PressDetectorTests {
  private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  /// The milliseconds at which a press counts, of values one millisecond apart.
  private static func presses(_ values: [Double], _ press: Press, stale: Set<Int> = []) -> [Int] {
    var detector = PressDetector()
    return values.indices.filter { detector.take(values[$0], isFresh: !stale.contains($0), press, at: time(Int64($0))) }
  }

  @Test func countsOnceWhereTheValueRises() {
    #expect(Self.presses([0, 0, 1, 1, 0, 1], Press()) == [2, 5])
  }

  @Test func whatWasNeverSeenReleasedIsNoPress() {
    #expect(Self.presses([1, 1, 1, 0, 1], Press()) == [4])
  }

  @Test func whatComesBackPressedIsNoPress() {
    #expect(Self.presses([0, 0, 1, 1, 1], Press(), stale: [2, 3]) == [])
    #expect(Self.presses([0, .nan, 1, 1, 0, 1], Press()) == [5])
  }

  @Test func aLongPressCountsWhenItWasHeld() {
    let held = Press(hold: .milliseconds(3))
    #expect(Self.presses([0, 1, 1, 1, 1, 1, 1, 0], held) == [4])
    #expect(Self.presses([0, 1, 1, 0, 1, 1, 0], held) == [])
  }

  @Test func aShortPressCountsAtItsReleaseWhereThereIsALongOne() {
    let short = Press(releasedBefore: .milliseconds(3))
    #expect(Self.presses([0, 1, 1, 0, 0], short) == [3])
    #expect(Self.presses([0, 1, 1, 1, 1, 0], short) == [])
    // Begun before it was seen: how long it was, nobody knows.
    #expect(Self.presses([1, 1, 0], short) == [])
  }

  @Test func countsAForceOverItsThreshold() {
    #expect(Self.presses([0, 4.9, 5.1, 6, 4, 5.2], Press(over: 5)) == [2, 5])
  }
}
