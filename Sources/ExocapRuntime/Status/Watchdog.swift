package import ExocapCore
package import LinuxIO
internal import Synchronization

/// How a thread is doing, as the watchdog sees it.
package struct ThreadHealth: Sendable, Equatable {
  package var name: String
  package var turns: UInt64
  /// Since its last turn was seen.
  package var lateness: Interval
  package var bound: Interval
  package var isStalled: Bool
}

/// Decides who turns: each thread within its own bound. Pure; time is an argument.
struct PulseWatch {
  private struct Entry {
    var pulse: ThreadPulse
    var turns: UInt64
    var seen: Timestamp
  }

  private var entries: [Entry]

  init(_ pulses: [ThreadPulse], now: Timestamp) {
    entries = pulses.map { Entry(pulse: $0, turns: $0.turns, seen: now) }
  }

  /// Looks at every thread.
  mutating func look(now: Timestamp) -> [ThreadHealth] {
    for index in entries.indices {
      let turns = entries[index].pulse.turns
      // A thread that was told to end owes nothing.
      guard turns != entries[index].turns || entries[index].pulse.isEnding else { continue }
      entries[index].turns = turns
      entries[index].seen = now
    }
    return entries.map { entry in
      let lateness = now - entry.seen
      return ThreadHealth(
        name: entry.pulse.name, turns: entry.turns, lateness: lateness, bound: entry.pulse.bound, isStalled: lateness > entry.pulse.bound)
    }
  }
}

/// The watchdog's thread: feeds systemd while every thread turns, and tells who does not. The only one that speaks to systemd.
package final class Watchdog: Sendable {
  private struct State {
    var health: [ThreadHealth] = []
    var status: String?
    var isReady = false
    var isStopping = false
  }

  private let state = Mutex(State())
  private let signals = ThreadSignals()
  private let wake: EventDescriptor
  private let events: EventQueue

  /// How often it looks where systemd does not want it oftener.
  static var period: Interval { .milliseconds(100) }

  package init(events: EventQueue) throws(IOError) {
    self.events = events
    wake = try EventDescriptor()
  }

  /// What it saw last.
  package var health: [ThreadHealth] { state.withLock { $0.health } }

  /// Tells systemd what we do; where it is the first time, that we are ready.
  package func tell(_ text: String) {
    state.withLock { $0.status = text }
    wake.ring()
  }

  /// Tells systemd that we are on our way out.
  package func tellStopping() {
    state.withLock { $0.isStopping = true }
    wake.ring()
  }

  /// Ends its thread.
  func stop() {
    signals.stop()
    wake.ring()
  }

  /// Turns until it is told to stop.
  func run(_ notifier: consuming ServiceNotifier, pulses: [ThreadPulse]) {
    var watch = PulseWatch(pulses, now: MonotonicClock.now())
    var stalled: Set<String> = []
    // A third of the limit, as sd_watchdog_enabled(3) advises half or less.
    let period = min(Watchdog.period, notifier.watchdogLimit.map { $0 / 3 } ?? Watchdog.period)
    var due = MonotonicClock.now()
    while !signals.shouldStop {
      _ = wake.pollDescriptor.wait(for: .readable, until: due)
      _ = wake.takeRings()
      speak(notifier)
      let now = MonotonicClock.now()
      guard now >= due else { continue }
      due = now + period
      let health = watch.look(now: now)
      state.withLock { $0.health = health }
      tellChanges(health, &stalled, at: now)
      if stalled.isEmpty && notifier.watchdogLimit != nil { notifier.feedWatchdog() }
    }
    speak(notifier)
  }

  private func speak(_ notifier: borrowing ServiceNotifier) {
    let (status, isFirst, isStopping) = state.withLock { state in
      let told = (state.status, !state.isReady, state.isStopping)
      if state.status != nil { state.isReady = true }
      state.status = nil
      state.isStopping = false
      return told
    }
    if let status { if isFirst { notifier.ready(status: status) } else { notifier.status(status) } }
    if isStopping { notifier.stopping() }
  }

  private func tellChanges(_ health: [ThreadHealth], _ stalled: inout Set<String>, at now: Timestamp) {
    for thread in health {
      if thread.isStalled && stalled.insert(thread.name).inserted {
        let bound = thread.bound.nanoseconds / 1_000_000
        events.put(DaemonEvent("stalled", .error, source: thread.name, "this thread has not turned for \(bound) ms", at: now))
      } else if !thread.isStalled && stalled.remove(thread.name) != nil {
        events.put(DaemonEvent("turning", .information, source: thread.name, "this thread turns again", at: now))
      }
    }
  }
}
