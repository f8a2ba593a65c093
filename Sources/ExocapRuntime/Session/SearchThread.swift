internal import ExocapCore
internal import LinuxIO

/// Answers one robot's branch searches beside the real-time threads: an answer is wanted 20 ticks after its request.
struct SearchThread: ~Copyable {
  private var searcher: BranchSearcher
  private let signals: ThreadSignals

  /// An eighth of the time that an answer has at 500 Hz.
  private static var pause: Interval { .milliseconds(5) }

  init(searcher: consuming BranchSearcher, signals: ThreadSignals) {
    self.searcher = searcher
    self.signals = signals
  }

  /// Answers until it is told to stop.
  mutating func run() {
    while !signals.shouldStop {
      searcher.answerAll()
      MonotonicClock.sleep(until: MonotonicClock.now() + SearchThread.pause)
    }
  }
}
