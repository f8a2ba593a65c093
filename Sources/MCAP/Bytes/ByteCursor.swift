// Bytes/ reads and writes little-endian fields in raw memory. It knows no record.

/// The fields of one record's body, read in order and never past its end.
@safe
package struct ByteCursor {
  // SAFETY: only read, and only after a check against its count; whoever made the cursor keeps the memory alive.
  private let bytes: UnsafeRawBufferPointer
  private let opcode: UInt8
  private let offset: Int
  private var position = 0

  /// Starts at the first byte of `bytes`, the body of the record at `offset` in the file.
  ///
  /// `bytes` must outlive the cursor.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer, opcode: UInt8, offset: Int) {
    unsafe self.bytes = bytes
    self.opcode = opcode
    self.offset = offset
  }

  /// The bytes that are left.
  package var remaining: Int { unsafe bytes.count - position }

  /// The fault to throw when a field contradicts another one.
  package var malformed: MCAPError { .malformed(opcode: opcode, offset: offset) }

  package mutating func read<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type = T.self) throws(MCAPError) -> T {
    guard remaining >= MemoryLayout<T>.size else { throw malformed }
    let value = unsafe bytes.loadUnaligned(fromByteOffset: position, as: T.self)
    position += MemoryLayout<T>.size
    return T(littleEndian: value)
  }

  /// The next `count` bytes where they are: valid as long as the memory that the cursor reads.
  @unsafe
  package mutating func readBytes(_ count: UInt64) throws(MCAPError) -> UnsafeRawBufferPointer {
    guard count <= UInt64(remaining) else { throw malformed }
    let start = position
    position += Int(count)
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<position])
  }

  /// A copy of the next `count` bytes.
  package mutating func readArray(_ count: UInt64) throws(MCAPError) -> [UInt8] {
    unsafe [UInt8](try readBytes(count))
  }

  /// A string with its 32-bit length in front.
  ///
  /// Throws where it is not UTF-8.
  package mutating func readString() throws(MCAPError) -> String {
    let length = try read(UInt32.self)
    let utf8 = unsafe try readBytes(UInt64(length))
    guard let string = unsafe String(validating: utf8, as: UTF8.self) else { throw malformed }
    return string
  }

  /// A map or an array with its 32-bit length in bytes in front; `element` reads one element until they are used up.
  package mutating func readElements(_ element: (inout ByteCursor) throws(MCAPError) -> Void) throws(MCAPError) {
    let length = try read(UInt32.self)
    let body = unsafe try readBytes(UInt64(length))
    var inner = unsafe ByteCursor(body, opcode: opcode, offset: offset)
    while inner.remaining > 0 { try element(&inner) }
  }

  /// A map of strings.
  ///
  /// Throws where a key comes twice.
  package mutating func readStringMap() throws(MCAPError) -> [String: String] {
    var map: [String: String] = [:]
    try readElements { (cursor) throws(MCAPError) in
      let key = try cursor.readString()
      let value = try cursor.readString()
      guard map.updateValue(value, forKey: key) == nil else { throw cursor.malformed }
    }
    return map
  }
}
