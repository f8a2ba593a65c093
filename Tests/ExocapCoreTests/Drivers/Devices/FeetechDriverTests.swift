@testable import ExocapCore
import Testing

/// The driver on a bus that the test plays by hand. What it does in a whole world is in SimulatedFeetechBusTests.
@Suite struct FeetechDriverTests {
  /// A bus of ids 1, 2, 3 read for position at 100 Hz; period 10 ms.
  struct Bus: ~Copyable {
    var driver: FeetechDriver
    var now = Timestamp(nanoseconds: 0)
    var raw = RawSample()
    private let series: FeetechSeries
    private var packet = PacketBuffer()

    init(_ series: FeetechSeries = .sts, _ block: FeetechBlock = .position, setup: [RegisterWrite] = []) {
      self.series = series
      let bus = FeetechBus(series: series, ids: [1, 2, 3], block: block, rate: 100, returnDelay: .zero, setup: setup)
      driver = FeetechDriver(bus, line: SerialLine(baud: 1_000_000))
      driver.opened(at: now)
    }

    /// Polls now. The request, or nil; and whether a turn ended.
    mutating func poll(_ outcome: WriteOutcome = .taken) -> (request: [UInt8]?, hasSample: Bool) {
      packet.clear()
      let found = driver.poll(now: now, into: &packet, raw: &raw)
      if found.hasRequest { driver.wrote(outcome, at: now) }
      return (found.hasRequest ? packet.toArray() : nil, found.hasSample)
    }

    /// Moves to the driver's deadline and polls.
    mutating func wait() -> (request: [UInt8]?, hasSample: Bool) {
      now = max(now, driver.deadline)
      return poll()
    }

    /// True where the bytes completed a turn.
    mutating func receive(_ bytes: [UInt8]) -> Bool {
      var isComplete = false
      for byte in bytes where driver.receive(byte, at: now, into: &raw) { isComplete = true }
      return isComplete
    }

    /// One servo's reply.
    mutating func answer(_ id: UInt8, _ words: UInt16..., error: UInt8 = 0) -> Bool {
      receive(feetechReply(id, error: error, words: words, series))
    }
  }

  /// The ids that a sync read asks, in order; nil where it is none.
  static func asked(_ request: [UInt8]?) -> [UInt8]? {
    guard let request, request[4] == FeetechInstruction.syncRead.rawValue else { return nil }
    return Array(request[7..<request.count - 1])
  }

  @Test func asksAsPublished() {
    let wanted: [([UInt8], FeetechBlock, String)] = [
      ([1, 2, 3, 4, 5, 6], .position, FeetechVectors.syncRead6Positions), ([1], .position, "FF FF FE 05 82 38 02 01 3F"),
    ]
    for (ids, block, vector) in wanted {
      let bus = FeetechBus(series: .sts, ids: ids, block: block, rate: 100, returnDelay: .zero, setup: [])
      var driver = FeetechDriver(bus, line: SerialLine(baud: 1_000_000))
      var packet = PacketBuffer()
      var raw = RawSample()
      driver.opened(at: Timestamp(nanoseconds: 0))
      let outcome = driver.poll(now: Timestamp(nanoseconds: 0), into: &packet, raw: &raw)
      #expect(outcome.hasRequest)
      #expect(packet.toArray() == wireBytes(vector))
    }
  }

  @Test func readsPublishedRepliesToASyncRead() {
    var bus = Bus(.sts, .position)
    _ = bus.poll()
    let first = bus.receive(wireBytes("FF FF 01 04 00 00 08 F2"))
    let second = bus.receive(wireBytes(FeetechVectors.position2047))
    let third = bus.receive(wireBytes(FeetechVectors.positionMinus5))
    #expect([first, second, third] == [false, false, true])
    #expect([bus.raw.fields[0], bus.raw.fields[1], bus.raw.fields[2]] == [2048, 2047, -5])
    #expect(bus.raw.valid == 0b111)
    #expect(bus.driver.deadline == Timestamp(nanoseconds: 10_000_000))
  }

  @Test func speedAndLoadHaveSignsOfTheirOwn() {
    var bus = Bus(.sts, .positionSpeedLoad)
    _ = bus.poll()
    _ = bus.answer(1, 100, 0x8014, 0x0414)
    _ = bus.answer(2, 200, 0x0014, 0x0014)
    let isComplete = bus.answer(3, 300, 0, 0)
    #expect(isComplete)
    #expect((0..<9).map { bus.raw.fields[$0] } == [100, 200, 300, -20, 20, 0, -20, 20, 0])
    #expect(bus.raw.valid == 0x1FF)
  }

