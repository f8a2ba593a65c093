/// The kernel's struct input_event on 64-bit machines: seconds, microseconds (8 bytes each), type, code (2 each), value (4), little-endian.
///
/// Source: linux/input.h, linux/input-event-codes.h, Documentation/input/event-codes.rst.
package enum InputEvent {
  /// [B]
  @inline(__always) package static var length: Int { 24 }
  /// EV_SYN
  @inline(__always) package static var synchronisation: UInt16 { 0 }
  /// EV_KEY
  @inline(__always) package static var key: UInt16 { 1 }
  /// SYN_REPORT: what came before belongs together and is complete.
  @inline(__always) package static var report: UInt16 { 0 }
  /// SYN_CONFIG, which no kernel sends: in our streams it says that all keys are up but those that follow.
  @inline(__always) package static var allKeysUp: UInt16 { 1 }
  /// SYN_DROPPED: the reader was too slow and events are missing.
  @inline(__always) package static var dropped: UInt16 { 3 }
  /// KEY_MAX and EV_MAX.
  @inline(__always) package static var lastKey: UInt16 { 0x2FF }
  @inline(__always) package static var lastType: UInt16 { 0x1F }

  /// The most keys down that a snapshot tells; a person has ten fingers and two feet.
  package static var mostKeys: Int { 64 }

  /// Whether the kernel says in these events that it dropped others.
  package static func hasDropped(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    while start + length <= bytes.count {
      if number(bytes, start + 16) == synchronisation && number(bytes, start + 18) == dropped { return true }
      start += length
    }
    return false
  }

  /// Writes the state of all keys as events: all up, each that is down, the end of the report. Returns how many bytes.
  ///
  /// `keys`: bit n is key n. Keys for which `bytes` has no room are left out.
  package static func writeSnapshot(of keys: Span<UInt8>, at time: Timestamp, into bytes: inout MutableSpan<UInt8>) -> Int {
    precondition(bytes.count >= 2 * length, "a snapshot has at least two events")
    var count = put(synchronisation, allKeysUp, 0, at: time, into: &bytes, from: 0)
    let most = min(mostKeys, bytes.count / length - 2)
    var told = 0
    for code in 0..<keys.count * 8 where told < most && keys[code / 8] & (1 << UInt8(code % 8)) != 0 {
      count = put(key, UInt16(code), 1, at: time, into: &bytes, from: count)
      told += 1
    }
    return put(synchronisation, report, 0, at: time, into: &bytes, from: count)
  }

  /// Writes one event at `start`; returns the index behind it.
  package static func put(
    _ type: UInt16, _ code: UInt16, _ value: UInt32, at time: Timestamp, into bytes: inout MutableSpan<UInt8>, from start: Int
  ) -> Int {
    putNumber(UInt64(bitPattern: time.nanoseconds / 1_000_000_000), 8, into: &bytes, start)
    putNumber(UInt64(bitPattern: time.nanoseconds % 1_000_000_000 / 1_000), 8, into: &bytes, start + 8)
    putNumber(UInt64(type), 2, into: &bytes, start + 16)
    putNumber(UInt64(code), 2, into: &bytes, start + 18)
    putNumber(UInt64(value), 4, into: &bytes, start + 20)
    return start + length
  }

  private static func putNumber(_ value: UInt64, _ width: Int, into bytes: inout MutableSpan<UInt8>, _ start: Int) {
    for place in 0..<width { bytes[start + place] = UInt8(truncatingIfNeeded: value >> UInt64(8 * place)) }
  }

  private static func number(_ bytes: Span<UInt8>, _ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
}
