internal import Synchronization

/// A bounded single-producer, single-consumer queue of records of different lengths, that counts what it cannot take.
///
/// A record lies in one piece. Before it stands a header of 16 bytes: its length, its kind and how many records were
/// lost since the one before it, so that the consumer sees every loss in order. Headers and records start at multiples
/// of 16 bytes, so that the room before the end of the memory always takes a filler's header.
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

  /// [B] The longest record: half of the memory with its header, so that it fits an empty ring wherever it starts.
  package var longestRecord: Int { capacity / 2 - RecordHeader.length }
}
