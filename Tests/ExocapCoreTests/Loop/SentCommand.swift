import ExocapCore

/// A datagram of the operator's side as its receiver reads it, by the offsets of `LinkPacket` (held to exocap_link.h elsewhere).
struct SentCommand: Equatable {
  var kind: UInt8
  var sequence: UInt64
  /// [ns] The tick that made it.
  var sent: Int64
  /// [rad | m]
  var q: [Double] = []
  /// [-] By group.
  var weight: [Double] = []
  /// [N] By group.
  var force: [Double] = []
  /// By group.
  var engaged: [Bool] = []

  /// nil where there is no datagram.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 80 else { return nil }
    func unsigned(_ offset: Int, _ length: Int) -> UInt64 {
      (0..<length).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
    func number(_ offset: Int) -> Double { Double(Float(bitPattern: UInt32(unsigned(offset, 4)))) }
    kind = bytes[10]
    sequence = unsigned(32, 8)
    sent = Int64(bitPattern: unsigned(48, 8))
    guard kind == LinkKind.command.rawValue else { return }
    for group in 0..<7 {
      weight.append(number(80 + 12 * group))
      force.append(number(84 + 12 * group))
      engaged.append(bytes[89 + 12 * group] != 0)
    }
    for joint in 0..<Int(unsigned(68, 2)) { q.append(number(164 + 20 * joint)) }
  }

  var isCommand: Bool { kind == LinkKind.command.rawValue }
}
