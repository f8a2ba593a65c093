internal import ExocapCore
internal import Synchronization

/// The thread of one USB device, from opening to the last transfer's return.
final class USBThread: Sendable {
  private let thread: Mutex<RealtimeThread?>

  /// Starts it. It owns the device.
  init(_ device: consuming USBDevice, _ exchange: USBExchange) throws(IOError) {
    let owned = Box(device)
    // A step before the thread that reads: it hands over and is short. Refused, it runs as others do.
    let settings = ThreadSettings(name: "usb", policy: .fifo(priority: 61))
    let started = try RealtimeThread(settings) {
      guard let device = owned.take() else { return }
      USBTransfers(device, exchange).run()
    }
    thread = Mutex(consume started)
  }

  /// Waits until it has ended.
  func join() {
    guard let running = thread.withLock({ $0.take() }) else { return }
    running.join()
  }

  /// Carries the device into the thread.
  private final class Box: @unchecked Sendable {
    // SAFETY: written before the thread starts and taken once by it; the start orders the two.
    private var device: USBDevice?

    init(_ device: consuming USBDevice) { self.device = consume device }

    func take() -> USBDevice? { device.take() }
  }
}
