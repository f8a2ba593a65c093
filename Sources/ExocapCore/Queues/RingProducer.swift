public import Synchronization

/// The writing end of a `Ring`. One thread only.
@frozen @usableFromInline @safe
package struct RingProducer<Element: BitwiseCopyable>: ~Copyable {
  // SAFETY: retained by init and released by deinit. Not a plain reference: destroying one takes the end's address,
  // and an end whose address is taken stays in memory instead of in registers.
  @usableFromInline let owner: Unmanaged<Ring<Element>>
  @usableFromInline let storage: RingStorage<Element>
  @usableFromInline let mask: UInt64
  @usableFromInline var tail: UInt64 = 0
  @usableFromInline var cachedHead: UInt64 = 0
  @usableFromInline var lossCount: UInt64 = 0

  init(owner: Ring<Element>, storage: RingStorage<Element>, mask: Int) {
    unsafe self.owner = Unmanaged.passRetained(owner)
    unsafe self.storage = storage
    self.mask = UInt64(mask)
  }

  @inlinable @inline(__always)
  deinit { unsafe owner.release() }

  /// How many elements did not fit since the ring was made.
  @inlinable @inline(__always)
  package var lost: UInt64 { lossCount }

  /// Whether an element fits now; looks at the consumer's index only when the cached one says full.
  @inlinable @inline(__always)
  mutating func hasRoom() -> Bool {
    if tail &- cachedHead <= mask { return true }
    // SYNC: pairs with the releasing store in RingConsumer.advance; the slot is free to be written again.
    cachedHead = unsafe storage.head.pointee.load(ordering: .acquiring)
    return tail &- cachedHead <= mask
  }

  /// Copies `element` in. False where the ring is full: the element is counted as lost.
  @inlinable @inline(__always)
  package mutating func push(_ element: Element) -> Bool {
    guard hasRoom() else {
      countLoss()
      return false
    }
    unsafe storage.slots[Int(truncatingIfNeeded: tail & mask)] = element
    commit()
    return true
  }

  /// The next slot to fill in place, or nil where the ring is full: counted as lost. Follow with `commit`.
  @inlinable @inline(__always)
  package mutating func reserve() -> UnsafeMutablePointer<Element>? {
    guard hasRoom() else {
      countLoss()
      return nil
    }
    return unsafe storage.slots + Int(truncatingIfNeeded: tail & mask)
  }

  /// Publishes the slot that `reserve` gave.
  @inlinable @inline(__always)
  package mutating func commit() {
    tail = tail &+ 1
    // SYNC: pairs with the acquiring load in RingConsumer.hasElement; publishes slots[tail - 1].
    unsafe storage.tail.pointee.store(tail, ordering: .releasing)
  }

  // In line: a call that takes the whole end by reference would keep it in memory instead of in registers.
  @inlinable @inline(__always)
  mutating func countLoss() {
    lossCount = lossCount &+ 1
    // SYNC: a counter for people; nothing is published through it.
    unsafe storage.lost.pointee.store(lossCount, ordering: .relaxed)
  }
}
