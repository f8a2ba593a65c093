public import Synchronization

/// The memory of a ring: two indices and the lost count on cache lines of their own, then the slots.
///
/// One pointer: everything else stands at fixed distances from it, so that an end fits the registers of a loop.
@frozen @usableFromInline @unsafe
struct RingStorage<Element: BitwiseCopyable>: @unchecked Sendable {
  // SAFETY: the words are atomics; the slots are written by the producer before `tail` is released and read by the
  // consumer after `tail` is acquired, and the other way round for reuse through `head`.
  @usableFromInline let memory: UnsafeMutableRawPointer

  init(capacity: Int) {
    let size = unsafe Self.slotsOffset + capacity * MemoryLayout<Element>.stride
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.separation)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe head.initialize(to: Atomic(0))
    unsafe tail.initialize(to: Atomic(0))
    unsafe lost.initialize(to: Atomic(0))
  }

  /// [B] Two cache lines, because x86 prefetches lines in pairs.
  @inlinable @inline(__always) static var separation: Int { 128 }
  @inlinable @inline(__always) static var slotsOffset: Int { 256 }

  /// How many elements were taken; the consumer's.
  @inlinable @inline(__always)
  var head: UnsafeMutablePointer<Atomic<UInt64>> { unsafe memory.assumingMemoryBound(to: Atomic<UInt64>.self) }

  /// How many elements were put in; the producer's.
  @inlinable @inline(__always)
  var tail: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (memory + Self.separation).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// How many elements did not fit; beside `tail`, for both are the producer's.
  @inlinable @inline(__always)
  var lost: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (memory + Self.separation + 64).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  @inlinable @inline(__always)
  var slots: UnsafeMutablePointer<Element> { unsafe (memory + Self.slotsOffset).assumingMemoryBound(to: Element.self) }
}
