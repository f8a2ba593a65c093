import ExocapCore
import ExocapSimulation
import Testing

struct EventQueueTests {
  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  @Test func givesEventsInOrderOfTimeThenOfScheduling() {
    var queue = EventQueue<String>()
    #expect(queue.nextTime == nil)
    queue.schedule("c", at: at(3))
    queue.schedule("a", at: at(1))
    queue.schedule("b1", at: at(2))
    queue.schedule("b2", at: at(2))
    #expect(queue.nextTime == at(1))
    var order: [String] = []
    while let (time, event) = queue.next() {
      order.append(event)
      #expect(queue.now == time)
      if event == "a" { queue.schedule("b3", at: at(2)) }
    }
    #expect(order == ["a", "b1", "b2", "b3", "c"])
    #expect(queue.count == 0)
  }

  @Test func keepsWhatIsDueLater() {
    var queue = EventQueue<Int>()
    queue.schedule(1, at: at(10))
    #expect(queue.next(until: at(9)) == nil)
    #expect(queue.count == 1)
    #expect(queue.next(until: at(10))?.event == 1)
    #expect(queue.next() == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func agreesWithAStableSort(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var queue = EventQueue<Int>()
    var times: [Timestamp] = []
    for index in 0..<2000 {
      let time = at(Int64(random.below(50)))
      times.append(time)
      queue.schedule(index, at: time)
    }
    let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var order: [Int] = []
    while let (time, event) = queue.next() {
      #expect(time == times[event])
      order.append(event)
    }
    #expect(order == expected, "seed \(seed)")
  }
}
