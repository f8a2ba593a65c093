package import ExocapCore
package import LinuxIO

/// One device's port and its real driver, for tools: raw samples as the daemon would make them, outside of any real-time thread.
///
/// One thread. Wait on `pollDescriptor` until `deadline`, then call `turn`.
package struct DeviceReader: ~Copyable {
  private var port: DevicePort
  private var driver: DeviceDriver
  private var raw = RawSample()
  private var request = PacketBuffer()
  /// Whether the port went away; it is not opened again.
  package private(set) var isGone = false

  /// Opens the port of a rig's device. Errors are those of the port, with who holds it.
  package init(_ device: RigDevice) throws(IOError) {
    var transport = Transport(device.transportAddress)
    try transport.open()
    port = DevicePort(transport)
    driver = DeviceDriver(device.profile.wire, line: device.profile.line)
    driver.opened(at: MonotonicClock.now())
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { port.pollDescriptor }

  /// When `turn` wants to be called, if nothing arrives before.
  package var deadline: Timestamp {
    mutating get { driver.deadline }
  }

  /// Who the device says it is; without parts where it does not tell.
  package var identity: DeviceIdentity {
    mutating get { driver.identity }
  }

  /// What was seen on the wire.
  package var counters: DriverCounters {
    mutating get { driver.counters }
  }

  /// Reads what has come, asks what is due, and hands on every raw sample with its time.
  package mutating func turn(_ take: (RawSample, Timestamp) -> Void) {
    var memory = [UInt8](repeating: 0, count: AcquireThread.readCapacity)
    var span = memory.mutableSpan
    let result = port.read(into: &span)
    var now = MonotonicClock.now()
    switch result {
    case .bytes(let count):
      let bytes = memory.span.extracting(0..<count)
      var start = 0
      while let next = driver.receive(bytes, from: start, at: now, into: &raw) {
        take(raw, now)
        start = next
      }
      if port.keepsPackets && driver.endPacket(at: now, into: &raw) { take(raw, now) }
    case .wouldBlock: break
    case .endOfFile, .gone:
      isGone = true
      return
    }
    now = MonotonicClock.now()
    guard now >= driver.deadline else { return }
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    if outcome.hasSample { take(raw, now) }
    if outcome.hasRequest {
      let written = port.write(request)
      driver.wrote(written, at: MonotonicClock.now())
    }
  }
}
