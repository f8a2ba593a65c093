// exocap-bench/ measures what docs/performance.md states, beside C++ twins in the same process. It is no product.

internal import CxxRing
internal import ExocapCore
internal import Glibc
internal import Synchronization

/// 256 bytes: a sample of 29 joints with its header.
struct WideElement: BitwiseCopyable, Sendable {
  var words: InlineArray<32, UInt64> = InlineArray(repeating: 0)
}

/// How an element is handed over.
enum Handover: String, CaseIterable {
  /// `push` and `pop` of a value.
  case value
  /// `reserve`, copy in, `commit`; `front`, copy out, `advance`: what a C++ ring does with references.
  case copy
  /// As `copy`, but only the first word is written and read: what a producer does that makes the element in its slot.
  case inPlace = "in-place"
}

/// Round trips and pairs through `Ring`, as cxx_ring.cpp does them.
enum RingBenchmark {
  /// [ns] Time of `count` round trips of elements of `size` bytes between CPU 0 and CPU 1; nil where one came back wrong.
  static func roundTrips(size: Int, count: Int) -> Int64? {
    size == 8 ? roundTripsOfWords(count: count) : roundTripsOfWideElements(count: count)
  }

  /// `count` pairs of push and pop on one thread; the sum of the first words, so that nothing is left out.
  static func pairs(size: Int, handover: Handover, count: Int) -> UInt64 {
    switch (size, handover) {
    case (8, _): pairsOfWords(count: count)
    case (_, .value): pairsOfValues(count: count)
    case (_, .copy): pairsOfCopies(count: count)
    case (_, .inPlace): pairsInPlace(count: count)
    }
  }

  private static func roundTripsOfWords(count: Int) -> Int64? {
    let there = Ring<UInt64>(minimumCapacity: 1024)
    let back = Ring<UInt64>(minimumCapacity: 1024)
    let isReady = Atomic<Bool>(false)
    let peer = PinnedThread(cpu: 1) {
      var input = there.makeConsumer()
      var output = back.makeProducer()
      // SYNC: pairs with the acquiring load below; the ends are taken.
      isReady.store(true, ordering: .releasing)
      for _ in 0..<count {
        var element: UInt64?
        while element == nil { element = input.pop() }
        while !output.push(element ?? 0) {}
      }
    }
    // SYNC: pairs with the releasing store of the peer.
    while !isReady.load(ordering: .acquiring) { sched_yield() }
    var output = there.makeProducer()
    var input = back.makeConsumer()
    let start = bench_now()
    var value: UInt64 = 0
    for _ in 0..<count {
      // What came back goes out again: a round trip is over when its bytes are here, not when its index is.
      value &+= 1
      while !output.push(value) {}
      var element: UInt64?
      while element == nil { element = input.pop() }
      value = element ?? 0
    }
    let end = bench_now()
    peer.join()
    return value == UInt64(count) ? end - start : nil
  }

  private static func roundTripsOfWideElements(count: Int) -> Int64? {
    let there = Ring<WideElement>(minimumCapacity: 1024)
    let back = Ring<WideElement>(minimumCapacity: 1024)
    let isReady = Atomic<Bool>(false)
    let peer = PinnedThread(cpu: 1) {
      var input = there.makeConsumer()
      var output = back.makeProducer()
      var element = WideElement()
      // SYNC: pairs with the acquiring load below; the ends are taken.
      isReady.store(true, ordering: .releasing)
      for _ in 0..<count {
        take(&element, from: &input)
        put(&element, into: &output)
      }
    }
    // SYNC: pairs with the releasing store of the peer.
    while !isReady.load(ordering: .acquiring) { sched_yield() }
    var output = there.makeProducer()
    var input = back.makeConsumer()
    let start = bench_now()
    var element = WideElement()
    for _ in 0..<count {
      element.words[0] &+= 1
      put(&element, into: &output)
      take(&element, from: &input)
    }
    let end = bench_now()
    peer.join()
    return element.words[0] == UInt64(count) ? end - start : nil
  }

  @inline(__always)
  private static func put(_ element: inout WideElement, into output: inout RingProducer<WideElement>) {
    while true {
      guard let slot = unsafe output.reserve() else { continue }
      unsafe slot.pointee = element
      output.commit()
      return
    }
  }

  @inline(__always)
  private static func take(_ element: inout WideElement, from input: inout RingConsumer<WideElement>) {
    while true {
      guard let slot = unsafe input.front() else { continue }
      unsafe element = slot.pointee
      input.advance()
      return
    }
  }

  private static func pairsOfWords(count: Int) -> UInt64 {
    let ring = Ring<UInt64>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var sum: UInt64 = 0
    for index in 0..<count {
      _ = producer.push(UInt64(truncatingIfNeeded: index))
      if let element = consumer.pop() { sum &+= element }
    }
    return sum
  }

  private static func pairsOfValues(count: Int) -> UInt64 {
    let ring = Ring<WideElement>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let (given, taken) = unsafe elements()
    var sum: UInt64 = 0
    for index in 0..<count {
      unsafe given.pointee.words[0] = UInt64(truncatingIfNeeded: index)
      _ = unsafe producer.push(given.pointee)
      if let element = consumer.pop() { unsafe taken.pointee = element }
      unsafe sum &+= taken.pointee.words[0]
    }
    return sum
  }

  private static func pairsOfCopies(count: Int) -> UInt64 {
    let ring = Ring<WideElement>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let (given, taken) = unsafe elements()
    var sum: UInt64 = 0
    for index in 0..<count {
      unsafe given.pointee.words[0] = UInt64(truncatingIfNeeded: index)
      if let slot = unsafe producer.reserve() {
        unsafe slot.pointee = given.pointee
        producer.commit()
      }
      if let slot = unsafe consumer.front() {
        unsafe taken.pointee = slot.pointee
        consumer.advance()
      }
      unsafe sum &+= taken.pointee.words[0]
    }
    return sum
  }

  private static func pairsInPlace(count: Int) -> UInt64 {
    let ring = Ring<WideElement>(minimumCapacity: 1024)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var sum: UInt64 = 0
    for index in 0..<count {
      if let slot = unsafe producer.reserve() {
        unsafe slot.pointee.words[0] = UInt64(truncatingIfNeeded: index)
        producer.commit()
      }
      if let slot = unsafe consumer.front() {
        unsafe sum &+= slot.pointee.words[0]
        consumer.advance()
      }
    }
    return sum
  }

  /// Two elements on the heap, so that copies to and from them are made.
  private static func elements() -> (UnsafeMutablePointer<WideElement>, UnsafeMutablePointer<WideElement>) {
    let given = UnsafeMutablePointer<WideElement>.allocate(capacity: 1)
    let taken = UnsafeMutablePointer<WideElement>.allocate(capacity: 1)
    unsafe given.initialize(to: WideElement())
    unsafe taken.initialize(to: WideElement())
    return unsafe (given, taken)
  }
}
