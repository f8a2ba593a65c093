// exocap-bench/ measures what docs/performance.md states, beside C++ twins in the same process. It is no product.

internal import CxxRing
internal import ExocapCore
internal import Glibc
internal import Synchronization

/// 256 bytes: a sample of 29 joints with its header.
struct WideElement: BitwiseCopyable, Sendable {
  var words: InlineArray<32, UInt64> = InlineArray(repeating: 0)
}

/// Round trips and pairs through `Ring`, as cxx_ring.cpp does them.
enum RingBenchmark {
  /// [ns] Time of `count` round trips of elements of `size` bytes between CPU 0 and CPU 1.
  static func roundTrips(size: Int, count: Int) -> Int64 {
    size == 8 ? roundTrips(of: UInt64.self, 0, count: count) : roundTrips(of: WideElement.self, WideElement(), count: count)
  }

  /// `count` pairs of push and pop on one thread; the sum of the first words, so that nothing is left out.
  static func pairs(size: Int, count: Int) -> UInt64 {
    size == 8 ? pairsOfWords(count: count) : pairsOfWideElements(count: count)
  }

  private static func roundTrips<Element: BitwiseCopyable & Sendable>(of type: Element.Type, _ first: Element, count: Int) -> Int64 {
    let there = Ring<Element>(minimumCapacity: 1024)
    let back = Ring<Element>(minimumCapacity: 1024)
    let isReady = Atomic<Bool>(false)
    let peer = PinnedThread(cpu: 1) {
      var input = there.makeConsumer()
      var output = back.makeProducer()
      // SYNC: pairs with the acquiring load below; the ends are taken.
      isReady.store(true, ordering: .releasing)
      echo(&input, &output, count: count)
    }
    // SYNC: pairs with the releasing store of the peer.
    while !isReady.load(ordering: .acquiring) { sched_yield() }
    var output = there.makeProducer()
    var input = back.makeConsumer()
    let start = bench_now()
    var element = first
    for _ in 0..<count {
      while !output.push(element) {}
      while true {
        if let received = input.pop() {
          element = received
          break
        }
      }
    }
    let end = bench_now()
    peer.join()
    return end - start
  }

  private static func echo<Element: BitwiseCopyable>(
    _ input: inout RingConsumer<Element>, _ output: inout RingProducer<Element>, count: Int
  ) {
    for _ in 0..<count {
      while true {
        if let received = input.pop() {
          while !output.push(received) {}
          break
        }
      }
    }
  }

  private static func pairsOfWords(count: Int) -> UInt64 {
    let ring = Ring<UInt64>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let given = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    let taken = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    var sum: UInt64 = 0
    for index in 0..<count {
      unsafe given.pointee = UInt64(truncatingIfNeeded: index)
      _ = unsafe producer.push(given.pointee)
      if let element = consumer.pop() { unsafe taken.pointee = element }
      unsafe sum &+= taken.pointee
    }
    return sum
  }

  private static func pairsOfWideElements(count: Int) -> UInt64 {
    let ring = Ring<WideElement>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let given = UnsafeMutablePointer<WideElement>.allocate(capacity: 1)
    let taken = UnsafeMutablePointer<WideElement>.allocate(capacity: 1)
    unsafe given.initialize(to: WideElement())
    unsafe taken.initialize(to: WideElement())
    var sum: UInt64 = 0
    for index in 0..<count {
      unsafe given.pointee.words[0] = UInt64(truncatingIfNeeded: index)
      _ = unsafe producer.push(given.pointee)
      if let element = consumer.pop() { unsafe taken.pointee = element }
      unsafe sum &+= taken.pointee.words[0]
    }
    return sum
  }
}
