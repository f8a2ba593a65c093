internal import ExocapCore
internal import LinuxIO

/// The thread that writes what the black box held. Nothing here is real-time.
final class BlackBoxThread {
  private let shelf: BlackBoxShelf
  private let dump: BlackBoxDump
  private let signals = ThreadSignals()
  private var thread: ThreadBox?

  /// How long it waits for a snapshot before it turns again.
  private static var longestWait: Interval { .milliseconds(500) }
  /// Dumps of one life of the daemon that are kept: the oldest goes for a newer one.
  private static var kept: Int { 20 }

  init(_ dump: BlackBoxDump, shelf: BlackBoxShelf) {
    self.dump = dump
    self.shelf = shelf
  }

  var pulse: ThreadPulse { ThreadPulse("black-box", bound: ThreadPulse.diskBound, signals) }

  func start() throws(IOError) {
    let (dump, shelf, signals) = (dump, shelf, signals)
    thread = ThreadBox(
      try RealtimeThread(ThreadSettings(name: "black-box", policy: .normal, stackSize: 1 << 20)) {
        var written: [String] = []
        while true {
          let isLast = signals.shouldStop
          signals.countTurn()
          while let snapshot = shelf.take() {
            let result = dump.write(snapshot)
            if case .success(let file) = result { BlackBoxThread.keep(file.path, in: &written) }
            shelf.tell(BlackBoxDumped(reason: snapshot.reason, number: snapshot.number, result: result))
          }
          if isLast { return }
          shelf.wait(until: MonotonicClock.now() + BlackBoxThread.longestWait)
        }
      })
  }

  private static func keep(_ path: String, in written: inout [String]) {
    written.append(path)
    // One that somebody has moved away is not there any more, which is as good.
    if written.count > BlackBoxThread.kept { try? Files.remove(written.removeFirst()) }
  }

  /// Ends it, after what waits was written.
  func stop() {
    signals.stop()
    shelf.wake()
    thread?.join()
  }
}
