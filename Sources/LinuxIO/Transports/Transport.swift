package import ExocapCore

/// A device's connection, open or closed, of any kind.
///
/// Belongs to the device's acquire thread.
///
/// That thread's turn: `reopen` while closed, `read` while open, and `close` when a read or write says that it is gone.
package struct Transport: ~Copyable, Sendable {
  /// What `reopen` did.
  package enum Reopening: Hashable, Sendable {
    /// It is open now.
    case opened
    /// It is too early for another try.
    case waiting
    /// The try failed; the next is at `nextAttempt`.
    case failed(IOError)
  }

  private enum Line: ~Copyable {
    case serial(SerialPort)
    case datagram(DatagramSocket)
    case hidraw(HIDPort)
    case input(InputPort)
    case usb(USBPort)
    case can(CANPort)
    case closed
  }

  /// Where its bytes come from.
  package let address: TransportAddress
  private var line: Line = .closed
  private var backoff = Backoff()

  /// Makes one that is closed.
  package init(_ address: TransportAddress) { self.address = address }

  /// For a `PollSet`; `.none` while closed.
  package var pollDescriptor: PollDescriptor {
    switch line {
    case .serial(let port): port.pollDescriptor
    case .datagram(let socket): socket.pollDescriptor
    case .hidraw(let port): port.pollDescriptor
    case .input(let port): port.pollDescriptor
    case .usb(let port): port.pollDescriptor
    case .can(let port): port.pollDescriptor
    case .closed: .none
    }
  }

  /// Whether it can be read.
  package var isOpen: Bool { pollDescriptor != .none }

  /// Whether each read is one whole packet: as the address says, but not of a simulated device, which is a pseudo-terminal.
  package var keepsPackets: Bool {
    switch line {
    case .serial: false
    case _: address.keepsPackets
    }
  }

  /// Error frames of a CAN bus since it was opened; 0 for all else.
  package var errorFrames: UInt64 {
    switch line {
    case .can(let port): port.errorFrames
    case _: 0
    }
  }

  /// Something was plugged in: the next `reopen` tries, whatever the back-off.
  package mutating func noteHotplug() { if !isOpen { backoff.succeeded() } }

  /// The earliest time that `reopen` tries.
  package var nextAttempt: Timestamp { backoff.nextAttempt }

  /// Opens it, whatever the back-off.
  ///
  /// Nothing to open is no error.
  package mutating func open() throws(IOError) {
    line = .closed
    if let node = address.node, case .path(let path) = node.place, Transport.isSimulated(path) {
      line = .serial(try SerialPort(node.place, speed: Transport.simulatedSpeed))
      return
    }
    switch address {
    case .serial(let address, let speed): line = .serial(try SerialPort(address, speed: speed))
    case .datagram(let remote, let local): line = .datagram(try DatagramSocket(connectedTo: remote, from: local))
    case .hidraw(let address): line = .hidraw(try HIDPort(address))
    case .input(let address): line = .input(try InputPort(address))
    case .usb(let address, let endpoints): line = .usb(try USBPort(address, endpoints))
    case .can(let address, let bitrate): line = .can(try CANPort(address, bitrate: bitrate))
    case .none: break
    }
  }

  /// [bit/s] Of a pseudo-terminal in the place of a device that has no serial line.
  private static var simulatedSpeed: UInt32 { UInt32(SerialLine.simulated.baud) }

  /// Whether there is a pseudo-terminal at `path`: a simulated device of any transport stands on one.
  private static func isSimulated(_ path: String) -> Bool { Files.resolved(path)?.hasPrefix("/dev/pts/") ?? false }

  /// Opens it if it is time to try.
  package mutating func reopen(at now: Timestamp) -> Reopening {
    guard backoff.isDue(at: now) else { return .waiting }
    do throws(IOError) {
      try open()
      backoff.succeeded()
      return .opened
    } catch {
      backoff.failed(at: now)
      return .failed(error)
    }
  }

  /// Lets it go.
  ///
  /// The first try to reopen is due 50 ms later: a device that went is seldom back at once.
  package mutating func close(at now: Timestamp) {
    line = .closed
    backoff.failed(at: now)
  }

  /// Reads what has come; never blocks.
  ///
  /// A silent UDP peer is `wouldBlock`: that nobody listens there is for the driver to find out.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    switch line {
    case .serial(let port): return port.read(into: &bytes)
    case .datagram(let socket): return ReadResult(socket.receive(into: &bytes), room: bytes.count)
    case .hidraw(let port): return port.read(into: &bytes)
    case .input(let port): return port.read(into: &bytes)
    case .usb(let port): return port.read(into: &bytes)
    case .can(let port): return port.read(into: &bytes)
    case .closed: return .endOfFile
    }
  }

  /// Sends as much as fits; never blocks.
  ///
  /// To a UDP peer all of it is one datagram, to a HID device one report; nothing is written to an input device.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult {
    switch line {
    case .serial(let port): return port.write(bytes)
    case .datagram(let socket): return WriteResult(socket.send(bytes), count: bytes.count)
    case .hidraw(let port): return port.write(bytes)
    case .input: return .gone(.invalidArgument)
    case .usb(let port): return port.write(bytes)
    case .can(let port): return port.write(bytes)
    case .closed: return .gone(.brokenPipe)
    }
  }
}

extension ReadResult {
  fileprivate init(_ result: DatagramSocket.ReceiveResult, room: Int) {
    switch result {
    case .datagram(let count, _): self = .bytes(count)
    case .tooLong: self = .bytes(room)
    case .wouldBlock, .failed(.connectionRefused): self = .wouldBlock
    case .failed(let code): self = .gone(code)
    }
  }
}

extension WriteResult {
  fileprivate init(_ result: DatagramSocket.SendResult, count: Int) {
    switch result {
    case .sent: self = .bytes(count)
    case .wouldBlock, .failed(.connectionRefused): self = .wouldBlock
    case .failed(let code): self = .gone(code)
    }
  }
}
