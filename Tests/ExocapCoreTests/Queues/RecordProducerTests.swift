import ExocapCore
import Testing

@Suite struct RecordProducerTests {
  @Test func aRecordMayBeShorterThanWhatWasReserved() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let memory = unsafe producer.reserve(500)
    unsafe memory?.storeBytes(of: 0x1122_3344, as: UInt32.self)
    producer.commit(4, kind: 9)
    let isNextSent = producer.send(number: 77, length: 40)
    let record = consumer.front()
    #expect(record?.kind == 9)
    #expect(unsafe record?.bytes.count == 4)
    #expect(unsafe record?.bytes.load(as: UInt32.self) == 0x1122_3344)
    consumer.advance()
    let next = consumer.take()
    #expect(isNextSent)
    #expect(next == ReceivedRecord(number: 77, length: 40, lostBefore: 0))
  }

  @Test func anUncommittedReservationIsReplacedByTheNext() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    _ = unsafe producer.reserve(100)
    let isSent = producer.send(number: 5, length: 16)
    let record = consumer.take()
    let none = consumer.take()
    #expect(isSent)
    #expect(record == ReceivedRecord(number: 5, length: 16, lostBefore: 0))
    #expect(none == nil)
  }

  /// 4096 bytes hold 32 records of 112 bytes with their headers of 16, and not one more.
  @Test func theMemoryIsFilledToItsEnd() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var sent = 0
    while producer.send(number: UInt64(sent), length: 112) { sent += 1 }
    #expect(sent == 32)
    #expect(producer.lost == 1)
  }

  @Test func aRecordOverHalfOfTheMemoryIsLostWhereverItStarts() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    #expect(ring.longestRecord == 2032)
    for _ in 0..<64 {
      let isLongTaken = producer.send(number: 1, length: ring.longestRecord + 1)
      let isLongestTaken = producer.send(number: 2, length: ring.longestRecord)
      _ = consumer.take()
      let isShortTaken = producer.send(number: 3, length: 40)
      _ = consumer.take()
      #expect(!isLongTaken && isLongestTaken && isShortTaken)
    }
    #expect(producer.lost == 64)
  }

  @Test func aCommitWithoutAReservationTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = RecordRing(minimumBytes: 4096)
      var producer = ring.makeProducer()
      _ = unsafe producer.reserve(8)
      producer.commit(8, kind: 1)
      producer.commit(8, kind: 1)
    }
  }

  @Test func aCommitOfMoreThanWasReservedTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = RecordRing(minimumBytes: 4096)
      var producer = ring.makeProducer()
      _ = unsafe producer.reserve(16)
      producer.commit(17, kind: 1)
    }
  }
}
