// Queues/ holds what passes values between threads without waiting: Ring, RecordRing and Latest.
// Each has one producing and one consuming thread. It knows nothing of what it carries.

internal import Synchronization

/// A bounded single-producer, single-consumer queue that keeps order and counts what it cannot take.
///
/// The two ends are handed out once, each to the thread that will use it. Each end keeps its own index and a cached
/// copy of the other's, so that the shared cache lines are touched only when the cache says full or empty.
/// Design: rigtorp/SPSCQueue (cached indices), iceoryx2 (ends handed out once).
@usableFromInline @safe
package final class Ring<Element: BitwiseCopyable>: Sendable {
  /// How many elements fit: a power of two.
  package let capacity: Int
  @usableFromInline let storage: RingStorage<Element>
  private let producerTaken = Atomic<Bool>(false)
  private let consumerTaken = Atomic<Bool>(false)

  /// A ring of at least `capacity` elements. All memory is allocated and touched here.
  package init(minimumCapacity: Int) {
    precondition(minimumCapacity > 0 && minimumCapacity <= 1 << 24, "a ring holds 1 to 2^24 elements")
    var capacity = 1
    while capacity < minimumCapacity { capacity <<= 1 }
    self.capacity = capacity
    unsafe storage = RingStorage(capacity: capacity)
  }

  deinit { unsafe storage.memory.deallocate() }

  /// The producing end. A second call traps: two threads would write.
  package func makeProducer() -> RingProducer<Element> {
    // SYNC: claims the end; nothing else is published through the flag.
    let taken = producerTaken.exchange(true, ordering: .relaxed)
    precondition(!taken, "the producing end of a ring is handed out once")
    return unsafe RingProducer(owner: self, storage: storage, mask: capacity - 1)
  }

  /// The consuming end. A second call traps: two threads would read.
  package func makeConsumer() -> RingConsumer<Element> {
    // SYNC: claims the end; nothing else is published through the flag.
    let taken = consumerTaken.exchange(true, ordering: .relaxed)
    precondition(!taken, "the consuming end of a ring is handed out once")
    return unsafe RingConsumer(owner: self, storage: storage, mask: capacity - 1)
  }
}
