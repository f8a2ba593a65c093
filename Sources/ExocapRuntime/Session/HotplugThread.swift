internal import ExocapCore
internal import LinuxIO

/// Listens to what is plugged in, and tells the devices' threads: one that waits for its port tries at once. Their own tries, at most a
/// second apart, go on beside it.
struct HotplugThread: ~Copyable {
  private var monitor: HotplugMonitor
  private let signals: ThreadSignals
  private let devices: [ThreadSignals]

  /// The longest wait: an end waits no longer than this.
  private static var longestWait: Interval { .milliseconds(50) }

  init(_ monitor: consuming HotplugMonitor, signals: ThreadSignals, devices: [ThreadSignals]) {
    self.monitor = monitor
    self.signals = signals
    self.devices = devices
  }

  /// Turns until it is told to stop.
  mutating func run() {
    while !signals.shouldStop {
      let found = monitor.pollDescriptor.wait(for: .readable, until: MonotonicClock.now() + HotplugThread.longestWait)
      guard found != .none else { continue }
      var hasNews = false
      // One device makes several events: its interfaces, its driver, its node.
      while let event = monitor.take() { hasNews = hasNews || event.change != .removed }
      if hasNews { for device in devices { device.noteHotplug() } }
    }
  }
}
