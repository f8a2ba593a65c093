internal import Synchronization

/// The memory of a record ring: two byte counts and the lost count on cache lines of their own, then the records.
@unsafe
struct RecordRingStorage: @unchecked Sendable {
  // SAFETY: head, tail and lost are atomics, and as in RingStorage records are written before `tail` is released and read after it is acquired.
  let memory: UnsafeMutableRawPointer
  let head: UnsafeMutablePointer<Atomic<UInt64>>
  let tail: UnsafeMutablePointer<Atomic<UInt64>>
  let lost: UnsafeMutablePointer<Atomic<UInt64>>
  let records: UnsafeMutableRawPointer

  init(capacity: Int) {
    let separation = 128
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * separation + capacity, alignment: separation)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * separation + capacity)
    unsafe head = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe tail = (memory + separation).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe lost = (memory + separation + 64).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe head.initialize(to: Atomic(0))
    unsafe tail.initialize(to: Atomic(0))
    unsafe lost.initialize(to: Atomic(0))
    unsafe records = memory + 2 * separation
  }
}
