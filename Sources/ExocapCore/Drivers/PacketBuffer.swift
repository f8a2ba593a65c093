/// A packet under construction: a bounded run of bytes, little-endian where a number has more than one.
@safe
package struct PacketBuffer: ~Copyable {
  /// [B] The longest packet of any driver: a link command of 64 joints has 1,560.
  @inlinable @inline(__always) package static var capacity: Int { 2048 }

  @usableFromInline let bytes: UnsafeMutablePointer<UInt8>
  /// [B] How much is filled.
  package private(set) var count: Int = 0

  package init() {
    unsafe bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: PacketBuffer.capacity)
    unsafe bytes.initialize(repeating: 0, count: PacketBuffer.capacity)
  }

  deinit { unsafe bytes.deallocate() }

  /// Empties it.
  package mutating func clear() { count = 0 }

  /// Adds a byte. More than `capacity` is a bug of ours and traps.
  @inline(__always)
  package mutating func append(_ byte: UInt8) {
    precondition(count < PacketBuffer.capacity, "a packet has at most 2048 bytes")
    unsafe bytes[count] = byte
    count &+= 1
  }

  /// Adds `count` bytes from index `start` of `source` on.
  package mutating func append(_ source: borrowing Span<UInt8>, from start: Int, count: Int) {
    precondition(start >= 0 && count >= 0 && count <= source.count &- start, "bytes are copied from within their span")
    let place = unsafe extend(by: count).assumingMemoryBound(to: UInt8.self)
    // SAFETY: both ranges were checked.
    for index in 0..<count { unsafe place[index] = source[unchecked: start &+ index] }
  }

  @inline(__always)
  package mutating func append(_ value: UInt16) { store(value.littleEndian) }

  @inline(__always)
  package mutating func append(_ value: UInt32) { store(value.littleEndian) }

  @inline(__always)
  package mutating func append(_ value: UInt64) { store(value.littleEndian) }

  package mutating func append(_ value: Int64) { append(UInt64(bitPattern: value)) }

  package mutating func append(_ value: Float) { append(value.bitPattern) }

  @inline(__always)
  private mutating func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    precondition(count &+ size <= PacketBuffer.capacity, "a packet has at most 2048 bytes")
    // SAFETY: the bytes lie within the memory; a store needs no alignment.
    unsafe UnsafeMutableRawPointer(bytes).storeBytes(of: value, toByteOffset: count, as: Value.self)
    count &+= size
  }

  /// Adds `length` bytes and returns where they are; the caller stores each of them, before the next change.
  ///
  /// One check for a whole record. More than `capacity` is a bug of ours and traps.
  @inline(__always)
  mutating func extend(by length: Int) -> UnsafeMutableRawPointer {
    precondition(length >= 0 && length <= PacketBuffer.capacity &- count, "a packet has at most 2048 bytes")
    let place = unsafe UnsafeMutableRawPointer(bytes) + count
    count &+= length
    return unsafe place
  }

  /// The bits of a float32; every NaN has the same.
  @inline(__always)
  static func wireNumber(_ value: Double) -> UInt32 { value == value ? Float(value).bitPattern : 0x7FC0_0000 }

  /// Overwrites two bytes that were appended before.
  package mutating func replace(at offset: Int, with value: UInt16) {
    precondition(offset &+ 2 <= count, "only what was appended is replaced")
    unsafe bytes[offset] = UInt8(truncatingIfNeeded: value)
    unsafe bytes[offset &+ 1] = UInt8(truncatingIfNeeded: value &>> 8)
  }

  /// The byte at `index`, 0 ..< count.
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "a packet is read within its bytes")
    return unsafe bytes[index]
  }

  /// The bytes, for a write or a copy; valid until the next change.
  @unsafe
  package var contents: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: bytes, count: count) }

  /// A copy, for tests.
  package func toArray() -> [UInt8] { unsafe Array(contents) }
}
