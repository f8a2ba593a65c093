import ExocapCore

/// A driver of a bus that is asked, with the test as its port: it takes every request, and answers what the test says.
struct AskedDriver: ~Copyable {
  var driver: DeviceDriver
  var now = Timestamp(nanoseconds: 0)
  private var raw = RawSample()
  private var packet = PacketBuffer()

  /// The port is open, and nothing was asked yet.
  init(_ wire: WireProtocol) {
    driver = DeviceDriver(wire, line: SerialLine(baud: 1_000_000))
    driver.opened(at: now)
  }

  /// The request at the driver's deadline.
  mutating func next() -> [UInt8] {
    now = max(now, driver.deadline)
    packet.clear()
    let found = driver.poll(now: now, into: &packet, raw: &raw)
    if found.hasRequest { driver.wrote(.taken, at: now) }
    return packet.toArray()
  }

  mutating func receive(_ bytes: [UInt8]) { for byte in bytes { _ = driver.receive(byte, at: now, into: &raw) } }
}
