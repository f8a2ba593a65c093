// Devices/ holds one driver for each wire protocol that worn devices speak, and the builder of the packets that a device itself
// would send. It knows no profile names, no units and no port.

/// A decimal number that is read digit by digit: an optional sign, digits, and a point between digits.
///
/// Fifteen digits at most: so whole part, fraction and power of ten are exact doubles, and their quotient is correctly rounded.
struct DecimalToken: BitwiseCopyable, Sendable {
  /// All digits as one integer.
  private var mantissa: UInt64 = 0
  private var digits: UInt8 = 0
  /// Digits behind the point.
  private var decimals: UInt8 = 0
  private var isNegative = false
  private var hasSign = false
  private var hasPoint = false

  init() {}

  /// Takes one character. False where no number goes on like this.
  @inline(__always)
  mutating func append(_ character: UInt8, allowsDecimals: Bool) -> Bool {
    switch character {
    case 0x30...0x39:
      guard digits < 15 else { return false }
      mantissa = mantissa &* 10 &+ UInt64(character &- 0x30)
      digits &+= 1
      if hasPoint { decimals &+= 1 }
      return true
    case 0x2B, 0x2D:
      guard digits == 0, !hasSign, !hasPoint else { return false }
      hasSign = true
      isNegative = character == 0x2D
      return true
    case 0x2E:
      guard allowsDecimals, digits > 0, !hasPoint else { return false }
      hasPoint = true
      return true
    default:
      return false
    }
  }

  /// Whether what was taken is a whole number: a sign alone or a point at the end is not.
  @inline(__always)
  var isComplete: Bool { digits > 0 && (!hasPoint || decimals > 0) }

  /// The number. There is no negative zero.
  var value: Double {
    var power = 1.0
    for _ in 0..<Int(decimals) { power *= 10 }
    let magnitude = Double(mantissa) / power
    return isNegative && mantissa != 0 ? -magnitude : magnitude
  }

  /// Saves or restores a half-read number.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&mantissa)
    archive.field(&digits)
    archive.field(&decimals)
    archive.field(&isNegative)
    archive.field(&hasSign)
    archive.field(&hasPoint)
  }
}
