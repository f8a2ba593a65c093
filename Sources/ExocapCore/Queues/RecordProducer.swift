internal import Synchronization

/// The writing end of a `RecordRing`. One thread only.
@safe
package struct RecordProducer: ~Copyable {
  private let owner: RecordRing
  private let storage: RecordRingStorage
  private let capacity: UInt64
  private var tail: UInt64 = 0
  private var cachedHead: UInt64 = 0
  private var lostSinceLast: UInt32 = 0
  private var reserved: UInt64 = 0
  /// How many records did not fit since the ring was made.
  package private(set) var lost: UInt64 = 0

  init(owner: RecordRing, storage: RecordRingStorage, capacity: Int) {
    self.owner = owner
    unsafe self.storage = storage
    self.capacity = UInt64(capacity)
  }

  /// Memory for a record of at most `length` bytes, 16-byte aligned, or nil where it does not fit: counted as lost.
  /// Fill it, then `commit`. A second `reserve` without a commit between them takes the first one's place.
  package mutating func reserve(_ length: Int) -> UnsafeMutableRawPointer? {
    precondition(length >= 0, "a record has a length")
    let needed = RecordHeader.span(of: length)
    let offset = tail & (capacity &- 1)
    let toEnd = capacity &- offset
    let total = needed <= toEnd ? needed : toEnd &+ needed
    // A record over half of the memory would fit at some offsets and at others not even an empty ring.
    guard needed <= capacity &>> 1, hasRoom(total) else {
      countLoss()
      return nil
    }
    if needed > toEnd {
      let rest = UInt32(truncatingIfNeeded: toEnd &- UInt64(RecordHeader.length))
      writeHeader(at: offset, length: rest, kind: RecordHeader.filler, lost: 0)
      tail = tail &+ toEnd
    }
    reserved = needed
    return unsafe storage.records + Int(truncatingIfNeeded: tail & (capacity &- 1)) + RecordHeader.length
  }

  /// Publishes the first `length` bytes of what `reserve` gave, as a record of `kind`, which is not `UInt16.max`.
  package mutating func commit(_ length: Int, kind: UInt16) {
    let taken = RecordHeader.span(of: length)
    precondition(length >= 0 && taken <= reserved, "a record is no longer than what was reserved")
    precondition(kind != RecordHeader.filler, "the last kind is the filler's")
    let offset = tail & (capacity &- 1)
    writeHeader(at: offset, length: UInt32(truncatingIfNeeded: length), kind: kind, lost: lostSinceLast)
    lostSinceLast = 0
    reserved = 0
    tail = tail &+ taken
    // SYNC: pairs with the acquiring load in RecordConsumer.front; publishes the record and a filler before it.
    unsafe storage.tail.pointee.store(tail, ordering: .releasing)
  }

  private mutating func hasRoom(_ total: UInt64) -> Bool {
    if tail &+ total &- cachedHead <= capacity { return true }
    // SYNC: pairs with the releasing store in RecordConsumer.release; the bytes are free to be written again.
    cachedHead = unsafe storage.head.pointee.load(ordering: .acquiring)
    return tail &+ total &- cachedHead <= capacity
  }

  private mutating func countLoss() {
    lost = lost &+ 1
    lostSinceLast = lostSinceLast &+ 1
    // SYNC: a counter for people; nothing is published through it.
    unsafe storage.lost.pointee.store(lost, ordering: .relaxed)
  }

  private func writeHeader(at offset: UInt64, length: UInt32, kind: UInt16, lost: UInt32) {
    let header = unsafe storage.records + Int(truncatingIfNeeded: offset)
    unsafe header.storeBytes(of: length, as: UInt32.self)
    unsafe header.storeBytes(of: kind, toByteOffset: 4, as: UInt16.self)
    unsafe header.storeBytes(of: lost, toByteOffset: 8, as: UInt32.self)
  }
}
