import ExocapCore
import Testing

@Suite struct InputEventTests {
  /// Bytes as `evtest` and `xxd /dev/input/eventN` show a press of KEY_A at 1.5 s.
  static let press: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 0x20, 0xA1, 0x07, 0, 0, 0, 0, 0, 1, 0, 30, 0, 1, 0, 0, 0]

  @Test func writesTheKernelsLayout() {
    var bytes = [UInt8](repeating: 0xFF, count: 24)
    var span = bytes.mutableSpan
    let end = InputEvent.put(InputEvent.key, 30, 1, at: Timestamp(nanoseconds: 1_500_000_000), into: &span, from: 0)
    #expect(end == 24)
    #expect(bytes == Self.press)
  }

  @Test func aSnapshotTellsAllKeysThatAreDown() {
    var keys = [UInt8](repeating: 0, count: 96)
    keys[30 / 8] = 1 << 6
    keys[0x100 / 8] = 1
    var bytes = [UInt8](repeating: 0, count: 24 * 10)
    var span = bytes.mutableSpan
    let count = InputEvent.writeSnapshot(of: keys.span, at: Timestamp(nanoseconds: 1_500_000_000), into: &span)
    let expected = [
      DriverCase.event(1_500_000, 0, 1, 0), Self.press, DriverCase.event(1_500_000, 1, 0x100, 1), DriverCase.event(1_500_000, 0, 0, 0),
    ]
    #expect(Array(bytes[..<count]) == expected.flatMap { $0 })
  }

  @Test func aSnapshotFitsTheRoomThatThereIs() {
    let keys = [UInt8](repeating: 0xFF, count: 96)
    var bytes = [UInt8](repeating: 0, count: 24 * 3 + 5)
    var span = bytes.mutableSpan
    let count = InputEvent.writeSnapshot(of: keys.span, at: Timestamp(nanoseconds: 0), into: &span)
    #expect(count == 72)
    #expect(bytes[24 + 16] == 1)
    #expect(bytes[48 + 16] == 0)
  }

  @Test func findsThatEventsWereDropped() {
    let dropped = Self.press + DriverCase.event(0, 0, 3, 0)
    // A key with the number 3 is no such thing.
    let digit = DriverCase.event(0, 1, 3, 1)
    let found = [InputEvent.hasDropped(dropped.span), InputEvent.hasDropped(Self.press.span), InputEvent.hasDropped(digit.span)]
    #expect(found == [true, false, false])
  }
}
