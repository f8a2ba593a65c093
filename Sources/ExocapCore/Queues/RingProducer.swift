internal import Synchronization

/// The writing end of a `Ring`. One thread only.
@frozen @safe
package struct RingProducer<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline let owner: Ring<Element>
  @usableFromInline let storage: RingStorage<Element>
  @usableFromInline let mask: UInt64
  @usableFromInline var tail: UInt64 = 0
  @usableFromInline var cachedHead: UInt64 = 0
  /// How many elements did not fit since the ring was made.
  package private(set) var lost: UInt64 = 0

  init(owner: Ring<Element>, storage: RingStorage<Element>, mask: Int) {
    self.owner = owner
    unsafe self.storage = storage
    self.mask = UInt64(mask)
  }

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

  @usableFromInline @inline(never)
  mutating func countLoss() {
    lost = lost &+ 1
    // SYNC: a counter for people; nothing is published through it.
    unsafe storage.lost.pointee.store(lost, ordering: .relaxed)
  }
}
