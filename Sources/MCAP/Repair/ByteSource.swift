// Repair/ makes whole files of torn ones: it finds what of a file is sound, and what has to be written where. It writes nothing itself
// and knows no disk: bytes come from a ByteSource, changes go out as patches.

/// A file's bytes, read at any place.
package protocol ByteSource: ~Copyable {
  /// What can go wrong; `Never` for memory.
  associatedtype Failure: Error

  /// [B] The file's length, which does not change.
  var count: Int { get }
  /// Fills `bytes` from `offset`; the caller asks for no byte behind the end.
  mutating func read(into bytes: inout MutableRawSpan, at offset: Int) throws(Failure)
}

/// A file in memory.
package struct MemorySource: ByteSource {
  private let bytes: [UInt8]

  /// Takes a whole file.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var count: Int { bytes.count }

  package mutating func read(into target: inout MutableRawSpan, at offset: Int) throws(Never) {
    let wanted = target.byteCount
    unsafe target.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { source in
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + wanted]))
      }
    }
  }
}
