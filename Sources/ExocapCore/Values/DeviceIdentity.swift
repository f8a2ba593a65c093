/// What a device says of itself that another unit of its kind says otherwise: read when the port opens, compared with the calibration's.
///
/// A list of parts of eight bytes each: one for each servo of a bus, or a unit number. Parts that were not read say nothing.
@frozen
package struct DeviceIdentity: BitwiseCopyable, Sendable {
  /// 21 servos fit.
  @inline(__always) package static var capacity: Int { 24 }

  // No padding between the fields: checkpoints save the bytes.
  /// How many parts make it whole; 0: the device has none.
  package private(set) var count: UInt32 = 0
  /// Bit i: part i was read.
  package private(set) var known: UInt32 = 0
  private var parts: InlineArray<24, UInt64> = InlineArray(repeating: 0)

  /// Nothing read yet of `count` parts.
  package init(count: Int = 0) {
    precondition(count >= 0 && count <= DeviceIdentity.capacity, "an identity has at most 24 parts")
    self.count = UInt32(count)
  }

  /// Takes part `index`.
  @inline(__always)
  package mutating func set(_ index: Int, _ part: UInt64) {
    guard index < Int(count) else { return }
    parts[index] = part
    known |= 1 &<< UInt32(truncatingIfNeeded: index)
  }

  /// Forgets what was read.
  @inline(__always)
  package mutating func forget() { known = 0 }

  /// Whether every part was read.
  package var isWhole: Bool { count > 0 && known == (1 &<< count) &- 1 }

  /// Part `index`; nil where it was not read.
  package func part(_ index: Int) -> UInt64? { index < Int(count) && known & (1 << UInt32(index)) != 0 ? parts[index] : nil }

  /// The first part that was read of both and differs, or `count` where the other has another number of parts; nil where they may be
  /// of one unit.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func firstDifference(from other: inout DeviceIdentity) -> Int? {
    guard count > 0, other.count > 0 else { return nil }
    if count != other.count { return Int(count) }
    let both = known & other.known
    for index in 0..<Int(count)
    where both & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 && !DeviceIdentity.agree(parts[index], other.parts[index]) {
      return index
    }
    return nil
  }

  /// One servo as a part: id, model and firmware as its registers have them, and the offset [counts] that it adds to its position.
  @inline(__always)
  package static func servo(id: UInt8, model: UInt16, firmware: UInt8, homing: Int32) -> UInt64 {
    UInt64(id) &<< 56 | UInt64(model) &<< 40 | UInt64(firmware) &<< 32 | UInt64(UInt32(bitPattern: homing))
  }

  /// Model and firmware of a servo of which only id and offset are known: all ones, which no servo has and no unit number reaches.
  private static var unknownMake: UInt64 { 0x00FF_FFFF_0000_0000 }

  /// A servo of which nobody wrote down more than its id and its offset [counts]; it agrees with every model and firmware.
  package static func servo(id: UInt8, homing: Int32) -> UInt64 { servo(id: id, model: .max, firmware: .max, homing: homing) }

  @inline(__always)
  private static func agree(_ one: UInt64, _ other: UInt64) -> Bool {
    let isOfAnyMake = one & unknownMake == unknownMake || other & unknownMake == unknownMake
    return (one ^ other) & (isOfAnyMake ? ~unknownMake : .max) == 0
  }

  /// A part as a servo.
  package static func servo(_ part: UInt64) -> (id: UInt8, model: UInt16, firmware: UInt8, homing: Int32) {
    (
      UInt8(truncatingIfNeeded: part >> 56), UInt16(truncatingIfNeeded: part >> 40), UInt8(truncatingIfNeeded: part >> 32),
      Int32(bitPattern: UInt32(truncatingIfNeeded: part))
    )
  }
}

extension DeviceIdentity: Equatable {
  package static func == (left: DeviceIdentity, right: DeviceIdentity) -> Bool {
    left.count == right.count && left.known == right.known && (0..<Int(left.count)).allSatisfy { left.part($0) == right.part($0) }
  }
}
