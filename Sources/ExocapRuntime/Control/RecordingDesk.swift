internal import ExocapCore
internal import LinuxIO
internal import Synchronization

/// Where the control plane and the drain thread meet about recordings: orders one way, what became of them the other.
final class RecordingDesk: Sendable {
  /// What the control plane wants of the recorder.
  enum Order: Sendable {
    case begin(EpisodePlan, WallClockReading)
    case end
    /// For the recording and for telemetry.
    case note(DaemonEvent)
    /// What the black box holds shall be written down.
    case snapshot
  }

  /// What the drain thread says.
  struct Report: Sendable {
    var state = EpisodeRecorder.State.idle
    /// The last episode that ended.
    var finished: EpisodeSummary?
  }

  private struct State {
    var orders: [Order] = []
    var report = Report()
  }

  private let state = Mutex(State())
  /// The drain takes them two hundred times a second.
  private static let capacity = 256

  /// Orders something; false where the drain does not take any.
  @discardableResult
  func put(_ order: Order) -> Bool {
    state.withLock { state in
      guard state.orders.count < RecordingDesk.capacity else { return false }
      state.orders.append(order)
      // So that nobody orders a second one before the drain has seen the first.
      if case .begin = order { state.report.state = .starting }
      return true
    }
  }

  var report: Report { state.withLock { $0.report } }

  /// Takes all orders. Drain thread.
  func takeOrders() -> [Order] {
    state.withLock { state in
      defer { state.orders.removeAll(keepingCapacity: true) }
      return state.orders
    }
  }

  /// Says how the recorder is doing, and what ended. Drain thread.
  func tell(_ recorder: EpisodeRecorder.State, finished: EpisodeSummary?) {
    state.withLock { state in
      let isOrdered = state.orders.contains { if case .begin = $0 { true } else { false } }
      if !isOrdered { state.report.state = recorder }
      if let finished { state.report.finished = finished }
    }
  }
}
