@testable import ExocapCore
import Testing

/// The driver on a bus that the test plays by hand. What it does in a whole world is in SimulatedServoChainTests.
@Suite struct DynamixelDriverTests {
  /// A bus of ids 1, 2, 3 read for position at 100 Hz; period 10 ms.
  struct Bus: ~Copyable {
    var driver: DynamixelDriver
    var now = Timestamp(nanoseconds: 0)
    var raw = RawSample()
    private var packet = PacketBuffer()

    init(_ read: DynamixelRead = .sync, setup: [DynamixelWrite] = []) {
      let bus = DynamixelBus(ids: [1, 2, 3], block: .position, read: read, rate: 100, returnDelay: .zero, setup: setup)
      driver = DynamixelDriver(bus, line: SerialLine(baud: 1_000_000))
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
    mutating func answer(_ id: UInt8, _ position: Int32, error: UInt8 = 0) -> Bool {
      receive(statusPacket(id: id, error: error, error & 0x7F == 0 ? ServoReading(position: position).bytes(.position) : []))
    }
  }

  /// The ids that a sync read asks, in order.
  static func asked(_ request: [UInt8]?) -> [UInt8] { request.map { Array($0[12..<$0.count - 2]) } ?? [] }

  @Test func asksAsPublished() {
    let bus = DynamixelBus(
      ids: [1, 2, 3, 4, 5, 6, 7, 8], block: .currentVelocityPosition, read: .sync, rate: 100, returnDelay: .zero, setup: [])
    for (block, read, vector) in [
      (DynamixelBlock.currentVelocityPosition, DynamixelRead.sync, DynamixelVectors.syncRead8Blocks),
      (.position, .sync, DynamixelVectors.syncRead8Positions), (.position, .fastSync, DynamixelVectors.fastSyncRead8Positions),
    ] {
      var wanted = bus
      (wanted.block, wanted.read) = (block, read)
      var driver = DynamixelDriver(wanted, line: SerialLine(baud: 1_000_000))
      var packet = PacketBuffer()
      var raw = RawSample()
      driver.opened(at: Timestamp(nanoseconds: 0))
      let outcome = driver.poll(now: Timestamp(nanoseconds: 0), into: &packet, raw: &raw)
      #expect(outcome.hasRequest)
      #expect(packet.toArray() == wireBytes(vector))
    }
  }

  @Test func aTurnEndsWhenAllHaveAnswered() {
    var bus = Bus()
    _ = bus.poll()
    bus.now = Timestamp(nanoseconds: 1_000_000)
    let first = bus.answer(1, 10)
    let second = bus.answer(2, -20)
    bus.now = Timestamp(nanoseconds: 2_000_000)
    let third = bus.answer(3, 30)
    #expect([first, second, third] == [false, false, true])
    #expect(bus.raw.count == 9)
    #expect(bus.raw.valid == 0b111)
    #expect([bus.raw.fields[0], bus.raw.fields[1], bus.raw.fields[2]] == [10, -20, 30])
    #expect(bus.raw.arrived == Timestamp(nanoseconds: 2_000_000))
    #expect(bus.raw.readAt[0] == Timestamp(nanoseconds: 1_000_000))
    #expect(bus.driver.deadline == Timestamp(nanoseconds: 10_000_000))
  }

  @Test func whoDidNotAnswerIsInvalidAndListedLast() {
    var bus = Bus()
    let first = bus.poll().request
    #expect(Self.asked(first) == [1, 2, 3])
    _ = bus.answer(1, 10)
    let retry = bus.wait()
    #expect(Self.asked(retry.request) == [3, 2])
    #expect(!retry.hasSample)
    _ = bus.answer(3, 30)
    let end = bus.wait()
    #expect(end.hasSample)
    #expect(bus.raw.valid == 0b101)
    #expect(bus.driver.counters.timeouts == 1)
    #expect(bus.driver.counters.retries == 1)
    #expect(
      bus.driver.node(1)
        == {
          var node = NodeCounters(); (node.retries, node.timeouts) = (1, 1); return node
        }())
    let next = bus.wait().request
    #expect(Self.asked(next) == [1, 3, 2])
  }

