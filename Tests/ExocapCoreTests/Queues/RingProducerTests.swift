import ExocapCore
import Testing

@Suite struct RingProducerTests {
  @Test func fillsInPlaceAndPublishesOnCommitOnly() {
    let ring = Ring<Int>(minimumCapacity: 2)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    let slot = unsafe producer.reserve()
    unsafe slot?.pointee = 42
    let early = consumer.pop()
    producer.commit()
    let late = consumer.pop()
    #expect(early == nil)
    #expect(late == 42)
  }

  @Test func aReservationWithoutRoomIsCountedAsLost() {
    let ring = Ring<Int>(minimumCapacity: 1)
    var producer = ring.makeProducer()
    let isTaken = producer.push(1)
    let slot = unsafe producer.reserve()
    #expect(isTaken)
    #expect(unsafe slot == nil)
    #expect(producer.lost == 1)
  }

  @Test func goesOnAfterALossWhenRoomIsMade() {
    let ring = Ring<Int>(minimumCapacity: 2)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    var taken: [Bool] = []
    for value in 1...3 { taken.append(producer.push(value)) }
    _ = consumer.pop()
    taken.append(producer.push(4))
    #expect(taken == [true, true, false, true])
    let rest = [consumer.pop(), consumer.pop(), consumer.pop()]
    #expect(rest == [2, 4, nil])
    #expect(producer.lost == 1)
  }

  @Test func theEndKeepsItsRingAlive() {
    var producer = Ring<Int>(minimumCapacity: 2).makeProducer()
    let isTaken = producer.push(7)
    #expect(isTaken)
  }
}
