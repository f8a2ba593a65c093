public import Synchronization

/// The memory of a ring: two indices and the lost count on cache lines of their own, then the slots.
@frozen @usableFromInline @unsafe
struct RingStorage<Element: BitwiseCopyable>: @unchecked Sendable {
  // SAFETY: the words are atomics; the slots are written by the producer before `tail` is released and read by the
  // consumer after `tail` is acquired, and the other way round for reuse through `head`.
  @usableFromInline let memory: UnsafeMutableRawPointer
  @usableFromInline let head: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let tail: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let lost: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let slots: UnsafeMutablePointer<Element>

  /// 128 bytes: two cache lines, because x86 prefetches lines in pairs.
  static var separation: Int { 128 }

  init(capacity: Int) {
    let separation = unsafe Self.separation
    let slotBytes = capacity * MemoryLayout<Element>.stride
    let size = 2 * separation + slotBytes
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: separation)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe head = memory.initializeMemory(as: Atomic<UInt64>.self, to: 0)
    unsafe lost = (memory + separation + 64).initializeMemory(as: Atomic<UInt64>.self, to: 0)
    unsafe tail = (memory + separation).initializeMemory(as: Atomic<UInt64>.self, to: 0)
    unsafe slots = (memory + 2 * separation).bindMemory(to: Element.self, capacity: capacity)
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func initializeMemory(as type: Atomic<UInt64>.Type, to value: UInt64) -> UnsafeMutablePointer<Atomic<UInt64>> {
    let pointer = unsafe bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe pointer.initialize(to: Atomic(value))
    return unsafe pointer
  }
}
