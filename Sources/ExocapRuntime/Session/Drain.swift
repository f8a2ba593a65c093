package import ExocapCore
internal import LinuxIO

/// The one consumer of every tap: every 5 ms it empties them into what records, counts and publishes. It never touches a file.
package final class Drain {
  /// What sees every record, in order within each tap. Called by the drain thread only; must not block.
  package typealias Sink = (TapSource, RecordConsumer.Record) -> Void

  private var taps: [Tap]
  private let signals: ThreadSignals
  private let sinks: [Sink]
  private let everyTurn: (Timestamp) -> Void
  /// How often the taps are emptied: they hold a second.
  static let interval = Interval.milliseconds(5)
  /// Records of one tap in one turn: a tap that fills faster waits for the next, so that none starves the others.
  private static let longestTurn = 4_096

  private final class Tap {
    let source: TapSource
    var consumer: RecordConsumer
    init(_ source: TapSource, _ ring: RecordRing) {
      self.source = source
      consumer = ring.makeConsumer()
    }
  }

  /// Takes the consuming end of each ring.
  init(
    rings: [(source: TapSource, ring: RecordRing)], signals: ThreadSignals, sinks: [Sink],
    everyTurn: @escaping (Timestamp) -> Void
  ) {
    taps = rings.map { Tap($0.source, $0.ring) }
    self.signals = signals
    self.sinks = sinks
    self.everyTurn = everyTurn
  }

  /// Turns until it is told to stop, then empties the taps once more.
  func run() {
    var next = MonotonicClock.now()
    while !signals.shouldStop {
      next = max(next + Drain.interval, MonotonicClock.now() - Drain.interval)
      MonotonicClock.sleep(until: next)
      signals.countTurn()
      turn()
    }
    turn()
  }

  /// Empties all taps once.
  func turn() {
    for tap in taps {
      for _ in 0..<Drain.longestTurn {
        guard let record = tap.consumer.front() else { break }
        for sink in sinks { sink(tap.source, record) }
        tap.consumer.advance()
      }
    }
    everyTurn(MonotonicClock.now())
  }

  /// Records that full taps did not take, by source.
  package var lost: [(source: TapSource, count: UInt64)] { taps.map { ($0.source, $0.consumer.lost) } }
}
