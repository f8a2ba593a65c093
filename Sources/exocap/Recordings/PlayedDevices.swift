internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO
internal import Synchronization

/// What is played of a recording, and how.
struct PlayOptions {
  /// Roles; empty: every worn device.
  var roles: [String] = []
  var from = Interval.zero
  var to = Interval.distant
  var speed = 1.0
  /// Begins again at the end.
  var loops = false
  /// Where links to the ttys are made, by role; nil: none.
  var links: String?
}

/// The worn devices of a recording, each behind a pseudo-terminal of its own. The time of the recording begins once every tty is open.
final class PlayedDevices {
  private let terminals: [PlayedTerminal]
  private let clock: PlayClock
  private var threads: [ThreadJoin] = []

  /// Opens the terminals.
  init(_ recording: Recording, rig: Rig, options: PlayOptions) throws {
    let chosen = try PlayedDevices.devices(of: rig, roles: options.roles)
    let clock = PlayClock(count: chosen.count)
    self.clock = clock
    if let links = options.links {
      do throws(IOError) { try Files.makeFolders(links) } catch { throw ToolFailure(error) }
    }
    terminals = try chosen.enumerated().map { place, device in
      try PlayedTerminal(recording, rig: rig, device: device, place: place, options: options, clock: clock)
    }
  }

  private static func devices(of rig: Rig, roles: [String]) throws -> [DeviceID] {
    let known = rig.devices.map(\.role)
    for role in roles where !known.contains(role) {
      throw ToolFailure(.usage, "the recording has no device '\(role)'", advice: Suggestion.notes(for: role, among: known))
    }
    let chosen = rig.devices.indices.filter { roles.isEmpty || roles.contains(rig.devices[$0].role) }
    guard !chosen.isEmpty else { throw ToolFailure(.badFile, "the recording's rig has no worn device") }
    return chosen.map { DeviceID($0) }
  }

  /// Role and tty of each device.
  var places: [(role: String, path: String)] { terminals.map { ($0.role, $0.link ?? $0.path) } }

  /// Starts the devices' threads.
  func start() throws {
    for terminal in terminals {
      // Before a daemon's own threads: a device does not wait for its reader.
      let settings = ThreadSettings(name: "play-\(terminal.role)", policy: .fifo(priority: 70), stackSize: 1 << 20)
      let handover = TerminalHandover(terminal)
      do throws(IOError) {
        threads.append(ThreadJoin(try RealtimeThread(settings) { handover.run() }))
      } catch {
        end()
        throw ToolFailure(error)
      }
    }
  }

  /// Whether every tty was opened, and the time of the recording runs.
  var hasBegun: Bool { clock.start != .never }
  /// Whether all of it was played.
  var isOver: Bool { clock.isOver }
  /// By device: pieces that were sent, and answers that nobody asked for in time.
  var counts: [(role: String, sent: Int, skipped: Int)] { zip(terminals, clock.counts).map { ($0.role, $1.sent, $1.skipped) } }

  /// Ends the threads; the ttys and links go with them.
  func end() {
    clock.stop()
    for thread in threads { thread.join() }
    threads = []
  }
}

/// What the devices' threads and the tool's own share.
final class PlayClock: Sendable {
  private struct State {
    var isOpen: [Bool]
    var hasEnded: [Bool]
    var counts: [(sent: Int, skipped: Int)]
    var start = Timestamp.never
    var shouldStop = false
    var round = 0
  }

  private let state: Mutex<State>

  init(count: Int) {
    state = Mutex(
      State(
        isOpen: Array(repeating: false, count: count), hasEnded: Array(repeating: false, count: count),
        counts: Array(repeating: (0, 0), count: count)))
  }

  var start: Timestamp { state.withLock { $0.start } }
  var isOver: Bool { state.withLock { state in state.hasEnded.allSatisfy { $0 } } }
  var counts: [(sent: Int, skipped: Int)] { state.withLock { $0.counts } }
  var shouldStop: Bool { state.withLock { $0.shouldStop } }
  func stop() { state.withLock { $0.shouldStop = true } }

  /// Somebody has opened the tty at `place`; the time begins with the last one. When it began, or will; `.never`: not yet.
  func noteOpen(_ place: Int, now: Timestamp) -> Timestamp {
    state.withLock { state in
      state.isOpen[place] = true
      // A moment of peace, so that every reader has set up what it opened.
      if state.start == .never, state.isOpen.allSatisfy({ $0 }) { state.start = now + .milliseconds(100) }
      return state.start
    }
  }

  func note(_ place: Int, sent: Int, skipped: Int) { state.withLock { $0.counts[place] = (sent, skipped) } }

  /// The device at `place` has no more of round `round`. With `loops` the next round begins once all have ended; when, or `.never`.
  func noteEnd(_ place: Int, round: Int, loops: Bool, now: Timestamp) -> Timestamp {
    state.withLock { state in
      guard state.round == round else { return state.start }
      state.hasEnded[place] = true
      guard loops, state.hasEnded.allSatisfy({ $0 }) else { return .never }
      state.round += 1
      state.hasEnded = state.hasEnded.map { _ in false }
      state.start = now
      return now
    }
  }
}

/// Hands a terminal to its thread.
private final class TerminalHandover: @unchecked Sendable {
  // SAFETY: set before its thread is started and used by that thread alone from then on; others read what never changes.
  private let terminal: PlayedTerminal
  init(_ terminal: PlayedTerminal) { self.terminal = terminal }
  func run() { terminal.run() }
}
