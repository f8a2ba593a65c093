internal import Synchronization

/// A bounded single-producer, single-consumer queue of records of different lengths, that counts what it cannot take.
///
/// A record lies in one piece. Before it stands a header of 16 bytes: its length, its kind and how many records were
/// lost since the one before it, so that the consumer sees every loss in order.
@safe
package final class RecordRing: Sendable {
  /// [B] A power of two.
  package let capacity: Int
  let storage: RecordRingStorage
  private let producerTaken = Atomic<Bool>(false)
  private let consumerTaken = Atomic<Bool>(false)

  /// A ring of at least `minimumBytes`. All memory is allocated and touched here.
  package init(minimumBytes: Int) {
    precondition(minimumBytes >= 4096 && minimumBytes <= 1 << 30, "a record ring holds 4 KiB to 1 GiB")
    var capacity = 4096
    while capacity < minimumBytes { capacity <<= 1 }
    self.capacity = capacity
    unsafe storage = RecordRingStorage(capacity: capacity)
  }

  deinit { unsafe storage.memory.deallocate() }

  /// The producing end. A second call traps.
  package func makeProducer() -> RecordProducer {
    // SYNC: claims the end; nothing else is published through the flag.
    let taken = producerTaken.exchange(true, ordering: .relaxed)
    precondition(!taken, "the producing end of a ring is handed out once")
    return unsafe RecordProducer(owner: self, storage: storage, capacity: capacity)
  }

  /// The consuming end. A second call traps.
  package func makeConsumer() -> RecordConsumer {
    // SYNC: claims the end; nothing else is published through the flag.
    let taken = consumerTaken.exchange(true, ordering: .relaxed)
    precondition(!taken, "the consuming end of a ring is handed out once")
    return unsafe RecordConsumer(owner: self, storage: storage, capacity: capacity)
  }

  /// [B] Of the header before each record.
  package static var headerLength: Int { 16 }
  /// The kind of the filler before the end of the memory; never seen by the consumer.
  static var filler: UInt16 { .max }
}

/// The memory of a record ring: two byte counts and the lost count on cache lines of their own, then the records.
@unsafe
struct RecordRingStorage: @unchecked Sendable {
  // SAFETY: as RingStorage: records are written before `tail` is released and read after it is acquired.
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

  /// Memory for a record of at most `length` bytes, 8-byte aligned, or nil where it does not fit: counted as lost.
  /// Fill it, then `commit`.
  package mutating func reserve(_ length: Int) -> UnsafeMutableRawPointer? {
    let needed = UInt64(truncatingIfNeeded: (length &+ 7) & ~7) &+ 16
    let offset = tail & (capacity &- 1)
    let toEnd = capacity &- offset
    let total = needed <= toEnd ? needed : toEnd &+ needed
    guard total <= capacity, hasRoom(total) else {
      lost = lost &+ 1
      lostSinceLast = lostSinceLast &+ 1
      // SYNC: a counter for people; nothing is published through it.
      unsafe storage.lost.pointee.store(lost, ordering: .relaxed)
      return nil
    }
    if needed > toEnd {
      writeHeader(at: offset, length: UInt32(truncatingIfNeeded: toEnd &- 16), kind: RecordRing.filler, lost: 0)
      tail = tail &+ toEnd
    }
    reserved = needed
    return unsafe storage.records + Int(truncatingIfNeeded: tail & (capacity &- 1)) + 16
  }

  /// Publishes the first `length` bytes of what `reserve` gave, as a record of `kind`.
  package mutating func commit(_ length: Int, kind: UInt16) {
    let rounded = UInt64(truncatingIfNeeded: (length &+ 7) & ~7) &+ 16
    precondition(rounded <= reserved, "a record is no longer than what was reserved")
    let offset = tail & (capacity &- 1)
    writeHeader(at: offset, length: UInt32(truncatingIfNeeded: length), kind: kind, lost: lostSinceLast)
    lostSinceLast = 0
    tail = tail &+ rounded
    // SYNC: pairs with the acquiring load in RecordConsumer.front; publishes the record.
    unsafe storage.tail.pointee.store(tail, ordering: .releasing)
  }

  private mutating func hasRoom(_ total: UInt64) -> Bool {
    if tail &+ total &- cachedHead <= capacity { return true }
    // SYNC: pairs with the releasing store in RecordConsumer.advance; the bytes are free to be written again.
    cachedHead = unsafe storage.head.pointee.load(ordering: .acquiring)
    return tail &+ total &- cachedHead <= capacity
  }

  private func writeHeader(at offset: UInt64, length: UInt32, kind: UInt16, lost: UInt32) {
    let header = unsafe storage.records + Int(truncatingIfNeeded: offset)
    unsafe header.storeBytes(of: length, as: UInt32.self)
    unsafe header.storeBytes(of: kind, toByteOffset: 4, as: UInt16.self)
    unsafe header.storeBytes(of: lost, toByteOffset: 8, as: UInt32.self)
  }
}

/// The reading end of a `RecordRing`. One thread only.
@safe
package struct RecordConsumer: ~Copyable {
  /// One record in place, valid until `advance`.
  @unsafe
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
      if kind == RecordRing.filler {
        release(length)
        continue
      }
      let lostBefore = unsafe header.load(fromByteOffset: 8, as: UInt32.self)
      return unsafe Record(kind: kind, lostBefore: lostBefore, bytes: UnsafeRawBufferPointer(start: header + 16, count: length))
    }
    return nil
  }

  /// Gives the record of `front` back to the producer.
  package mutating func advance() {
    let header = unsafe storage.records + Int(truncatingIfNeeded: head & (capacity &- 1))
    release(unsafe Int(header.load(as: UInt32.self)))
  }

  private mutating func release(_ length: Int) {
    head = head &+ UInt64(truncatingIfNeeded: (length &+ 7) & ~7) &+ 16
    // SYNC: pairs with the acquiring load in RecordProducer.hasRoom; the bytes may be written again.
    unsafe storage.head.pointee.store(head, ordering: .releasing)
  }
}
