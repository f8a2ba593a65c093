internal import ExocapCore
internal import LinuxIO
internal import Synchronization

/// What the black box held when it was handed over.
struct BlackBoxSnapshot: Sendable {
  let reason: BlackBoxReason
  /// Counts them, from 1, in one life of the daemon.
  var number = 0
  let blocks: [BlackBoxBlock]
}

/// A dump that was written, or could not be.
struct BlackBoxDumped: Sendable {
  let reason: BlackBoxReason
  let number: Int
  let result: Result<FinishedRecording, RecordingProblem>
}

/// Where the drain hands over what the black box held, its thread takes it and says what came of it, and the control plane asks.
final class BlackBoxShelf: Sendable {
  /// What the control plane sees.
  struct Figures: Sendable {
    /// How much of the past is in memory.
    var held = Interval.zero
    /// [B] In memory.
    var bytes = 0
    /// The number of the newest snapshot.
    var snapshots = 0
    /// Snapshots that a newer one replaced before they were written.
    var replaced = 0
    var last: BlackBoxDumped?
  }

  private struct State {
    var waiting: BlackBoxSnapshot?
    var untold: [BlackBoxDumped] = []
    var figures = Figures()
  }

  private let state = Mutex(State())
  private let wakeUp: EventDescriptor

  init() throws(IOError) { wakeUp = try EventDescriptor() }

  /// Hands over a snapshot; one that still waits gives way to it, which holds most of the same. Drain thread.
  func put(_ snapshot: BlackBoxSnapshot) {
    var snapshot = snapshot
    state.withLock { state in
      state.figures.snapshots += 1
      snapshot.number = state.figures.snapshots
      if state.waiting != nil { state.figures.replaced += 1 }
      state.waiting = snapshot
    }
    wakeUp.ring()
  }

  /// Says what is in memory. Drain thread.
  func tell(held: Interval, bytes: Int) {
    state.withLock { state in
      state.figures.held = held
      state.figures.bytes = bytes
    }
  }

  /// What shall be written; nil where nothing. Dump thread.
  func take() -> BlackBoxSnapshot? {
    state.withLock { state in
      defer { state.waiting = nil }
      return state.waiting
    }
  }

  /// Says what came of a snapshot. Dump thread.
  func tell(_ dumped: BlackBoxDumped) {
    state.withLock { state in
      state.figures.last = dumped
      state.untold.append(dumped)
    }
  }

  /// What was written since the last call. Control thread.
  func takeDumped() -> [BlackBoxDumped] {
    state.withLock { state in
      defer { state.untold = [] }
      return state.untold
    }
  }

  var figures: Figures { state.withLock { $0.figures } }

  /// Waits for a snapshot, or until `deadline`. Dump thread.
  func wait(until deadline: Timestamp) {
    _ = wakeUp.pollDescriptor.wait(for: .readable, until: deadline)
    _ = wakeUp.takeRings()
  }

  /// Wakes the dump thread, as to let it end.
  func wake() { wakeUp.ring() }
}
