/// Bytes that grow at the end: where records are laid out before they are written.
///
/// Allocates only to grow.
@safe
package struct RecordBuffer: ~Copyable, @unchecked Sendable {
  // SAFETY: `base` owns `capacity` bytes and this move-only value is its one owner, so it may change threads as a whole;
  // every write reserves first, and only the first `count` bytes are ever read.
  private var base: UnsafeMutableRawPointer
  /// The bytes that fit before the next allocation.
  package private(set) var capacity: Int
  /// The bytes laid out.
  package private(set) var count = 0

  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { unsafe base.deallocate() }

  package var isEmpty: Bool { count == 0 }

  /// Makes room for `additional` more bytes: at least doubles the capacity where it is too small.
  package mutating func reserve(_ additional: Int) {
    guard capacity - count < additional else { return }
    let grown = max(count + additional, capacity * 2)
    let new = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
    unsafe new.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = new
    capacity = grown
  }

  package mutating func removeAll() { count = 0 }

  /// Forgets all but the first `length` bytes.
  package mutating func truncate(to length: Int) {
    precondition(length <= count)
    count = length
  }

  package mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    reserve(MemoryLayout<T>.size)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
    count += MemoryLayout<T>.size
  }

  /// Overwrites bytes that were laid out before.
  package mutating func store<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
    precondition(offset >= 0 && offset + MemoryLayout<T>.size <= count)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
  }

  package mutating func append(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { source in unsafe append(copying: source) }
  }

  package mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { source in unsafe append(copying: source) }
  }

  @unsafe
  package mutating func append(copying source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress else { return }
    reserve(source.count)
    unsafe (base + count).copyMemory(from: start, byteCount: source.count)
    count += source.count
  }

  /// A string with its 32-bit length in front.
  package mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { utf8 in
      append(UInt32(utf8.count))
      unsafe append(copying: UnsafeRawBufferPointer(utf8))
    }
  }

  /// A map of strings with its length in bytes in front, sorted by key so that equal maps give equal bytes.
  package mutating func append(_ map: [String: String]) {
    let start = beginElements()
    for (key, value) in map.sorted(by: { $0.key < $1.key }) {
      append(key)
      append(value)
    }
    endElements(start)
  }

  /// Leaves room for the 32-bit length of a map or an array that follows.
  package mutating func beginElements() -> Int {
    append(UInt32(0))
    return count
  }

  /// Fills in the length of the elements that start at `start`.
  package mutating func endElements(_ start: Int) { store(UInt32(count - start), at: start - 4) }

  /// Makes `size` bytes at the end writable; `advance(by:)` then takes in as many as were filled.
  ///
  /// Valid until the next call.
  @unsafe
  package mutating func reservedSpace(_ size: Int) -> UnsafeMutableRawBufferPointer {
    reserve(size)
    return unsafe UnsafeMutableRawBufferPointer(start: base + count, count: size)
  }

  /// Takes in `size` bytes that were filled, or just left, in the reserved space.
  package mutating func advance(by size: Int) {
    precondition(size >= 0 && size <= capacity - count)
    count += size
  }

  /// The bytes laid out, where they are; `body` must not let them escape.
  package func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    let span = unsafe UnsafeRawBufferPointer(start: base, count: count).bytes
    return try body(span)
  }

  /// The bytes laid out: valid until the next call that changes the buffer.
  @unsafe
  package var unsafeBytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  /// A copy of the bytes laid out.
  package var array: [UInt8] { unsafe [UInt8](unsafeBytes) }
}
