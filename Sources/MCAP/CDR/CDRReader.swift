/// What is wrong with a CDR message, and at which byte of it.
package enum CDRError: Error, Equatable, Sendable {
  /// The encapsulation header is not that of little-endian XCDR1.
  case unsupportedEncapsulation(UInt16)
  /// A field needs more bytes than the message still has.
  case truncated(offset: Int, needed: UInt64)
  /// A string has no closing zero or is not UTF-8.
  case badString(offset: Int)
  /// A Boolean is neither 0 nor 1.
  case badBoolean(offset: Int)
}

/// Reads the fields of one CDR message in order: little-endian XCDR1, as `CDRWriter` lays it out.
@safe
package struct CDRReader {
  // SAFETY: only read, and only below its count; whoever made the reader keeps the memory alive.
  @usableFromInline let bytes: UnsafeRawBufferPointer
  @usableFromInline var position = CDRWriter.headerSize

  /// Starts at the first field of `bytes`, a whole message with its encapsulation header, which must outlive the reader.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer) throws(CDRError) {
    guard bytes.count >= CDRWriter.headerSize else { throw .truncated(offset: 0, needed: 4) }
    // The options in the third and fourth byte mean nothing in XCDR1.
    let scheme = unsafe UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    guard scheme == 1 else { throw .unsupportedEncapsulation(scheme) }
    unsafe self.bytes = bytes
  }

  /// The bytes that are left; padding at the end of a message counts.
  @inlinable
  package var remaining: Int { unsafe max(0, bytes.count - position) }

  @inlinable
  package mutating func read<T: CDRPrimitive>(_: T.Type = T.self) throws(CDRError) -> T {
    align(to: MemoryLayout<T>.size)
    try need(UInt64(MemoryLayout<T>.size))
    let value = unsafe bytes.loadUnaligned(fromByteOffset: position, as: T.self)
    position += MemoryLayout<T>.size
    return value
  }

  /// Reads a byte that is 0 or 1.
  package mutating func readBool() throws(CDRError) -> Bool {
    let start = position
    let byte = try read(UInt8.self)
    guard byte < 2 else { throw .badBoolean(offset: start) }
    return byte == 1
  }

  /// A string without its closing zero.
  ///
  /// A length of 0 is the empty string of some writers.
  package mutating func readString() throws(CDRError) -> String {
    let length = try read(UInt32.self)
    guard length > 0 else { return "" }
    try need(UInt64(length))
    let start = position
    position += Int(length)
    let utf8 = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1])
    guard unsafe bytes[position - 1] == 0, let string = unsafe String(validating: utf8, as: UTF8.self) else {
      throw .badString(offset: start)
    }
    return string
  }

  /// Passes over a string, whose text is not looked at.
  package mutating func skipString() throws(CDRError) {
    let length = try read(UInt32.self)
    try need(UInt64(length))
    position += Int(length)
  }

  /// The count of a sequence whose elements follow one by one, each of at least `minimumSize` bytes.
  package mutating func readSequenceCount(minimumSize: Int = 1) throws(CDRError) -> Int {
    let count = try read(UInt32.self)
    try need(UInt64(count) * UInt64(minimumSize))
    return Int(count)
  }

  /// A sequence of numbers.
  package mutating func readSequence<T: CDRPrimitive>(of _: T.Type = T.self) throws(CDRError) -> [T] {
    let count = try readSequenceCount(minimumSize: MemoryLayout<T>.size)
    return try readArray(count)
  }

  /// An array of `count` numbers.
  package mutating func readArray<T: CDRPrimitive>(of _: T.Type = T.self, _ count: Int) throws(CDRError) -> [T] {
    let source = unsafe try readArrayBytes(count, elementSize: MemoryLayout<T>.size)
    return unsafe [T](unsafeUninitializedCapacity: count) { space, filled in
      unsafe UnsafeMutableRawBufferPointer(space).copyMemory(from: source)
      filled = count
    }
  }

  /// The numbers of a sequence in place, each of `elementSize` bytes: valid as long as the message.
  @unsafe
  package mutating func readSequenceBytes(elementSize: Int) throws(CDRError) -> UnsafeRawBufferPointer {
    let count = try readSequenceCount(minimumSize: elementSize)
    return unsafe try readArrayBytes(count, elementSize: elementSize)
  }

  /// An array of `count` numbers in place, each of `elementSize` bytes: valid as long as the message.
  @unsafe
  package mutating func readArrayBytes(_ count: Int, elementSize: Int) throws(CDRError) -> UnsafeRawBufferPointer {
    // Nothing to align to: an empty sequence may be the last thing in a message.
    guard count > 0 else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    align(to: elementSize)
    try need(UInt64(count) * UInt64(elementSize))
    let start = position
    position += count * elementSize
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<position])
  }

  /// `builtin_interfaces/Time` in nanoseconds since the epoch; nil where it lies before it.
  package mutating func readTime() throws(CDRError) -> UInt64? {
    let seconds = try read(Int32.self)
    let nanoseconds = try read(UInt32.self)
    return seconds < 0 ? nil : UInt64(seconds) * 1_000_000_000 + UInt64(nanoseconds)
  }

  @inlinable
  mutating func align(to size: Int) {
    position += (CDRWriter.headerSize - position) & (size - 1)
  }

  @inlinable
  func need(_ size: UInt64) throws(CDRError) {
    guard size <= UInt64(remaining) else { throw .truncated(offset: position, needed: size) }
  }
}
