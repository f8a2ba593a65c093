// VirtualTime/ orders what happens in a simulated world. It knows no device, link or robot.

package import ExocapCore

/// What is to happen, earliest first; events of the same time come out in the order in which they went in.
///
/// A binary heap over (time, order of scheduling). An event is not taken back: its owner ignores it when it comes.
package struct EventQueue<Event: Sendable>: Sendable {
  private struct Entry: Sendable {
    var time: Timestamp
    var order: UInt64
    var event: Event

    func precedes(_ other: Entry) -> Bool { time < other.time || (time == other.time && order < other.order) }
  }

  /// The most events that may wait: a world that schedules without end is a bug of ours.
  package static var capacity: Int { 1 << 20 }

  private var heap: [Entry] = []
  private var scheduled: UInt64 = 0
  /// The time of the last event taken out; `.never` before the first.
  package private(set) var now: Timestamp = .never

  package init() {}

  /// How many events wait.
  package var count: Int { heap.count }

  /// When the next event is due; nil where none waits.
  package var nextTime: Timestamp? { heap.first?.time }

  /// Adds an event.
  ///
  /// In the past, or in a full queue, it is a bug of ours and traps.
  package mutating func schedule(_ event: Event, at time: Timestamp) {
    precondition(time >= now, "nothing happens before now")
    precondition(heap.count < EventQueue.capacity, "the world schedules without end")
    heap.append(Entry(time: time, order: scheduled, event: event))
    scheduled += 1
    siftUp(from: heap.count - 1)
  }

  /// Takes the next event out, if it is due by `end`, and makes its time `now`.
  package mutating func next(until end: Timestamp = .distantFuture) -> (time: Timestamp, event: Event)? {
    guard let first = heap.first, first.time <= end else { return nil }
    now = first.time
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown()
    }
    return (first.time, first.event)
  }

  private mutating func siftUp(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2) where child < heap.count && heap[child].precedes(heap[least]) {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
