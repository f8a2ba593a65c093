internal import CExocap
internal import Glibc
internal import Synchronization

/// An open SocketCAN interface: each read is one frame of 16 bytes (struct can_frame), writes are whole frames.
///
/// Error frames are counted and not handed on. One thread uses it. Reads and writes never block.
package struct CANPort: ~Copyable, Sendable {
  /// [B] struct can_frame of linux/can.h: identifier (4), length (1), padding (3), 8 bytes.
  package static var frameLength: Int { 16 }
  /// CAN_ERR_FLAG, in the last byte of the little-endian identifier.
  private static var errorFlag: UInt8 { 0x20 }
  /// Error frames passed over in one read; those behind them come with the next.
  private static var mostErrors: Int { 32 }

  /// The interface's name.
  package let interface: String
  private let descriptor: FileDescriptor
  private let errors = Atomic<UInt64>(0)

  /// Opens the interface, which is up and runs at the profile's bit rate: only root may set it.
  package init(_ address: NodeAddress, bitrate: Int) throws(IOError) {
    let interface = try address.resolve()
    // SAFETY: the name is a C string for the length of the call.
    let number = unsafe exocap_can_open(interface)
    guard number >= 0 else { throw CANPort.failure(interface, bitrate, ErrorCode(negated: number)) }
    self.init(adopting: FileDescriptor(adopting: number), interface: interface)
  }

  /// Takes over an open descriptor whose reads are frames.
  init(adopting descriptor: consuming FileDescriptor, interface: String) {
    self.descriptor = descriptor
    self.interface = interface
  }

  /// Why it cannot be opened, and what to do.
  static func failure(_ interface: String, _ bitrate: Int, _ code: ErrorCode) -> IOError {
    switch code.rawValue {
    case ENODEV: IOError("open", interface, .notFound(found: Enumeration.all(.can).map(\.description)))
    case ENETDOWN: IOError("open", interface, code, remedy: "sudo ip link set \(interface) up type can bitrate \(bitrate)")
    case EAFNOSUPPORT: IOError("open", interface, code, remedy: "sudo modprobe can_raw")
    default: IOError("open", interface, code)
    }
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Error frames since it was opened: a bus that is not terminated, or runs at another speed, makes them.
  package var errorFrames: UInt64 {
    // SYNC: a counter of this thread's own; atomic because reads borrow the port.
    errors.load(ordering: .relaxed)
  }

  /// Reads one frame.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    for _ in 0..<CANPort.mostErrors {
      let result = descriptor.read(into: &bytes)
      guard case .bytes(let count) = result, count >= 4, bytes[3] & CANPort.errorFlag != 0 else { return result }
      // SYNC: as above.
      errors.add(1, ordering: .relaxed)
    }
    return .wouldBlock
  }

  /// Sends frames, one after the other; fewer than given where the queue of the interface is full.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult {
    var sent = 0
    while sent + CANPort.frameLength <= bytes.count {
      switch descriptor.write(bytes.extracting(sent..<sent + CANPort.frameLength)) {
      case .bytes: sent += CANPort.frameLength
      case .wouldBlock, .gone(ErrorCode(rawValue: ENOBUFS)): return sent > 0 ? .bytes(sent) : .wouldBlock
      case .gone(let code): return .gone(code)
      }
    }
    return .bytes(sent)
  }
}
