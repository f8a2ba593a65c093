public import Synchronization

/// The reading end of a `Ring`. One thread only.
@frozen @usableFromInline @safe
package struct RingConsumer<Element: BitwiseCopyable>: ~Copyable {
  // SAFETY: retained by init and released by deinit. Not a plain reference: destroying one takes the end's address,
  // and an end whose address is taken stays in memory instead of in registers.
  @usableFromInline let owner: Unmanaged<Ring<Element>>
  @usableFromInline let storage: RingStorage<Element>
  @usableFromInline let mask: UInt64
  @usableFromInline var head: UInt64 = 0
  @usableFromInline var cachedTail: UInt64 = 0

  init(owner: Ring<Element>, storage: RingStorage<Element>, mask: Int) {
    unsafe self.owner = Unmanaged.passRetained(owner)
    unsafe self.storage = storage
    self.mask = UInt64(mask)
  }

  @inlinable @inline(__always)
  deinit { unsafe owner.release() }

  /// Elements that the producer could not push since the ring was made. A figure for people: it may lag.
  package var lost: UInt64 {
    // SYNC: a counter for people; nothing is published through it.
    unsafe storage.lost.pointee.load(ordering: .relaxed)
  }

  @inlinable @inline(__always)
  mutating func hasElement() -> Bool {
    if head != cachedTail { return true }
    // SYNC: pairs with the releasing store in RingProducer.commit; the slots below tail are written.
    cachedTail = unsafe storage.tail.pointee.load(ordering: .acquiring)
    return head != cachedTail
  }

  /// How many elements are there now. A bound for one round of draining, so that a busy producer cannot hold the consumer.
  @inlinable @inline(__always)
  package mutating func available() -> Int {
    // SYNC: pairs with the releasing store in RingProducer.commit; the slots below tail are written.
    cachedTail = unsafe storage.tail.pointee.load(ordering: .acquiring)
    return Int(truncatingIfNeeded: cachedTail &- head)
  }

  /// Takes the oldest element, or nil where the ring is empty.
  @inlinable @inline(__always)
  package mutating func pop() -> Element? {
    guard hasElement() else { return nil }
    let element = unsafe storage.slots[Int(truncatingIfNeeded: head & mask)]
    advance()
    return element
  }

  /// The oldest element in place, or nil where the ring is empty. Follow with `advance` when done with it.
  @inlinable @inline(__always)
  package mutating func front() -> UnsafePointer<Element>? {
    guard hasElement() else { return nil }
    return unsafe UnsafePointer(storage.slots + Int(truncatingIfNeeded: head & mask))
  }

  /// Gives the slot of `front` back to the producer.
  @inlinable @inline(__always)
  package mutating func advance() {
    head = head &+ 1
    // SYNC: pairs with the acquiring load in RingProducer.hasRoom; the slot may be written again.
    unsafe storage.head.pointee.store(head, ordering: .releasing)
  }
}