  @Test func aMissingReplyIsAskedForAsSoonAsTheLastSlotHasSpoken() {
    var bus = Bus()
    let first = bus.poll().request
    #expect(Self.asked(first) == [1, 2, 3])
    bus.now = Timestamp(nanoseconds: 1_000_000)
    _ = bus.answer(1, 10)
    let isComplete = bus.answer(3, 30)
    #expect(!isComplete)
    #expect(bus.driver.deadline == bus.now)
    let retry = bus.poll()
    #expect(Self.asked(retry.request) == [2])
    let ended = bus.answer(2, 20)
    #expect(ended && bus.raw.valid == 0b111)
    #expect(bus.driver.counters.retries == 1)
    #expect(bus.driver.counters.timeouts == 0)
  }

  @Test func aDamagedReplyIsReadAgainWithinTheTurn() {
    var bus = Bus()
    _ = bus.poll()
    _ = bus.answer(1, 10)
    var damaged = feetechReply(2, words: [20])
    damaged[5] ^= 0x40
    _ = bus.receive(damaged)
    _ = bus.answer(3, 30)
    let retry = bus.poll().request
    #expect(Self.asked(retry) == [2])
    let isComplete = bus.answer(2, 20)
    #expect(isComplete)
    #expect(bus.driver.counters.badChecksums == 1)
    #expect(bus.raw.fields[1] == 20)
  }

  @Test func aServoThatStaysAwayIsInvalidAndThenLeftOut() {
    var bus = Bus()
    var samples: [UInt64] = []
    while bus.now < Timestamp(nanoseconds: 200_000_000) {
      let found = bus.wait()
      if found.hasSample { samples.append(bus.raw.valid) }
      guard let ids = Self.asked(found.request) else { continue }
      for id in ids where id != 2 { if bus.answer(id, 7) { samples.append(bus.raw.valid) } }
    }
    // 21 turns, from 0 to 200 ms; after the third, servo 2 is asked at most every 100 ms, and the others are read in one request.
    #expect(samples == Array(repeating: 0b101, count: 21))
    let node = bus.driver.node(1)
    #expect(node.replies == 0 && node.timeouts <= 5)
    let state = bus.driver.state
    #expect(state.silent == 0b010)
  }

  @Test func aTurnThatNobodyAnsweredMakesNoSample() {
    var bus = Bus()
    var samples = 0
    while bus.now < Timestamp(nanoseconds: 300_000_000) { if bus.wait().hasSample { samples += 1 } }
    #expect(samples == 0)
    let state = bus.driver.state
    #expect(state.silent == 0b111)
  }

  @Test func anOverloadIsAnAlertAndTheReadingIsBelieved() {
    var bus = Bus()
    _ = bus.poll()
    _ = bus.answer(1, 10)
    _ = bus.answer(2, 20, error: 0x20)
    let isComplete = bus.answer(3, 30)
    #expect(isComplete && bus.raw.valid == 0b111)
    #expect(bus.driver.counters.hardwareAlerts == 1)
    let state = bus.driver.state
    #expect(state.alerting == 0b010)
  }

  @Test func aBrokenAngleSensorIsNotBelieved() {
    var bus = Bus()
    var request = bus.poll().request
    var samples: [UInt64] = []
    while bus.now < Timestamp(nanoseconds: 9_000_000) {
      for id in Self.asked(request) ?? [] { if bus.answer(id, 10, error: id == 2 ? 0x02 : 0) { samples.append(bus.raw.valid) } }
      let found = bus.wait()
      if found.hasSample { samples.append(bus.raw.valid) }
      request = found.request
    }
    #expect(samples == [0b101])
    #expect(bus.driver.counters.deviceErrors == 3)
    let node = bus.driver.node(1)
    #expect(node.errors == 3 && node.replies == 0)
  }

  @Test func repliesThatNobodyAskedForAreCountedAndIgnored() {
    var bus = Bus()
    _ = bus.poll()
    let foreign = bus.answer(9, 1)
    let once = bus.answer(1, 10)
    let twice = bus.answer(1, 99)
    #expect([foreign, once, twice] == [false, false, false])
    #expect(bus.driver.counters.malformed == 2)
    _ = bus.answer(2, 20)
    let isComplete = bus.answer(3, 30)
    #expect(isComplete)
    #expect(bus.raw.fields[0] == 10)
  }

  @Test func potentiometerServosAreAskedOneAfterTheOther() {
    var bus = Bus(.scs)
    var requests: [[UInt8]?] = []
    var isComplete = false
    for id in UInt8(1)...3 {
      requests.append(bus.poll().request)
      isComplete = bus.answer(id, 0x0123)
    }
    // Read of servo 1 as published; the others differ by id and checksum.
    #expect(requests == ["FF FF 01 04 02 38 02 BE", "FF FF 02 04 02 38 02 BD", "FF FF 03 04 02 38 02 BC"].map { wireBytes($0) })
    #expect(isComplete)
    #expect([bus.raw.fields[0], bus.raw.fields[1], bus.raw.fields[2]] == [0x123, 0x123, 0x123])
  }

