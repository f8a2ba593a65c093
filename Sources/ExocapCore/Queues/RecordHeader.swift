/// What stands before each record of a `RecordRing`: length, kind, and how many records were lost before it.
enum RecordHeader {
  /// [B] Of the header itself; records begin at multiples of it.
  @inline(__always) static var length: Int { 16 }
  /// The kind of what fills the memory's end where a record does not fit; the consumer skips it.
  @inline(__always) static var filler: UInt16 { .max }

  /// [B] What a record of `count` bytes takes, with its header.
  @inline(__always)
  static func span(of count: Int) -> UInt64 { UInt64(truncatingIfNeeded: (count &+ 31) & ~15) }
}
