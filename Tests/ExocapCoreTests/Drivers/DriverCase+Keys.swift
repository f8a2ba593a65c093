@testable import ExocapCore

extension DriverCase {
  /// The state of three keys, told whole in each turn: a turn that is damaged spoils no other.
  static func keys() -> DriverCase {
    let states: [[Double]] = [[0, 0, 1], [1, 0, 0], [0, 1, 1], [1, 1, 1]]
    let codes: [UInt16] = [30, 48, 0x100]
    let turns = states.enumerated().map { place, down in
      let time = UInt64(1_000_000 + place * 100_000)
      let keys = zip(codes, down).filter { $0.1 == 1 }.map { event(time, 1, $0.0, 1) }
      return Turn(bytes: ([event(time, 0, 1, 0)] + keys + [event(time, 0, 0, 0)]).flatMap { $0 }, numbers: down)
    }
    return DriverCase(
      name: "keys", kind: .keys, wire: .keys(KeysFormat(codes: codes, rate: 1)), hasChecksum: false, range: 0...1, turns: turns)
  }

  /// struct input_event by hand: microseconds since 1970 or the start, type, code, value.
  static func event(_ time: UInt64, _ type: UInt16, _ code: UInt16, _ value: UInt32) -> [UInt8] {
    func bytes(_ number: UInt64, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) } }
    return bytes(time / 1_000_000, 8) + bytes(time % 1_000_000, 8) + bytes(UInt64(type), 2) + bytes(UInt64(code), 2)
      + bytes(UInt64(value), 4)
  }
}
