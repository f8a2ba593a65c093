package import ExocapCore
internal import LinuxIO
internal import Synchronization

/// Figures of every device and robot, made from what taps carry: the drain thread hands every record in, the control plane asks.
///
/// The lock is held for one record or one question; neither side does anything slow under it.
package final class StatusBoard: Sendable {
  struct State {
    var devices: [DeviceFigures]
    var robots: [RobotFigures]
    var now: Timestamp = .never

    /// Tells every device of a tick, and which sample of it the tick took last.
    mutating func note(_ tick: TickFields, of robot: RobotID) {
      let time = Timestamp(nanoseconds: tick.time)
      for index in devices.indices {
        devices[index].take(tick: time, of: robot, newest: tick.newestSample(of: DeviceID(index)))
      }
    }
  }

  /// What the board finds worth telling.
  package let events: EventQueue
  private let state: Mutex<State>
  /// Worn devices; the robots' links come after them.
  private let devices: Int

  /// A board for `rig`; what it finds goes to `events`.
  package init(_ rig: Rig, events: EventQueue) {
    self.events = events
    devices = rig.devices.count
    state = Mutex(
      State(
        devices: rig.sampleSources.enumerated().map {
          DeviceFigures(role: rig.role(of: DeviceID($0.offset)), profile: $0.element, robots: rig.robots.count)
        },
        robots: rig.robots.map { RobotFigures($0) }))
  }

  /// Takes one record. Drain thread.
  package func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    guard let kind = RecordKind(rawValue: record.kind) else { return }
    let fields = unsafe RecordFields(record.bytes)
    let lost = record.lostBefore
    let events = events
    state.withLock { state in
      switch source {
      case .device(let device):
        let index = Int(device.index)
        state.devices[index].take(kind, lostBefore: lost, fields, now: state.now, events: events)
        if kind == .sample, index >= devices, fields.byte(at: 2) == SampleKind.lease.rawValue {
          state.robots[index - devices].takeLease(SampleFields(fields), arrived: Timestamp(nanoseconds: fields.signed64(at: 32)))
        }
      case .robot(let robot):
        state.robots[Int(robot.index)].take(kind, lostBefore: lost, fields, now: state.now, events: events)
        if lost > 0 { for index in state.devices.indices { state.devices[index].forgetTicks(of: robot) } }
        if kind == .tick, let tick = TickFields(fields) { state.note(tick, of: robot) }
      }
    }
  }

  /// Looks at the time, after each round of the drain. Drain thread.
  package func turn(now: Timestamp) {
    let events = events
    state.withLock { state in
      state.now = now
      for index in state.devices.indices { state.devices[index].look(at: now, events) }
    }
  }

  /// Counts latencies anew.
  package func resetLatency() {
    state.withLock { state in
      for index in state.robots.indices { state.robots[index].latency.reset() }
    }
  }

  /// What the tap of a source of samples shows.
  package func tapped(_ device: DeviceID) -> (streams: [StreamFigures], lostRecords: UInt64) {
    state.withLock { ($0.devices[Int(device.index)].streams, $0.devices[Int(device.index)].lostRecords) }
  }

  /// Asks the figures.
  func read<Result>(_ body: (inout State) -> sending Result) -> sending Result { state.withLock { body(&$0) } }
}
