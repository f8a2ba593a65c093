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
  /// Who the device says it is; without parts where it does not tell.
  package var identity = DeviceIdentity()
  /// Whether it is another unit than its calibration's: none of its values is valid.
  package var isOtherUnit: Bool = false

  package init() {}
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
