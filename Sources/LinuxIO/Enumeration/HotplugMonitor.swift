internal import CUdev

/// Something was plugged in, taken away or changed.
package struct HotplugEvent: Hashable, Sendable {
  /// What happened.
  package enum Change: Hashable, Sendable {
    case added
    case removed
    /// It was there before and is another now: a driver took it, an interface went up.
    case changed
  }

  package var change: Change
  /// The kernel's name: ttyUSB0, event3, 1-2.
  package var name: String
  /// Below /dev; nil where it has no node.
  package var path: String?

  package init(change: Change, name: String, path: String?) {
    self.change = change
    self.name = name
    self.path = path
  }
}

/// Tells when devices come and go. One thread uses it, which waits for `pollDescriptor`.
@safe package struct HotplugMonitor: ~Copyable {
  /// Whose events are heard.
  package enum Source: String, Sendable {
    /// After its rules were applied: permissions and links are there.
    case udev
    /// The kernel's own, where no udevd runs: in containers, and in a machine that has only just started.
    case kernel
  }

  package let source: Source
  private let udev: OpaquePointer
  private let monitor: OpaquePointer

  /// udevd's events where it runs, the kernel's where it does not.
  package static var usualSource: Source { Files.exists("/run/udev/control") ? .udev : .kernel }

  /// Listens from now on.
  package init(_ source: Source = HotplugMonitor.usualSource) throws(IOError) {
    // SAFETY: each reference is given back once: here on failure, else in deinit.
    guard let udev = unsafe udev_new() else { throw IOError("listen to", "udev", ErrorCode.last) }
    guard let monitor = unsafe udev_monitor_new_from_netlink(udev, source.rawValue) else {
      let code = ErrorCode.last
      unsafe _ = udev_unref(udev)
      throw IOError("listen to", "plugged devices", code)
    }
    for subsystem in Enumeration.subsystems { unsafe _ = udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil) }
    let result = unsafe udev_monitor_enable_receiving(monitor)
    guard result >= 0 else {
      unsafe _ = udev_monitor_unref(monitor)
      unsafe _ = udev_unref(udev)
      throw IOError("listen to", "plugged devices", ErrorCode(negated: result))
    }
    self.source = source
    unsafe self.udev = udev
    unsafe self.monitor = monitor
  }

  deinit {
    // SAFETY: the references are ours alone.
    unsafe _ = udev_monitor_unref(monitor)
    unsafe _ = udev_unref(udev)
  }

  /// Readable while events wait.
  package var pollDescriptor: PollDescriptor { unsafe PollDescriptor(number: udev_monitor_get_fd(monitor)) }

  /// The next event; nil where none waits. Never blocks.
  package mutating func take() -> HotplugEvent? {
    // SAFETY: the device is ours, and its owner gives it back.
    guard let device = unsafe udev_monitor_receive_device(monitor) else { return nil }
    let found = unsafe UdevDevice(adopting: device)
    let change: HotplugEvent.Change =
      switch found.action {
      case "add": .added
      case "remove": .removed
      default: .changed
      }
    return HotplugEvent(change: change, name: found.name, path: found.node)
  }
}
