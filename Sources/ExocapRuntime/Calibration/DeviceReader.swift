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
  /// All that went over the wire, where it was asked for.
  package private(set) var capture: CaptureText?

  /// Opens the port of a rig's device, and goes on in `capture`. Errors are those of the port, with who holds it.
  package init(_ device: RigDevice, capture: CaptureText? = nil) throws(IOError) {
    var transport = Transport(device.transportAddress)
    try transport.open()
    port = DevicePort(transport)
    if case .dynamixel2 = device.profile.wire { hasLights = true } else { hasLights = false }
    driver = DeviceDriver(device.profile.wire, line: device.profile.line)
    let now = MonotonicClock.now()
    driver.opened(at: now)
    self.capture = capture
    if port.keepsPackets { self.capture?.remark("each rx is one packet: 'endPacket' follows it") }
    self.capture?.note(.open, at: now)
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

  /// Whether `blink` shows anything.
  package let hasLights: Bool

  /// Turns the device's lights on, or off where they are on, with its next turn.
  package mutating func blink() { driver.request(.blink, at: MonotonicClock.now()) }

  /// Reads what has come, asks what is due, and hands on every raw sample with its time.
  package mutating func turn(_ take: (RawSample, Timestamp) -> Void) {
    var memory = [UInt8](repeating: 0, count: AcquireThread.readCapacity)
    var span = memory.mutableSpan
    let result = port.read(into: &span)
    var now = MonotonicClock.now()
    switch result {
    case .bytes(let count):
      let bytes = memory.span.extracting(0..<count)
      capture?.note(.rx, at: now, bytes)
      var start = 0
      while let next = driver.receive(bytes, from: start, at: now, into: &raw) {
        take(raw, now)
        start = next
      }
      if port.keepsPackets && driver.endPacket(at: now, into: &raw) { take(raw, now) }
    case .wouldBlock: break
    case .endOfFile, .gone:
      isGone = true
      capture?.note(.close, at: now)
      return
    }
    now = MonotonicClock.now()
    guard now >= driver.deadline else { return }
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    if outcome.hasSample { take(raw, now) }
    guard outcome.hasRequest else {
      capture?.note(.poll, at: now)
      return
    }
    let written = port.write(request)
    noteRequest(written, at: now)
    // The same time as the poll's: a capture has one for both, and whoever runs it gets the same deadlines.
    driver.wrote(written, at: now)
  }

  private mutating func noteRequest(_ written: WriteOutcome, at now: Timestamp) {
    if capture == nil { return }
    if written != .taken { capture?.remark("\(now.nanoseconds): the port did not take what follows") }
    // SAFETY: the request's memory is only read, and not changed within the call.
    let bytes = unsafe request.contents.assumingMemoryBound(to: UInt8.self)
    unsafe capture?.note(.tx, at: now, Span(_unsafeElements: bytes))
  }
}
