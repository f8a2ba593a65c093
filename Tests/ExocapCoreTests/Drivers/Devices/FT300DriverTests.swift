import ExocapCore
import Testing

@Suite struct FT300DriverTests {
  /// Time in milliseconds.
  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  static func read(_ bytes: [UInt8]) -> (packets: [[Double]], counters: DriverCounters) {
    var driver = FT300Driver()
    var raw = RawSample()
    driver.opened(at: at(0))
    var packets: [[Double]] = []
    for byte in bytes where driver.receive(byte, at: at(1), into: &raw) { packets.append((0..<raw.count).map { raw.fields[$0] }) }
    return (packets, driver.counters)
  }

  @Test func readsAPacket() {
    let found = Self.read(wireBytes("20 4E 96 00 06 FF 2B FC 0C 00 F9 FF 00 00 73 09"))
    #expect(found.packets == [[150, -250, -981, 12, -7, 0]])
  }

  @Test func refusesABadChecksum() {
    let found = Self.read(wireBytes("20 4E 96 00 06 FB 2B FC 0C 00 F9 FF 00 00 73 09"))
    #expect(found.packets.isEmpty)
    #expect(found.counters.badChecksums == 1)
  }

  @Test func theHeaderMayOccurInTheNumbers() {
    let packet = wireBytes("20 4E 20 4E 00 00 00 00 00 00 00 00 00 00 82 39")
    #expect(Self.read(packet).packets == [[20000, 0, 0, 0, 0, 0]])
    // Joined in its middle, at the false header: the next packet is whole.
    #expect(Self.read(Array(packet[2...]) + packet).packets == [[20000, 0, 0, 0, 0, 0]])
  }

  @Test func asksForTheStreamAfterSilenceAndNotTooOften() {
    var driver = FT300Driver()
    var raw = RawSample()
    var request = PacketBuffer()
    driver.opened(at: Self.at(0))
    var asked: [Int64] = []
    for time in Int64(0)...1300 {
      request.clear()
      if driver.poll(now: Self.at(time), into: &request).hasRequest { asked.append(time) }
    }
    #expect(asked == [100, 600, 1100])
    #expect(driver.counters.timeouts == 3)
    #expect(driver.counters.retries == 2)
    for byte in wireBytes("20 4E 96 00 06 FF 2B FC 0C 00 F9 FF 00 00 73 09") { _ = driver.receive(byte, at: Self.at(1310), into: &raw) }
    #expect(driver.deadline == Self.at(1410))
    driver.closed(at: Self.at(1320))
    #expect(driver.deadline == .distantFuture)
  }
}
