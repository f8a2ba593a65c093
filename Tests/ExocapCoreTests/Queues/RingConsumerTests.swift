import ExocapCore
import Testing

@Suite struct RingConsumerTests {
  @Test func anEmptyRingGivesNothing() {
    let ring = Ring<Int>(minimumCapacity: 2)
    var consumer = ring.makeConsumer()
    let value = consumer.pop()
    let slot = unsafe consumer.front()
    let count = consumer.available()
    #expect(value == nil)
    #expect(unsafe slot == nil)
    #expect(count == 0)
  }

  @Test func theFrontStaysUntilItIsGivenBack() {
    let ring = Ring<Int>(minimumCapacity: 4)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for value in [5, 6] { _ = producer.push(value) }
    let first = unsafe consumer.front()?.pointee
    let again = unsafe consumer.front()?.pointee
    consumer.advance()
    let second = unsafe consumer.front()?.pointee
    consumer.advance()
    let none = unsafe consumer.front()
    #expect([first, again, second] == [5, 5, 6])
    #expect(unsafe none == nil)
  }

  /// The slot of `front` is not written again before `advance`.
  @Test func theFrontIsNotOverwrittenByAFullRing() {
    let ring = Ring<Int>(minimumCapacity: 2)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for value in [1, 2] { _ = producer.push(value) }
    let slot = unsafe consumer.front()
    let isRefused = !producer.push(3)
    let value = unsafe slot?.pointee
    #expect(isRefused)
    #expect(value == 1)
  }

  @Test func availableCountsWhatIsThereNow() {
    let ring = Ring<Int>(minimumCapacity: 8)
    var producer = ring.makeProducer()
    var consumer = ring.makeConsumer()
    for value in 0..<5 { _ = producer.push(value) }
    let five = consumer.available()
    _ = consumer.pop()
    let four = consumer.available()
    #expect(five == 5)
    #expect(four == 4)
  }
}
