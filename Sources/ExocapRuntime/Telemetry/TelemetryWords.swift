internal import Synchronization

/// Words of memory that other processes read while we write: relaxed atomics, so that a torn read is never undefined.
@safe
struct TelemetryWords {
  private let base: UnsafeMutableRawPointer

  /// `base` is aligned to 8 bytes and outlives this.
  init(_ base: UnsafeMutableRawPointer) { unsafe self.base = base }

  /// The word at `offset`, for an ordering of one's own.
  @unsafe
  func word(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// Stores one word.
  @inline(__always)
  func store(_ value: UInt64, at offset: Int) {
    // SYNC: ordered by the fences and the releasing stores of the caller.
    unsafe word(at: offset).pointee.store(value, ordering: .relaxed)
  }

  /// Loads one word.
  @inline(__always)
  func load(at offset: Int) -> UInt64 {
    // SYNC: ordered by the acquiring loads and the fences of the caller.
    unsafe word(at: offset).pointee.load(ordering: .relaxed)
  }

  /// Half a word, as in a header that no longer changes.
  func half(at offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: load(at: offset & ~7) >> UInt64(8 * (offset & 4)))
  }
}
