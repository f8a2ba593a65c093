import ExocapCore
import Testing

/// What the capture keys/pedal and the verifier do not say.
@Suite struct KeysDriverTests {
  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }
  private let format = KeysFormat(codes: [30, 48], rate: 50)

  private func feed(_ driver: inout KeysDriver, _ events: [[UInt8]], at time: Timestamp, _ raw: inout RawSample) -> Int {
    var reports = 0
    for byte in events.flatMap({ $0 }) where driver.receive(byte, at: time, into: &raw) { reports += 1 }
    driver.endPacket()
    return reports
  }

  @Test func aSilentPedalStaysFreshWhileItsPortIsOpen() {
    var driver = KeysDriver(format)
    var raw = RawSample()
    driver.opened(at: Self.at(0))
    _ = feed(&driver, [DriverCase.event(0, 0, 1, 0), DriverCase.event(0, 0, 0, 0)], at: Self.at(1), &raw)
    var given: [Int64] = []
    for time in Int64(2)...100 where driver.poll(now: Self.at(time), into: &raw).hasSample {
      given.append(time)
      #expect(raw.readAt[0] == Self.at(time))
    }
    #expect(given == [21, 41, 61, 81])
    driver.closed(at: Self.at(101))
    #expect(driver.deadline == .distantFuture)
  }

  @Test func nothingIsMadeUpBeforeTheStateWasTold() {
    var driver = KeysDriver(format)
    var raw = RawSample()
    driver.opened(at: Self.at(0))
    let given = driver.poll(now: Self.at(20), into: &raw)
    #expect(given.hasSample)
    #expect(raw.valid == 0)
  }

  @Test func countsWhatTheKernelDropped() {
    var driver = KeysDriver(format)
    var raw = RawSample()
    driver.opened(at: Self.at(0))
    _ = feed(&driver, [DriverCase.event(0, 0, 1, 0), DriverCase.event(0, 0, 0, 0), DriverCase.event(0, 0, 3, 0)], at: Self.at(1), &raw)
    #expect(driver.counters.sequenceGaps == 1)
    // What comes before the state is told is of an unknown past.
    #expect(feed(&driver, [DriverCase.event(0, 1, 30, 1), DriverCase.event(0, 0, 0, 0)], at: Self.at(2), &raw) == 0)
    #expect(feed(&driver, [DriverCase.event(0, 0, 1, 0), DriverCase.event(0, 0, 0, 0)], at: Self.at(3), &raw) == 1)
    #expect(raw.valid == 0b11)
    #expect(raw.fields[0] == 0)
  }

  /// Types over 0x1F, codes over 0x2FF, values over 2 and a million microseconds are no events of any kernel.
  @Test func whatNoKernelSendsIsSkipped() {
    for bad in [
      DriverCase.event(0, 0x20, 0, 0), DriverCase.event(0, 1, 0x300, 1), DriverCase.event(0, 1, 30, 3),
      Array(DriverCase.event(0, 1, 30, 1)[..<8]) + [0x40, 0x42, 0x0F] + Array(DriverCase.event(0, 1, 30, 1)[11...]),
    ] {
      var driver = KeysDriver(format)
      var raw = RawSample()
      driver.opened(at: Self.at(0))
      #expect(feed(&driver, [bad], at: Self.at(1), &raw) == 0)
      #expect(driver.counters.packets == 0)
      #expect(driver.counters.skippedBytes == 24)
    }
  }
}
