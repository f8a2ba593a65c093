import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Synchronization
import Testing

@Suite struct RecordRingTests {
  @Test(arguments: [(4096, 4096), (4097, 8192), (100_000, 131_072)])
  func capacityIsThePowerOfTwoThatHoldsTheMinimum(minimum: Int, expected: Int) {
    #expect(RecordRing(minimumBytes: minimum).capacity == expected)
  }

  @Test func aSecondProducerTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = RecordRing(minimumBytes: 4096)
      _ = ring.makeProducer()
      _ = ring.makeProducer()
    }
  }

  @Test func aSecondConsumerTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = RecordRing(minimumBytes: 4096)
      _ = ring.makeConsumer()
      _ = ring.makeConsumer()
    }
  }

  /// A record of every length from 0 to the longest goes through, at offsets that cover every remainder of the memory.
  @Test func everyLengthPassesAtEveryRemainder() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var faults = 0
    for length in 0...ring.longestRecord {
      for number in [UInt64(length), UInt64(length) &+ 7] {
        let isSent = producer.send(number: number, length: length)
        let record = consumer.take()
        if !isSent || record != ReceivedRecord(number: length < 8 ? 0 : number, length: length, lostBefore: 0) { faults += 1 }
      }
    }
    #expect(faults == 0)
    #expect(producer.lost == 0)
  }

  /// Random lengths into a small ring that is read in bursts: what is not received is told by the record that follows.
  @Test func lossIsToldByTheRecordThatFollowsIt() {
    var random = SeededGenerator.printed()
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var sent: UInt64 = 0
    var next: UInt64 = 0
    var faults = 0
    for _ in 0..<2_000 {
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        _ = producer.send(number: sent, length: Int.random(in: 8...600, using: &random))
        sent += 1
      }
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        guard let record = consumer.take() else { break }
        next += UInt64(record.lostBefore)
        if !record.isWhole || record.number != next { faults += 1 }
        next += 1
      }
    }
    while let record = consumer.take() {
      next += UInt64(record.lostBefore)
      if !record.isWhole || record.number != next { faults += 1 }
      next += 1
    }
    let isTaken = producer.send(number: sent, length: 8)
    let last = consumer.take()
    #expect(isTaken)
    #expect(last?.number == sent)
    #expect(next + UInt64(last?.lostBefore ?? 0) == sent)
    #expect(faults == 0)
    #expect(producer.lost > 0)
    #expect(consumer.lost == producer.lost)
  }

  /// The same with two threads: Σ lostBefore + received = sent, and every record is whole.
  @Test func twoThreadsLoseNothingUncounted() {
    let seed = SeededGenerator.printed().seed
    let ring = RecordRing(minimumBytes: 4096)
    let sent: UInt64 = 60_000
    let produced = Atomic<Bool>(false)
    let accounted = Atomic<UInt64>(0)
    let lost = Atomic<UInt64>(0)
    let retries = Atomic<UInt64>(0)
    let faults = Atomic<Int>(0)
    TestThread.run(
      {
        var random = SeededGenerator(seed: seed)
        var producer = ring.makeProducer()
        for number in 0..<Int(sent) {
          let isSent = producer.send(number: UInt64(number), length: Int.random(in: 8...500, using: &random))
          if !isSent && number % 16 == 0 { TestThread.yield() }
        }
        // The last record is waited for, so that it tells every loss before it.
        let attempted = producer.lost
        while !producer.send(number: sent, length: 8) { TestThread.yield() }
        retries.store(producer.lost - attempted, ordering: .relaxed)
        lost.store(producer.lost, ordering: .relaxed)
        // SYNC: pairs with the acquiring load in the other thread; every record is before it.
        produced.store(true, ordering: .releasing)
      },
      and: {
        var consumer = ring.makeConsumer()
        var next: UInt64 = 0
        while true {
          // SYNC: pairs with the releasing store of the other thread; read before the ring is found empty.
          let isEnd = produced.load(ordering: .acquiring)
          guard let record = consumer.take() else {
            if isEnd { break }
            TestThread.yield()
            continue
          }
          next += UInt64(record.lostBefore)
          // The attempts to send the last record are lost ones too, with the last one's number.
          if !record.isWhole || (record.number != next && record.number != sent) { _ = faults.add(1, ordering: .relaxed) }
          next += 1
        }
        accounted.store(next, ordering: .relaxed)
      })
    #expect(faults.load(ordering: .relaxed) == 0)
    #expect(lost.load(ordering: .relaxed) > 0)
    #expect(accounted.load(ordering: .relaxed) == sent + 1 + retries.load(ordering: .relaxed))
  }

  @Test func allocatesNothing() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var received = 0
    _ = producer.send(number: 0, length: 8)
    _ = consumer.take()
    let before = exocap_allocation_count()
    exocap_realtime_enter()
    for index in 0..<1000 {
      if let memory = unsafe producer.reserve(200) {
        unsafe memory.storeBytes(of: UInt64(index), as: UInt64.self)
        producer.commit(200, kind: 1)
      }
      if index % 3 != 0, consumer.front() != nil {
        consumer.advance()
        received += 1
      }
    }
    exocap_realtime_exit()
    let allocations = exocap_allocation_count() - before
    #expect(allocations == 0)
    #expect(received > 0 && producer.lost > 0)
  }
}
