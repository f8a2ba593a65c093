import ExocapCore
@testable import ExocapRuntime
import LinuxIO
import Testing

@Suite struct WatchdogTests {
  static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  @Test func aThreadIsStalledAfterItsOwnBound() {
    let fast = ThreadSignals()
    let slow = ThreadSignals()
    let pulses = [ThreadPulse("fast", bound: .seconds(1), fast), ThreadPulse("slow", bound: .seconds(30), slow)]
    var watch = PulseWatch(pulses, now: Self.time(0))
    fast.countTurn()
    #expect(watch.look(now: Self.time(900)).map(\.isStalled) == [false, false])
    #expect(watch.look(now: Self.time(1_900)).map(\.isStalled) == [false, false])
    let late = watch.look(now: Self.time(1_901))
    #expect(late.map(\.isStalled) == [true, false])
    #expect(late[0] == ThreadHealth(name: "fast", turns: 1, lateness: .milliseconds(1_001), bound: .seconds(1), isStalled: true))
    fast.countTurn()
    #expect(watch.look(now: Self.time(2_000)).map(\.isStalled) == [false, false])
    #expect(watch.look(now: Self.time(31_000)).map(\.isStalled) == [true, true])
  }

  @Test func aThreadThatWasToldToEndOwesNothing() {
    let signals = ThreadSignals()
    var watch = PulseWatch([ThreadPulse("t", bound: .seconds(1), signals)], now: Self.time(0))
    signals.stop()
    #expect(watch.look(now: Self.time(60_000)).map(\.isStalled) == [false])
  }

  @Test func feedsWhileAllTurnAndNamesWhoDoesNot() throws {
    let place = "@exocap-watchdog-\(UInt64.random(in: 0 ... .max))"
    let supervisor = try UnixDatagrams(at: place)
    let events = EventQueue()
    let watchdog = try Watchdog(events: events)
    let signals = ThreadSignals()
    let notifier = try ServiceNotifier(socket: place, watchdogMicroseconds: "300000")
    let thread = try Self.start(watchdog, notifier, [ThreadPulse("loop", bound: .milliseconds(200), signals)])
    watchdog.tell("up")
    var heard: [String] = []
    func hears(_ text: String) -> Bool {
      while let next = supervisor.next() { heard.append(next) }
      return heard.contains(text)
    }
    #expect(eventually {
      signals.countTurn()
      return hears("READY=1\nSTATUS=up") && hears("WATCHDOG=1")
    })
    watchdog.tell("down")
    #expect(eventually {
      signals.countTurn()
      return hears("STATUS=down")
    })
    // Nothing turns any more.
    var told: [DaemonEvent] = []
    #expect(eventually { told += events.takeAll().events; return told.contains { $0.kind == "stalled" && $0.source == "loop" } })
    _ = hears("")
    heard = []
    let fedUntil = MonotonicClock.now() + .milliseconds(400)
    while MonotonicClock.now() < fedUntil { _ = hears("") }
    #expect(!heard.contains("WATCHDOG=1"))
    #expect(eventually {
      signals.countTurn()
      told += events.takeAll().events
      return told.contains { $0.kind == "turning" && $0.source == "loop" } && hears("WATCHDOG=1")
    })
    watchdog.tellStopping()
    #expect(eventually { hears("STOPPING=1") })
    watchdog.stop()
    thread.join()
  }

  /// Runs the watchdog on a thread of its own.
  static func start(_ watchdog: Watchdog, _ notifier: consuming ServiceNotifier, _ pulses: [ThreadPulse]) throws -> ThreadBox {
    let start = Handover(NotifierPlace(notifier))
    return ThreadBox(
      try RealtimeThread(ThreadSettings(name: "watchdog", policy: .normal, stackSize: 1 << 20)) {
        guard let notifier = start.take().take() else { return }
        watchdog.run(notifier, pulses: pulses)
      })
  }

  private final class NotifierPlace {
    private var notifier: ServiceNotifier?
    init(_ notifier: consuming ServiceNotifier) { self.notifier = consume notifier }
    func take() -> ServiceNotifier? { notifier.take() }
  }
}
