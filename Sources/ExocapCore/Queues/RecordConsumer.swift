internal import Synchronization

/// The reading end of a `RecordRing`. One thread only.
@safe
package struct RecordConsumer: ~Copyable {
  /// One record in place, valid until `advance`.
  @safe
  package struct Record {
    package var kind: UInt16
    /// How many records were lost between the one before and this one.
    package var lostBefore: UInt32
    package var bytes: UnsafeRawBufferPointer
  }

  private let owner: RecordRing
  private let storage: RecordRingStorage
  private let capacity: UInt64
  private var head: UInt64 = 0
  private var cachedTail: UInt64 = 0

  init(owner: RecordRing, storage: RecordRingStorage, capacity: Int) {
    self.owner = owner
    unsafe self.storage = storage
    self.capacity = UInt64(capacity)
  }

  /// Records that did not fit since the ring was made. A figure for people: it may lag.
  package var lost: UInt64 {
    // SYNC: a counter for people; nothing is published through it.
    unsafe storage.lost.pointee.load(ordering: .relaxed)
  }

  /// The oldest record in place, or nil where there is none. Follow with `advance`.
  package mutating func front() -> Record? {
    for _ in 0..<2 {
      if head == cachedTail {
        // SYNC: pairs with the releasing store in RecordProducer.commit.
        cachedTail = unsafe storage.tail.pointee.load(ordering: .acquiring)
        if head == cachedTail { return nil }
      }
      let header = unsafe storage.records + Int(truncatingIfNeeded: head & (capacity &- 1))
      let length = unsafe Int(header.load(as: UInt32.self))
      let kind = unsafe header.load(fromByteOffset: 4, as: UInt16.self)
      if kind == RecordHeader.filler {
        release(length)
        continue
      }
      let lostBefore = unsafe header.load(fromByteOffset: 8, as: UInt32.self)
      return unsafe Record(
        kind: kind, lostBefore: lostBefore, bytes: UnsafeRawBufferPointer(start: header + RecordHeader.length, count: length))
    }
    return nil
  }

  /// Gives the record of `front` back to the producer.
  package mutating func advance() {
    precondition(head != cachedTail, "only a record that front gave is given back")
    let header = unsafe storage.records + Int(truncatingIfNeeded: head & (capacity &- 1))
    release(unsafe Int(header.load(as: UInt32.self)))
  }

  private mutating func release(_ length: Int) {
    head = head &+ RecordHeader.span(of: length)
    // SYNC: pairs with the acquiring load in RecordProducer.hasRoom; the bytes may be written again.
    unsafe storage.head.pointee.store(head, ordering: .releasing)
  }
}