  @Test func aTurnThatNobodyAnsweredMakesNoSample() {
    var bus = Bus()
    _ = bus.poll()
    var samples = 0
    while bus.now < Timestamp(nanoseconds: 100_000_000) { if bus.wait().hasSample { samples += 1 } }
    #expect(samples == 0)
    #expect(bus.driver.state.silent == 0b111)
  }

  @Test func anErrorCodeMakesTheServoInvalid() {
    var bus = Bus()
    _ = bus.poll()
    _ = bus.answer(1, 10)
    _ = bus.answer(2, 0, error: 0x81)
    _ = bus.answer(3, 30)
    while bus.now < Timestamp(nanoseconds: 9_000_000) { if bus.wait().hasSample { break } }
    #expect(bus.raw.valid == 0b101)
    #expect(bus.driver.counters.deviceErrors == 1)
    #expect(bus.driver.state.alerting == 0b010)
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

  @Test func fastSyncReadIsGivenUpAfterTenTurnsWithoutAnAnswer() {
    var bus = Bus(.fastSync)
    var turns = 0
    while bus.driver.state.readsFast && turns < 50 {
      let request = bus.wait().request
      guard request?[7] == 0x8A else { continue }
      turns += 1
      let retry = bus.wait().request
      #expect(retry?[7] == 0x82)
      var isComplete = false
      for id in Self.asked(retry) { isComplete = bus.answer(id, 5) }
      #expect(isComplete)
    }
    #expect(turns == 10)
    #expect(bus.driver.state.hasFallenBack)
    let next = bus.wait().request
    #expect(next?[7] == 0x82)
  }

  @Test func fastSyncReadThatWorkedOnceStays() {
    var bus = Bus(.fastSync)
    _ = bus.poll()
    let isComplete = bus.receive(fastReply([1, 2, 3], [1, 2, 3].map { ServoReading(position: $0) }, .position))
    #expect(isComplete)
    // Now the bus is noisy: every fast reply is lost for a while.
    for _ in 0..<40 {
      let request = bus.wait().request
      if request?[7] == 0x82 { for id in Self.asked(request) { _ = bus.answer(id, 5) } }
    }
    #expect(bus.driver.state.readsFast)
    #expect(!bus.driver.state.hasFallenBack)
  }

  @Test func registersAreReadAndWrittenOnlyWhereTheyDiffer() {
    var bus = Bus(setup: [DynamixelWrite(name: "return_delay", address: 9, length: 1, value: 0, id: 2)])
    // Read 9/1 of servo 2, checksum by the published algorithm.
    let read = bus.poll().request
    #expect(read?[4] == 2)
    #expect(read.map { Array($0[7..<12]) } == [0x02, 9, 0, 1, 0])
    _ = bus.receive(statusPacket(id: 2, [250]))
    let write = bus.poll().request
    #expect(write.map { Array($0[7..<11]) } == [0x03, 9, 0, 0])
    _ = bus.receive(statusPacket(id: 2, []))
    let again = bus.poll().request
    #expect(again?[7] == 0x02)
    _ = bus.receive(statusPacket(id: 2, [0]))
    let turn = bus.poll().request
    #expect(turn?[7] == 0x82)
    #expect(bus.driver.state.notSetUp == 0)
  }

  @Test func aRegisterThatKeepsItsValueFailsAfterThreeWrites() {
    var bus = Bus(setup: [DynamixelWrite(name: "torque", address: 64, length: 1, value: 0, id: 1)])
    var writes = 0
    var request = bus.poll().request
    while request?[7] != 0x82 {
      if request?[7] == 0x03 { writes += 1 }
      _ = bus.receive(statusPacket(id: 1, request?[7] == 0x03 ? [] : [1]))
      request = bus.poll().request
    }
    #expect(writes == 3)
    #expect(bus.driver.state.notSetUp == 0b001)
  }
}
