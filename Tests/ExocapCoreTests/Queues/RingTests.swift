import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Synchronization
import Testing

/// 256 bytes whose words must all belong together.
struct WideElement: BitwiseCopyable, Sendable {
  var words: InlineArray<32, UInt64>
  init(_ number: UInt64) { words = InlineArray { number &* 31 &+ UInt64($0) } }
  var isWhole: Bool {
    for index in 1..<32 where words[index] &- words[0] != UInt64(index) { return false }
    return true
  }
}

@Suite struct RingTests {
  @Test(arguments: [(1, 1), (2, 2), (3, 4), (1000, 1024)])
  func capacityIsThePowerOfTwoThatHoldsTheMinimum(minimum: Int, expected: Int) {
    #expect(Ring<UInt64>(minimumCapacity: minimum).capacity == expected)
  }

  @Test func keepsOrderAndCountsLoss() {
    let ring = Ring<Int>(minimumCapacity: 4)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var taken: [Bool] = []
    for value in 1...6 { taken.append(producer.push(value)) }
    #expect(taken == [true, true, true, true, false, false])
    var received: [Int] = []
    while let value = consumer.pop() { received.append(value) }
    #expect(received == [1, 2, 3, 4])
    #expect(producer.lost == 2)
    #expect(consumer.lost == 2)
  }

  @Test func holdsAsManyAsItsCapacityAtEveryOffset() {
    let ring = Ring<Int>(minimumCapacity: 4)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var next = 0
    var expected = 0
    for count in [1, 4, 3, 4, 2, 4, 4, 1, 4] {
      for _ in 0..<count {
        let isTaken = producer.push(next)
        #expect(isTaken)
        next += 1
      }
      for _ in 0..<count {
        let value = consumer.pop()
        #expect(value == expected)
        expected += 1
      }
      let none = consumer.pop()
      #expect(none == nil)
    }
    #expect(producer.lost == 0)
  }

  @Test func aRingOfOneElementAlternates() {
    let ring = Ring<Int>(minimumCapacity: 1)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for value in 0..<10 {
      let isTaken = producer.push(value)
      let isRefused = !producer.push(-1)
      let received = consumer.pop()
      #expect(isTaken && isRefused)
      #expect(received == value)
    }
    #expect(producer.lost == 10)
  }

  @Test func aSecondProducerTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = Ring<Int>(minimumCapacity: 4)
      _ = ring.makeProducer()
      _ = ring.makeProducer()
    }
  }

  @Test func aSecondConsumerTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = Ring<Int>(minimumCapacity: 4)
      _ = ring.makeConsumer()
      _ = ring.makeConsumer()
    }
  }

  @Test func aRingWithoutRoomTraps() async {
    await #expect(processExitsWith: .failure) { _ = Ring<Int>(minimumCapacity: 0) }
  }

  /// Whatever the two threads do, each element arrives whole, once and in order, or is counted as lost.
  @Test(arguments: [1, 2, 64, 4096])
  func twoThreadsLoseNothingUncounted(capacity: Int) {
    let ring = Ring<WideElement>(minimumCapacity: capacity)
    let sent: UInt64 = 60_000
    let produced = Atomic<Bool>(false)
    let received = Atomic<UInt64>(0)
    let faults = Atomic<Int>(0)
    TestThread.run(
      {
        var producer = ring.makeProducer()
        for number in 0..<Int(sent) {
          if !producer.push(WideElement(UInt64(number))) { TestThread.yield() }
        }
        // SYNC: pairs with the acquiring load in the other thread; every push is before it.
        produced.store(true, ordering: .releasing)
      },
      and: {
        var consumer = ring.makeConsumer()
        var last: UInt64?
        while true {
          // SYNC: pairs with the releasing store of the other thread; read before the ring is found empty.
          let isEnd = produced.load(ordering: .acquiring)
          guard let element = consumer.pop() else {
            if isEnd { break }
            TestThread.yield()
            continue
          }
          if !element.isWhole || last.map({ element.words[0] <= $0 }) ?? false { _ = faults.add(1, ordering: .relaxed) }
          last = element.words[0]
          _ = received.add(1, ordering: .relaxed)
        }
        _ = received.add(consumer.lost, ordering: .relaxed)
      })
    #expect(faults.load(ordering: .relaxed) == 0)
    #expect(received.load(ordering: .relaxed) == sent)
  }

  @Test func allocatesNothing() {
    let ring = Ring<WideElement>(minimumCapacity: 8)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let element = WideElement(1)
    var popped = 0
    // The first round may make metadata.
    _ = producer.push(element)
    _ = consumer.pop()
    let before = exocap_allocation_count()
    exocap_realtime_enter()
    for index in 0..<1000 {
      _ = producer.push(element)
      if index % 3 != 0, consumer.pop() != nil { popped += 1 }
    }
    exocap_realtime_exit()
    let allocations = exocap_allocation_count() - before
    #expect(allocations == 0)
    #expect(popped > 0 && producer.lost > 0)
  }
}
