import ExocapCore
import Testing

@Suite struct RecordConsumerTests {
  @Test func anEmptyRingGivesNothing() {
    let ring = RecordRing(minimumBytes: 4096)
    var consumer = ring.makeConsumer()
    let record = consumer.take()
    #expect(record == nil)
  }

  @Test func theFrontStaysUntilItIsGivenBack() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for number in [3, 4] { _ = producer.send(number: UInt64(number), length: 8) }
    let first = unsafe consumer.front()?.bytes.load(as: UInt64.self)
    let again = unsafe consumer.front()?.bytes.load(as: UInt64.self)
    consumer.advance()
    let second = unsafe consumer.front()?.bytes.load(as: UInt64.self)
    #expect([first, again, second] == [3, 3, 4])
  }

  /// The filler before the end of the memory is skipped, also when the front is asked for twice.
  @Test func theFillerIsNeverSeen() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for number in 0..<200 {
      let isSent = producer.send(number: UInt64(number), length: 1000)
      let kind = consumer.front()?.kind
      let again = consumer.front()?.kind
      let record = consumer.take()
      #expect(isSent)
      #expect(kind == UInt16(number) && again == kind)
      #expect(record == ReceivedRecord(number: UInt64(number), length: 1000, lostBefore: 0))
    }
  }

  @Test func lossStandsBeforeTheRecordThatCameAfterIt() {
    let ring = RecordRing(minimumBytes: 4096)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for number in 0..<36 { _ = producer.send(number: UInt64(number), length: 112) }
    var lostBefore: [UInt32] = []
    for _ in 0..<32 { lostBefore.append(consumer.take()?.lostBefore ?? 99) }
    _ = producer.send(number: 36, length: 112)
    _ = producer.send(number: 37, length: 112)
    lostBefore.append(consumer.take()?.lostBefore ?? 99)
    lostBefore.append(consumer.take()?.lostBefore ?? 99)
    #expect(lostBefore == Array(repeating: 0, count: 32) + [4, 0])
    #expect(consumer.lost == 4)
  }

  @Test func givingBackWhatWasNotGivenTraps() async {
    await #expect(processExitsWith: .failure) {
      let ring = RecordRing(minimumBytes: 4096)
      var consumer = ring.makeConsumer()
      consumer.advance()
    }
  }
}