  @Test func oneOfThemThatIsMissingIsAskedAgainAfterTheOthers() {
    var bus = Bus(.scs)
    _ = bus.poll()
    _ = bus.answer(1, 10)
    _ = bus.poll()
    // Servo 2 does not answer: 0.16 ms of wire, 1 ms of adapter and 2.5 ms of margin later servo 3 is asked.
    let third = bus.wait().request
    #expect(bus.now == Timestamp(nanoseconds: 3_660_000))
    #expect(third?[2] == 3)
    _ = bus.answer(3, 30)
    let again = bus.poll().request
    #expect(again?[2] == 2)
    let isComplete = bus.answer(2, 20)
    #expect(isComplete && bus.raw.valid == 0b111)
  }

  @Test func anEchoOfOurOwnReadIsNoReading() {
    var bus = Bus(.scs)
    var isComplete = false
    for id in UInt8(1)...3 {
      let request = bus.poll().request
      _ = bus.receive(request ?? [])
      isComplete = bus.answer(id, 5)
    }
    #expect(isComplete)
    #expect([bus.raw.fields[0], bus.raw.fields[1], bus.raw.fields[2]] == [5, 5, 5])
    #expect(bus.driver.counters.deviceErrors == 0)
    #expect(bus.driver.counters.skippedBytes == 24)
  }

  @Test func aRequestThatThePortDidNotTakeEndsTheTurn() {
    var bus = Bus()
    _ = bus.poll(.busy)
    #expect(bus.driver.counters.writeFailures == 1)
    #expect(bus.driver.deadline == Timestamp(nanoseconds: 10_000_000))
    #expect(bus.driver.counters.timeouts == 0)
  }

  @Test func aLateTurnIsNotMadeUpFor() {
    var bus = Bus()
    _ = bus.poll()
    for id in UInt8(1)...3 { _ = bus.answer(id, 0) }
    bus.now = Timestamp(nanoseconds: 55_000_000)
    _ = bus.poll()
    for id in UInt8(1)...3 { _ = bus.answer(id, 0) }
    #expect(bus.driver.deadline == Timestamp(nanoseconds: 65_000_000))
  }

  @Test func registersAreReadAndWrittenOnlyWhereTheyDiffer() {
    var bus = Bus(setup: [RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0, id: 1)])
    let read = bus.poll().request
    #expect(read == wireBytes("FF FF 01 04 02 28 01 CF"))
    _ = bus.receive(feetechReply(1, byte: 1))
    let write = bus.poll().request
    #expect(write == wireBytes(FeetechVectors.torqueOff1))
    _ = bus.answer(1)
    let again = bus.poll().request
    #expect(again == read)
    _ = bus.receive(feetechReply(1, byte: 0))
    let turn = bus.poll().request
    #expect(Self.asked(turn) == [1, 2, 3])
    let state = bus.driver.state
    #expect(state.notSetUp == 0)
  }

  @Test func aRegisterThatKeepsItsValueFailsAfterThreeWrites() {
    var bus = Bus(setup: [RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0, id: 1)])
    var writes = 0
    var request = bus.poll().request
    while Self.asked(request) == nil {
      let isWrite = request?[4] == 0x03
      if isWrite { writes += 1 }
      _ = bus.receive(isWrite ? feetechReply(1) : feetechReply(1, byte: 1))
      request = bus.poll().request
    }
    #expect(writes == 3)
    let state = bus.driver.state
    #expect(state.notSetUp == 0b001)
  }

  /// 0x0B66 is -870 with the sign in bit 11; the SCS would have it high byte first.
  @Test(arguments: [(FeetechSeries.sts, "FF FF 02 05 03 1F 66 0B 65"), (.scs, "FF FF 02 05 03 1F 0B 66 65")])
  func registersOfTwoBytesHaveTheSeriesOrder(_ series: FeetechSeries, _ vector: String) {
    var bus = Bus(series, setup: [RegisterWrite(name: "offset", address: 31, length: 2, value: 0x0B66, id: 2)])
    _ = bus.poll()
    _ = bus.answer(2, 0)
    let write = bus.poll().request
    #expect(write == wireBytes(vector))
    _ = bus.answer(2)
    _ = bus.poll()
    _ = bus.answer(2, 0x0B66)
    _ = bus.poll()
    let state = bus.driver.state
    #expect(state.notSetUp == 0)
  }
}
