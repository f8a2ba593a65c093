// CDR/ is the encoding of ROS 2 messages: XCDR1, little-endian. It knows no message type.

#if _endian(big)
  #error("arrays are copied as they are in memory, and CDR as ROS 2 writes it is little-endian")
#endif

/// The numbers that CDR lays out as they are in memory.
///
/// Text and Booleans have methods of their own.
package protocol CDRPrimitive: BitwiseCopyable {}
extension Int8: CDRPrimitive {}
extension Int16: CDRPrimitive {}
extension Int32: CDRPrimitive {}
extension Int64: CDRPrimitive {}
extension UInt8: CDRPrimitive {}
extension UInt16: CDRPrimitive {}
extension UInt32: CDRPrimitive {}
extension UInt64: CDRPrimitive {}
extension Float: CDRPrimitive {}
extension Double: CDRPrimitive {}

/// Lays out one message as CDR in the caller's memory: little-endian, each number aligned to its size (OMG DDS-XTypes 1.3, §7.4.1).
///
/// What does not fit is dropped and `hasOverflowed` says so: there is one check at the end, not one per field. Allocates nothing.
@safe
package struct CDRWriter {
  // SAFETY: written only below `capacity`; whoever made the writer keeps the memory alive and untouched meanwhile.
  private let base: UnsafeMutableRawPointer?
  private let capacity: Int
  /// The bytes laid out, the four of the encapsulation header included.
  package private(set) var count = 0
  /// Whether something did not fit; then `count` is not a whole message.
  package private(set) var hasOverflowed = false

  /// CDR little-endian, no options.
  package static let headerSize = 4

  /// Starts a message in `buffer`, which must outlive the writer.
  @unsafe
  package init(_ buffer: UnsafeMutableRawBufferPointer) {
    unsafe base = buffer.baseAddress
    capacity = buffer.count
    write(rawByte: 0)
    write(rawByte: 1)
    write(rawByte: 0)
    write(rawByte: 0)
  }

  package mutating func write(_ value: Bool) { write(rawByte: value ? 1 : 0) }

  package mutating func write(_ value: UInt8) { write(primitive: value) }
  package mutating func write(_ value: UInt16) { write(primitive: value) }
  package mutating func write(_ value: UInt32) { write(primitive: value) }
  package mutating func write(_ value: UInt64) { write(primitive: value) }
  package mutating func write(_ value: Int8) { write(primitive: value) }
  package mutating func write(_ value: Int16) { write(primitive: value) }
  package mutating func write(_ value: Int32) { write(primitive: value) }
  package mutating func write(_ value: Int64) { write(primitive: value) }
  package mutating func write(_ value: Float) { write(primitive: value) }
  package mutating func write(_ value: Double) { write(primitive: value) }

  /// A string: its length with the closing zero, its UTF-8, the zero.
  package mutating func write(_ string: String) {
    var string = string
    string.withUTF8 { utf8 in unsafe write(utf8: utf8) }
  }

  /// A string that is already UTF-8.
  @unsafe
  package mutating func write(utf8: UnsafeBufferPointer<UInt8>) {
    write(primitive: UInt32(truncatingIfNeeded: utf8.count + 1))
    unsafe copy(UnsafeRawBufferPointer(utf8))
    write(rawByte: 0)
  }

  /// The length in front of a sequence whose elements follow one by one.
  package mutating func writeSequenceCount(_ count: Int) { write(primitive: UInt32(truncatingIfNeeded: count)) }

  /// A sequence of numbers: count and elements.
  package mutating func write<T: CDRPrimitive>(sequence: Span<T>) {
    writeSequenceCount(sequence.count)
    write(array: sequence)
  }

  /// A sequence of numbers: count and elements.
  package mutating func write<T: CDRPrimitive>(sequence: [T]) { write(sequence: sequence.span) }

  /// An array of fixed length: elements without a count.
  package mutating func write<T: CDRPrimitive>(array: Span<T>) {
    // An empty sequence has no element to align (rosbags and Fast CDR agree).
    guard !array.isEmpty else { return }
    align(to: MemoryLayout<T>.size)
    unsafe array.withUnsafeBytes { source in unsafe copy(source) }
  }

  /// An array of fixed length: elements without a count.
  package mutating func write<T: CDRPrimitive>(array: [T]) { write(array: array.span) }

  /// `builtin_interfaces/Time`: seconds and nanoseconds of `nanoseconds` since the epoch.
  package mutating func write(time nanoseconds: UInt64) {
    write(primitive: Int32(truncatingIfNeeded: nanoseconds / 1_000_000_000))
    write(primitive: UInt32(nanoseconds % 1_000_000_000))
  }

  private mutating func write<T: CDRPrimitive>(primitive value: T) {
    align(to: MemoryLayout<T>.size)
    guard room(for: MemoryLayout<T>.size), let base = unsafe base else { return }
    unsafe base.storeBytes(of: value, toByteOffset: count, as: T.self)
    count += MemoryLayout<T>.size
  }

  private mutating func write(rawByte value: UInt8) { write(primitive: value) }

  private mutating func copy(_ source: UnsafeRawBufferPointer) {
    guard source.count > 0, room(for: source.count), let base = unsafe base, let start = source.baseAddress else { return }
    unsafe (base + count).copyMemory(from: start, byteCount: source.count)
    count += source.count
  }

  /// Zeros up to a multiple of `size`, counted from the end of the encapsulation header.
  private mutating func align(to size: Int) {
    let padding = (Self.headerSize - count) & (size - 1)
    guard padding > 0, room(for: padding), let base = unsafe base else { return }
    unsafe (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: padding)
    count += padding
  }

  private mutating func room(for size: Int) -> Bool {
    if hasOverflowed || size > capacity - count { hasOverflowed = true }
    return !hasOverflowed
  }
}
