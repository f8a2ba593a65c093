/// The checksum of Feetech servos, which Dynamixel protocol 1.0 has too: the complement of the sum of all bytes behind the header.
/// Source: Feetech, "Serial servo communication protocol", §1. Check value of 01 02 01 (a ping of servo 1): 0xFB.
package struct InvertedSum: Sendable, BitwiseCopyable {
  private var sum: UInt8 = 0

  package init() {}

  /// Adds `byte`.
  @inline(__always)
  package mutating func add(_ byte: UInt8) { sum = sum &+ byte }

  /// What the packet ends with.
  @inline(__always)
  package var value: UInt8 { ~sum }
}
