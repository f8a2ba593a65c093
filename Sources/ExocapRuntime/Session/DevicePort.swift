internal import ExocapCore
internal import LinuxIO

/// Where a device's bytes come from: a port that is opened again when it comes back, or a robot's link.
struct DevicePort: ~Copyable {
  /// Opens nothing where there is a link.
  private var transport: Transport
  private let link: LinkPort?
  /// A port that may be open already.
  init(_ transport: consuming Transport) {
    self.transport = transport
    link = nil
  }

  init(_ link: LinkPort) {
    transport = Transport(.none)
    self.link = link
  }

  /// Whether each read is one whole packet.
  var keepsPackets: Bool { link != nil || transport.keepsPackets }

  /// Error frames of a CAN bus since it was opened.
  var errorFrames: UInt64 { transport.errorFrames }

  /// Something was plugged in: it need not wait for the next try.
  mutating func noteHotplug() { transport.noteHotplug() }

  var isOpen: Bool { link != nil || transport.isOpen }

  var pollDescriptor: PollDescriptor { link?.pollDescriptor ?? transport.pollDescriptor }

  /// Opens the port if it is time to try.
  mutating func reopen(at now: Timestamp) -> Transport.Reopening {
    link == nil ? transport.reopen(at: now) : .waiting
  }

  mutating func close(at now: Timestamp) {
    if link == nil { transport.close(at: now) }
  }

  /// Reads what has come; never blocks.
  func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    guard let link else { return transport.read(into: &bytes) }
    guard let count = link.receive(into: &bytes) else { return .wouldBlock }
    return .bytes(count)
  }

  /// Writes a request; never blocks.
  func write(_ packet: borrowing PacketBuffer) -> WriteOutcome {
    if link != nil { return .failed }
    // SAFETY: the packet's memory outlives the call, which only reads it.
    let bytes = unsafe packet.contents.assumingMemoryBound(to: UInt8.self)
    switch unsafe transport.write(Span(_unsafeElements: bytes)) {
    case .bytes(let count): return count == bytes.count ? .taken : .busy
    case .wouldBlock: return .busy
    case .gone: return .failed
    }
  }
}
