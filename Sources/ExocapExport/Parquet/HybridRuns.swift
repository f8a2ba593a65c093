/// The RLE and bit-packing hybrid of levels, booleans and dictionary indices (parquet-format, Encodings.md).
struct HybridRuns {
  private(set) var bytes: [UInt8] = []
  private let width: Int
  /// Values that wait to be packed; fewer than 8 when a run begins.
  private var pending: [UInt32] = []
  /// Packed groups of 8 whose header was not written yet.
  private var groups: [UInt8] = []
  private var groupCount = 0

  /// - Parameter width: [bit] Of each value; 0 where all are 0.
  init(width: Int) { self.width = width }

  /// So many bits hold the numbers below `count`.
  static func width(below count: Int) -> Int { count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }

  /// `values`, all of them: a reader is told their number elsewhere.
  static func encode(_ values: [UInt32], width: Int) -> [UInt8] {
    var runs = HybridRuns(width: width)
    var index = 0
    while index < values.count {
      var end = index + 1
      while end < values.count && values[end] == values[index] { end += 1 }
      runs.append(values[index], count: end - index)
      index = end
    }
    return runs.finished()
  }

  /// `values` packed, whatever runs there are among them: much faster where there are few.
  static func pack(_ values: ArraySlice<UInt32>, width: Int) -> [UInt8] {
    var runs = HybridRuns(width: width)
    let groups = (values.count + 7) / 8
    guard groups > 0 else { return [] }
    runs.header(UInt64(groups) << 1 | 1)
    runs.bytes += unsafe [UInt8](unsafeUninitializedCapacity: groups * width) { out, filled in
      var (bits, bitCount, place) = (UInt64(0), 0, 0)
      for value in values {
        bits |= UInt64(value) << UInt64(bitCount)
        bitCount += width
        while bitCount >= 8 {
          // SAFETY: whole bytes of `values.count` times `width` bits, which `groups * width` bytes hold.
          unsafe out[place] = UInt8(truncatingIfNeeded: bits)
          place += 1
          bits >>= 8
          bitCount -= 8
        }
      }
      // What is left of the last group is zeros.
      while place < groups * width {
        unsafe out[place] = UInt8(truncatingIfNeeded: bits)
        place += 1
        bits = 0
      }
      filled = place
    }
    return runs.bytes
  }

  /// The same value `count` times.
  mutating func append(_ value: UInt32, count: Int) {
    var count = count
    // What is begun must fill whole groups of 8 before a run can stand.
    while count > 0 && (!pending.isEmpty || count < 8) {
      pending.append(value)
      count -= 1
      if pending.count == 8 { pack() }
    }
    guard count > 0 else { return }
    flushGroups()
    header(UInt64(count) << 1)
    for byte in 0..<(width + 7) / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
  }

  /// Everything, the last group filled up with zeros.
  mutating func finished() -> [UInt8] {
    if !pending.isEmpty {
      while pending.count < 8 { pending.append(0) }
      pack()
    }
    flushGroups()
    return bytes
  }

  private mutating func pack() {
    var bits: UInt64 = 0
    var filled = 0
    for value in pending {
      bits |= UInt64(value) << UInt64(filled)
      filled += width
      while filled >= 8 {
        groups.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        filled -= 8
      }
    }
    pending.removeAll(keepingCapacity: true)
    groupCount += 1
  }

  private mutating func flushGroups() {
    guard groupCount > 0 else { return }
    header(UInt64(groupCount) << 1 | 1)
    bytes += groups
    groups.removeAll(keepingCapacity: true)
    groupCount = 0
  }

  private mutating func header(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
