internal import ExocapCore

/// A number that stands for the motion of a take: equal motions have equal ones.
///
/// FNV-1a (Fowler, Noll and Vo), 64 bits, over the commanded joints, five times a second, in steps of 0.01 rad.
struct TakePrint {
  private static var lookEvery: Interval { .milliseconds(200) }
  /// [rad | m]
  private static var step: Double { 0.01 }
  /// [rad | m] Beyond is nowhere, as what is not known is.
  private static var farthest: Double { 1e6 }
  /// Looks in which something had changed; a take with fewer has no motion to be known by.
  private static var fewest: Int { 10 }

  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var lookDue: Timestamp = .never
  private var lastLook: UInt64 = 0
  private var changes = 0

  /// Takes a tick.
  mutating func take(_ tick: TickFields, at time: Timestamp) {
    if lookDue == .never { lookDue = time }
    guard time >= lookDue else { return }
    lookDue = lookDue + Self.lookEvery
    var look: UInt64 = 0xCBF2_9CE4_8422_2325
    for joint in 0..<tick.joints {
      let position = tick.fields.double(at: tick.limited + 8 * joint)
      let steps = abs(position) < Self.farthest ? Int32((position / Self.step).rounded()) : .min
      Self.add(UInt32(bitPattern: steps), to: &look)
    }
    if look != lastLook { changes += 1 }
    lastLook = look
    Self.add(UInt32(truncatingIfNeeded: look), to: &hash)
    Self.add(UInt32(truncatingIfNeeded: look >> 32), to: &hash)
  }

  private static func add(_ word: UInt32, to hash: inout UInt64) {
    for byte in 0..<4 { hash = (hash ^ UInt64(word >> UInt32(8 * byte) & 0xFF)) &* 0x100_0000_01B3 }
  }

  /// 0 where there was too little motion.
  var value: UInt64 { changes >= Self.fewest ? max(1, hash) : 0 }
}

/// The prints of takes that came before: a day of them, the oldest forgotten first.
package struct TakePrints: Sendable {
  private static var capacity: Int { 4_096 }
  private var prints: [UInt64] = []
  private var next = 0

  package init() {}

  /// How many of them are `print`.
  func count(of print: UInt64) -> Int { print == 0 ? 0 : prints.count { $0 == print } }

  /// Adds one.
  package mutating func add(_ print: UInt64) {
    guard print != 0 else { return }
    if prints.count < Self.capacity { return prints.append(print) }
    prints[next] = print
    next = (next + 1) % Self.capacity
  }
}
