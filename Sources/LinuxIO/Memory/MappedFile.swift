internal import Glibc

/// A file read in place, without copies.
///
/// For files that nobody cuts shorter meanwhile: that would end the process (SIGBUS).
///
/// SAFETY: the fields and the bytes never change.
@safe package struct MappedFile: ~Copyable, @unchecked Sendable {
  /// What was opened.
  package let path: String
  /// [byte] The file's length when it was opened.
  package let count: Int

  private let base: UnsafeRawPointer?

  /// Maps all of the file at `path`.
  package init(_ path: String) throws(IOError) {
    let file = try FileDescriptor.open(path, .readOnly)
    let count = try file.length(of: path)
    // SAFETY: the kernel chooses the place; nothing else is there. It does not map nothing. The deinit unmaps what was mapped.
    let base = unsafe count > 0 ? mmap(nil, count, PROT_READ, MAP_PRIVATE, file.number, 0) : nil
    if count > 0, unsafe base == MAP_FAILED { throw IOError("map", path, ErrorCode.last) }
    self.path = path
    self.count = count
    unsafe self.base = UnsafeRawPointer(base)
  }

  deinit {
    if let base = unsafe base { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }

  /// The file's bytes.
  ///
  /// Valid while the owner lives.
  @unsafe package var unsafeBytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  /// Lends the file's bytes to `body`.
  package borrowing func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: bytes need no alignment and are always initialised; the mapping outlives the span.
    try unsafe body(Span<UInt8>(_unsafeBytes: unsafeBytes))
  }
}
