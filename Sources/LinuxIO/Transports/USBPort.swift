package import ExocapCore

/// Open endpoints of a USB device: each read is one transfer, each write is one.
///
/// libusb works in a thread of its own, which keeps several reads waiting at the device; rings without locks lie between it and the thread
/// that reads and writes here. Reads and writes never block.
package struct USBPort: ~Copyable, Sendable {
  /// The device's node below /dev/bus/usb.
  package let path: String
  private let exchange: USBExchange
  private let thread: USBThread

  /// Opens the device, takes its interface from a kernel driver that has it, and begins to read.
  package init(_ address: NodeAddress, _ endpoints: USBEndpoints) throws(IOError) {
    let path = try address.resolve()
    let exchange = try USBExchange()
    let thread = try USBThread(try USBDevice(path, endpoints), exchange)
    self.path = path
    self.exchange = exchange
    self.thread = thread
  }

  deinit {
    exchange.stop()
    thread.join()
  }

  /// For a `PollSet`: readable while transfers wait, or the device is gone.
  package var pollDescriptor: PollDescriptor { exchange.arrivedBell.pollDescriptor }

  /// Transfers that came while the ring was full.
  package var lostTransfers: UInt64 { exchange.lostTransfers }

  /// Takes one transfer.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult { exchange.read(into: &bytes) }

  /// Hands one transfer to the device's thread.
  ///
  /// `wouldBlock` while the device does not take those before it.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult { exchange.write(bytes) }
}
