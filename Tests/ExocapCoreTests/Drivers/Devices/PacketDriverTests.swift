@testable import ExocapCore
import ExocapTestCaptures
import Testing

@Suite struct PacketDriverTests {
  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  /// Places: 0 q, 1 grip, 2 trigger, 3 estop; 4 temperature, 5 status.
  static func format() -> PacketFormat {
    let sample = PacketMessage(
      name: "sample", id: 1, rate: 100,
      fields: [
        PacketField(name: "number", number: .u8, role: .sequence), PacketField(name: "time", number: .u32, role: .clock),
        PacketField(name: "q", number: .i16), PacketField(name: "grip", number: .u16),
        PacketField(name: "flags", number: .u8, bits: [PacketBit(name: "trigger", bit: 0), PacketBit(name: "estop", bit: 7)]),
      ], streams: 0b001)
    let slow = PacketMessage(
      name: "slow", id: 2, rate: 10,
      fields: [
        PacketField(name: "number2", number: .u8, role: .sequence), PacketField(name: "temperature", number: .u16, isBigEndian: true),
        PacketField(name: "status", number: .u8, role: .status),
      ], streams: 0b110)
    let pong = PacketMessage(
      name: "pong", id: 0x83, rate: 0,
      fields: [PacketField(name: "token", number: .u8, role: .echo), PacketField(name: "now", number: .u32, role: .clock)])
    var format = PacketFormat(messages: [sample, slow, pong, PacketMessage(name: "info", id: 4, rate: 0, fields: [], longest: 16)])
    format.sync = [0xA5, 0x5A]
    format.length = PacketLength(place: PacketPlace(at: 2, number: .u8), counts: .payload)
    format.id = PacketPlace(at: 3, number: .u8)
    format.payloadAt = 4
    format.checksum = .crc16CCITTFalse
    format.checksumFrom = 2
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 0x80, payload: [0xE8, 3])
    format.ping = PacketPing(command: .packet(id: 0x82, payload: []), reply: 2)
    return format
  }

  // Checksums by an independent program. Number 5, time 1000, q -250, grip 700, flags 0x81.
  static let sample = wireBytes("A5 5A 0A 01 05 E8 03 00 00 06 FF BC 02 81 EC CF")
  /// Number 9, temperature 3000, status 0.
  static let slow = wireBytes("A5 5A 04 02 09 0B B8 00 10 D8")
  /// Token 1, time 2500.
  static let pong = wireBytes("A5 5A 05 83 01 C4 09 00 00 3C DF")
  static let info = wireBytes("A5 5A 05 04 68 65 6C 6C 6F AA 4D")

  /// A driver with what it is called with.
  struct Bench: ~Copyable {
    var driver: PacketDriver
    var raw = RawSample()
    var request = PacketBuffer()

    init(_ format: PacketFormat, opened: Timestamp = at(0)) {
      driver = PacketDriver(format)
      driver.opened(at: opened)
    }

    /// How many samples came out.
    mutating func receive(_ bytes: [UInt8], at time: Timestamp) -> Int {
      var count = 0
      for byte in bytes where driver.receive(byte, at: time, into: &raw) { count += 1 }
      return count
    }

    mutating func poll(_ time: Timestamp) -> (bytes: [UInt8], hasSample: Bool) {
      request.clear()
      let outcome = driver.poll(now: time, into: &request, raw: &raw)
      if outcome.hasRequest { driver.wrote(.taken, at: time) }
      return (request.toArray(), outcome.hasSample)
    }
  }

  @Test func readsTheNumbersOfAMessage() {
    var bench = Bench(Self.format())
    let count = bench.receive(Self.sample, at: Self.at(3))
    #expect(count == 1)
    #expect((0..<4).map { bench.raw.fields[$0] } == [-250, 700, 1, 1])
    #expect(bench.raw.count == 6 && bench.raw.valid == 0b1111 && bench.raw.streams == 0b001)
    #expect(bench.raw.arrived == Self.at(3) && bench.raw.readAt[0] == Self.at(3))
    #expect(bench.raw.deviceTicks == 4_294_967_296 + 1000)
  }

  @Test func aMessageIsValidWithItsOwnNumbersOnly() {
    var bench = Bench(Self.format())
    let count = bench.receive(Self.sample, at: Self.at(1)) + bench.receive(Self.slow, at: Self.at(2))
    #expect(count == 2)
    #expect(bench.raw.valid == 0b110000 && bench.raw.streams == 0b110)
    #expect(bench.raw.fields[4] == 3000 && bench.raw.fields[5] == 0)
    // The other message's last numbers stay, with their time.
    #expect(bench.raw.fields[0] == -250 && bench.raw.readAt[0] == Self.at(1))
    #expect(bench.raw.deviceTicks == 0, "this message has no clock")
  }

  @Test func whatHasNoValuesIsNoSample() {
    var bench = Bench(Self.format())
    let count = bench.receive(Self.info + Self.pong, at: Self.at(1))
    #expect(count == 0)
    #expect(bench.driver.counters.packets == 2)
    #expect(bench.driver.counters.malformed == 0)
  }

  @Test func whatIsNoPacketCostsOneByte() {
    var bench = Bench(Self.format())
    var bad = Self.sample
    bad[9] ^= 4
    var unknown = Self.sample
    unknown[3] = 9
    var longer = Self.sample
    longer[2] = 11
    // A sync byte more than enough, a bad checksum, an id and a length that cannot be.
    let count = bench.receive([0xA5] + Self.sample + bad + unknown + longer + Self.sample, at: Self.at(1))
    #expect(count == 2)
    #expect(bench.driver.counters.badChecksums == 1)
    #expect(bench.driver.counters.malformed == 2)
    #expect(bench.driver.counters.skippedBytes == UInt64(1 + 3 * Self.sample.count))
  }

  /// What looks like a longer packet waits for its end; after a pause what lies in it is read, with the time at which it came.
  @Test func aPacketBehindAFalseBeginningIsReadAfterTheGap() {
    var bench = Bench(Self.format())
    let count = bench.receive(wireBytes("A5 5A 0A 01") + Self.slow, at: Self.at(1))
    #expect(count == 0)
    #expect(bench.driver.deadline == Self.at(0))  // the start
    _ = bench.poll(Self.at(1))
    #expect(bench.driver.deadline == Self.at(31))
    let early = bench.poll(Self.at(30))
    let late = bench.poll(Self.at(31))
    #expect(!early.hasSample && late.hasSample)
    #expect(bench.raw.fields[4] == 3000 && bench.raw.arrived == Self.at(1))
    #expect(bench.driver.counters.truncated == 1)
  }

  @Test func theEndOfAReportEndsAHalfPacket() {
    var bench = Bench(Self.format())
    let count = bench.receive(wireBytes("A5 5A 0A 01") + Self.slow, at: Self.at(1))
    let isSample = bench.driver.endPacket(at: Self.at(1), into: &bench.raw)
    #expect(count == 0 && isSample)
  }

  @Test func aReportMayBePadded() {
    var format = Self.format()
    format.ending = .report
    var bench = Bench(format)
    let count = bench.receive(Self.sample + [UInt8](repeating: 0, count: 48), at: Self.at(1))
    let isSample = bench.driver.endPacket(at: Self.at(1), into: &bench.raw)
    #expect(count == 0 && isSample && bench.raw.fields[1] == 700)
    let short = bench.receive(Array(Self.sample.dropLast()), at: Self.at(2))
    let isShort = bench.driver.endPacket(at: Self.at(2), into: &bench.raw)
    #expect(short == 0 && !isShort)
    #expect(bench.driver.counters.truncated == 1)
  }

  @Test func aFloatThatIsNoNumberIsNotValid() {
    var format = PacketFormat(
      messages: [PacketMessage(name: "m", id: nil, rate: 0, fields: [PacketField(name: "x", number: .f32, count: 2)])])
    format.sync = [0x55]
    format.payloadAt = 1
    var bench = Bench(format)
    let count = bench.receive(wireBytes("55 00 00 C0 7F 00 00 C0 3F"), at: Self.at(1))
    #expect(count == 1 && bench.raw.valid == 0b10 && bench.raw.fields[1] == 1.5)
  }

  @Test func countsErrorsThatTheDeviceReports() {
    var bench = Bench(CaptureDevices.optoForceFormat)
    // Status 1; the sum by hand: 0x551 - 0x1DD (numbers, kept) … AA+07+08+0A+2D+6A+00+01+FF+F7+FF+FB+00+07 = 0x552.
    let count = bench.receive(wireBytes("AA 07 08 0A 2D 6A 00 01 FF F7 FF FB 00 07 05 52"), at: Self.at(1))
    #expect(count == 1 && bench.driver.counters.deviceErrors == 1 && bench.raw.fields[0] == 1)
  }

  /// Captured packets number 2D6A, 2D6B, 2D6E.
  @Test func countsPacketsThatNeverCame() {
    var bench = Bench(CaptureDevices.optoForceFormat)
    let bytes =
      wireBytes("AA 07 08 0A 2D 6A 00 00 FF F7 FF FB 00 07 05 51") + wireBytes("AA 07 08 0A 2D 6B 00 00 FF F9 FF FE 00 0C 05 5C")
      + wireBytes("AA 07 08 0A 2D 6E 00 00 FF F6 00 03 00 0C 03 62")
    let count = bench.receive(bytes, at: Self.at(1))
    #expect(count == 3 && bench.driver.counters.sequenceGaps == 2)
  }

  @Test func aDeviceSaysWhoItIs() {
    var format = PacketFormat(
      messages: [
        PacketMessage(
          name: "hello", id: nil, rate: 0,
          fields: [
            PacketField(name: "unit", number: .u32, role: .unit),
            PacketField(name: "version", number: .u16, isBigEndian: true, role: .firmware),
          ])
      ])
    format.sync = [0x55]
    format.payloadAt = 1
    var bench = Bench(format)
    _ = bench.receive(wireBytes("55 78 56 34 12 02 04"), at: Self.at(1))
    #expect(bench.driver.identity.unit == 0x1234_5678 && bench.driver.identity.firmware == 0x0204)
  }
}
