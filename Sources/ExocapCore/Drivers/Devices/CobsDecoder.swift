/// Takes Consistent Overhead Byte Stuffing off a run of bytes, one at a time.
///
/// Source: Cheshire and Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7(2), 1999.
struct CobsDecoder: BitwiseCopyable, Sendable {
  /// [B] What is left of the block.
  private var left: UInt8 = 0
  /// The block's code; 0 before the first.
  private var code: UInt8 = 0

  /// What a byte means.
  enum Step: BitwiseCopyable, Sendable {
    /// A code byte that adds nothing.
    case none
    /// A byte of the packet.
    case byte(UInt8)
  }

  /// Takes a byte that is not zero.
  mutating func take(_ byte: UInt8) -> Step {
    if left > 0 {
      left &-= 1
      return .byte(byte)
    }
    // A full block has no zero behind it; each other one stands for one.
    let hasZero = code != 0 && code != 0xFF
    code = byte
    left = byte &- 1
    return hasZero ? .byte(0) : .none
  }

  /// Whether a packet may end here.
  var isWhole: Bool { code != 0 && left == 0 }
  /// Whether a packet has begun.
  var hasBegun: Bool { code != 0 }

  /// Saves or restores everything that changes.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&left)
    archive.field(&code)
  }
}
