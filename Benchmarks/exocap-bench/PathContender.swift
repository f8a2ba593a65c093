internal import CTwin
internal import ExocapCore
internal import LinuxIO

/// When a command is sent.
enum PathMode: String, CaseIterable {
  /// The device's thread waits in ppoll, and sends for each line.
  case arrival = "on arrival"
  /// The device's thread queues samples; another sends at an absolute time each millisecond.
  case timer = "timer"
}

/// Who decodes, maps and sends.
enum PathContender: String, CaseIterable {
  case c = "C"
  case part = "exocap"

  /// Starts its threads on processor 0; they end when `wires` say so. `start`: the first tick of the timer mode.
  func run(_ mode: PathMode, _ wires: PathWires, start: Timestamp) throws(IOError) -> [ThreadHolder] {
    let acquire = ThreadSettings(name: "acquire", policy: .fifo(priority: 60), processor: 0)
    let control = ThreadSettings(name: "control", policy: .fifo(priority: 50), processor: 0)
    switch (self, mode) {
    case (.c, .arrival):
      let twin = PathTwin(wires)
      return [ThreadHolder(try RealtimeThread(acquire) { PathContender.cOnArrival(twin, wires) })]
    case (.c, .timer):
      let twin = PathTwin(wires)
      return [
        ThreadHolder(try RealtimeThread(acquire) { PathContender.cAcquire(twin, wires) }),
        ThreadHolder(try RealtimeThread(control) { PathContender.cControl(twin, wires, start) }),
      ]
    case (.part, .arrival):
      return [ThreadHolder(try RealtimeThread(acquire) { PathContender.partOnArrival(wires) })]
    case (.part, .timer):
      let queue = Ring<Sample>(minimumCapacity: 256)
      return [
        ThreadHolder(try RealtimeThread(acquire) { PathContender.partAcquire(wires, queue) }),
        ThreadHolder(try RealtimeThread(control) { PathContender.partControl(wires, queue, start) }),
      ]
    }
  }

  /// What a wait lasts where nothing comes, as in the product.
  private static var longestWait: Interval { .milliseconds(20) }

  private static func cOnArrival(_ twin: PathTwin, _ wires: PathWires) {
    while !wires.shouldStop { unsafe _ = ctwin_turn(twin.twin, (MonotonicClock.now() + longestWait).nanoseconds) }
  }

  private static func cAcquire(_ twin: PathTwin, _ wires: PathWires) {
    while !wires.shouldStop { unsafe ctwin_acquire(twin.twin, (MonotonicClock.now() + longestWait).nanoseconds) }
  }

  private static func cControl(_ twin: PathTwin, _ wires: PathWires, _ start: Timestamp) {
    var due = start
    while !wires.shouldStop {
      unsafe ctwin_control(twin.twin, due.nanoseconds)
      due = due + PathRig.period
    }
  }

  private static func partOnArrival(_ wires: PathWires) {
    var part = PathPart(port: wires.port)
    var memory = [UInt8](repeating: 0, count: 4096)
    while !wires.shouldStop { _ = part.turn(wires.port, wires.socket, &memory, until: MonotonicClock.now() + longestWait) }
  }

  private static func partAcquire(_ wires: PathWires, _ queue: Ring<Sample>) {
    var part = PathPart(port: wires.port)
    var memory = [UInt8](repeating: 0, count: 4096)
    var input = queue.makeProducer()
    while !wires.shouldStop { part.acquire(wires.port, &memory, into: &input, until: MonotonicClock.now() + longestWait) }
  }

  private static func partControl(_ wires: PathWires, _ queue: Ring<Sample>, _ start: Timestamp) {
    var part = PathPart(port: wires.port)
    var output = queue.makeConsumer()
    var due = start
    while !wires.shouldStop {
      part.control(&output, wires.socket, due: due)
      due = due + PathRig.period
    }
  }
}

/// Holds a thread until it is joined.
final class ThreadHolder {
  private var thread: RealtimeThread?
  init(_ thread: consuming RealtimeThread) { self.thread = consume thread }

  func join() {
    guard let thread = thread.take() else { return }
    thread.join()
  }
}
