package import ExocapCore
package import LinuxIO
internal import Synchronization

/// What a device's thread says of itself ten times a second.
package struct DeviceStatus: BitwiseCopyable, Sendable {
  package var isOpen: Bool = false
  /// When the port was opened or lost last.
  package var since: Timestamp = .never
  package var lastArrival: Timestamp = .never
  /// Samples made since the daemon started, over all streams.
  package var samples: UInt64 = 0
  /// Samples that a full ring did not take.
  package var lostSamples: UInt64 = 0
  /// Tap records that a full ring did not take: gaps in the recording.
  package var lostRecords: UInt64 = 0
  /// How often the port was opened.
  package var openings: UInt32 = 0
  package var counters = DriverCounters()
  /// Reads in which bytes were skipped until a packet was found again.
  package var resyncs: UInt64 = 0
  /// What the last whole second brought; of zeros before there was one.
  package var lastSecond = DeviceSecond()
  /// How the device's clock stands to ours.
  package var clock = ClockState()
  /// What the nodes of a bus are like, and what each did, in the profile's order.
  package var bus = BusState()
  package var nodes: InlineArray<32, NodeCounters> = InlineArray(repeating: NodeCounters())
  /// Error frames of a CAN bus since it was opened.
  package var errorFrames: UInt64 = 0
  /// Who the device says it is; without parts where it does not tell.
  package var identity = DeviceIdentity()
  /// Whether it is another unit than its calibration's: none of its values is valid.
  package var isOtherUnit: Bool = false

  package init() {}

  /// What node `index` of a bus is like.
  package func state(ofNode index: Int) -> NodeState {
    let bit: UInt32 = 1 << UInt32(index)
    if !isOpen { return .closed }
    if bus.silent & bit != 0 { return .silent }
    if bus.refused & bit != 0 { return .refused }
    if bus.alerting & bit != 0 { return .alerting }
    return bus.notSetUp & bit != 0 ? .notSetUp : .ok
  }

  /// [-] 0 … 1, how busy a serial line of `baud` was in the last second; NaN where it is closed, and where `baud` is 0: there is none.
  package func occupancy(baud: Int) -> Double { isOpen ? lastSecond.occupancy(baud: baud) : .nan }
}

extension DeviceProfile {
  /// [bit/s] Of its serial line; 0 where it has none.
  package var serialBaud: Int { BusBudget.highestRate(wire, baud: line.baud) == nil ? 0 : line.baud }
}

/// What a servo, motor or slave of a bus is like: the worst of what is known. The numbers stand in recordings.
package enum NodeState: UInt8, Sendable, CaseIterable {
  case ok
  /// The bus's port is not open.
  case closed
  /// Has not answered for several turns.
  case silent
  /// Is another than the profile says.
  case refused
  /// Reported a fault in its last reply.
  case alerting
  /// Its registers are not known to be as the profile says.
  case notSetUp

  /// As status and recordings call it.
  package var name: String {
    switch self {
    case .ok: "ok"
    case .closed: "closed"
    case .silent: "silent"
    case .refused: "refused"
    case .alerting: "alerting"
    case .notSetUp: "not_set_up"
    }
  }
}

/// What one second brought on a device's line.
package struct DeviceSecond: BitwiseCopyable, Sendable, Equatable {
  /// How long it was; zero: there was none yet.
  package var length: Interval = .zero
  /// [B] What was read and written.
  package var bytesRead: UInt64 = 0
  package var bytesWritten: UInt64 = 0
  package var counters = DriverCounters()

  package init() {}

  /// [-] 0 … 1, the part of the time that a serial line of `baud` was busy: ten bits a byte. What nodes wait before they answer is not in it.
  package func occupancy(baud: Int) -> Double {
    guard length > .zero, baud > 0 else { return .nan }
    return Double(bytesRead &+ bytesWritten) * 10 / Double(baud) / length.seconds
  }
}

/// Counts what comes and goes on a device's line, and makes a `DeviceSecond` of each second.
struct SecondMeter {
  /// [B] Since the second began.
  var bytesRead: UInt64 = 0
  var bytesWritten: UInt64 = 0
  private var began = Timestamp.never
  private var counters = DriverCounters()

  /// The second that has ended by `now`; nil while it lasts.
  mutating func roll(_ newest: DriverCounters, at now: Timestamp) -> DeviceSecond? {
    guard began != .never else {
      (began, counters) = (now, newest)
      return nil
    }
    guard now - began >= .seconds(1) else { return nil }
    var whole = DeviceSecond()
    whole.length = now - began
    whole.bytesRead = bytesRead
    whole.bytesWritten = bytesWritten
    whole.counters = newest.since(counters)
    self = SecondMeter()
    (began, counters) = (now, newest)
    return whole
  }
}

/// Why a device's port is not open, for people. Touched only when a port opens or fails to.
package final class PortProblem: Sendable {
  private let problem = Mutex<IOError?>(nil)

  package init() {}

  /// The newest failure; nil while the port is open.
  package var current: IOError? {
    get { problem.withLock { $0 } }
    set { problem.withLock { $0 = newValue } }
  }
}
