import ExocapCore
import Testing

/// A bus that asks its servos who they are, played by hand.
@Suite struct DynamixelDriverIdentityTests {
  private struct Bus: ~Copyable {
    var asked: AskedDriver

    init(setup: [DynamixelWrite] = []) {
      let bus = DynamixelBus(
        ids: [1, 2], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: setup, readsIdentity: true)
      asked = AskedDriver(.dynamixel2(bus))
    }

    /// The request at the driver's deadline, without its checksum.
    mutating func next() -> [UInt8] { asked.next().dropLast(2) }

    mutating func answer(_ id: UInt8, _ bytes: [UInt8], error: UInt8 = 0) {
      asked.receive(statusPacket(id: id, error: error, bytes))
    }
  }

  /// Registers 0 … 7 of an XL330-M288 (model 1200 = 0x04B0) with firmware 53.
  private static func head(id: UInt8) -> [UInt8] { [0xB0, 0x04, 0, 0, 0, 0, 53, id] }

  /// Answers both questions of one servo.
  private func answerBoth(_ id: UInt8, homing: UInt8, _ bus: inout Bus) {
    // Read, address 0, 8 bytes; then address 20, 4 bytes.
    #expect(bus.next() == [0xFF, 0xFF, 0xFD, 0, id, 7, 0, 2, 0, 0, 8, 0])
    bus.answer(id, Self.head(id: id))
    #expect(bus.next() == [0xFF, 0xFF, 0xFD, 0, id, 7, 0, 2, 20, 0, 4, 0])
    bus.answer(id, [homing, 0, 0, 0])
  }

  @Test func everyServoIsAskedBeforeTheFirstTurn() throws {
    var bus = Bus()
    answerBoth(1, homing: 5, &bus)
    var identity = bus.asked.driver.identity
    #expect(identity.part(0) == DeviceIdentity.servo(id: 1, model: 1200, firmware: 53, homing: 5))
    #expect(!identity.isWhole)
    answerBoth(2, homing: 0, &bus)
    identity = bus.asked.driver.identity
    #expect(identity.isWhole)
    // Now the sync read.
    #expect(bus.next()[7] == 0x82)
  }

  @Test func registersAreSetBefore() {
    var bus = Bus(setup: [DynamixelWrite(name: "torque_enable", address: 64, length: 1, value: 0)])
    #expect(bus.next()[8] == 64)
    bus.answer(1, [0])
    answerBoth(1, homing: 0, &bus)
    #expect(bus.next()[8] == 64)
  }

  @Test func aServoThatDoesNotAnswerIsUnknownAndDelaysNobodyForLong() {
    var bus = Bus()
    for _ in 0..<3 { #expect(bus.next()[4] == 1) }
    // Given up after three times.
    answerBoth(2, homing: 0, &bus)
    let identity = bus.asked.driver.identity
    #expect(identity.known == 0b10)
    #expect(bus.next()[7] == 0x82)
  }

  @Test func whatIsPluggedInAgainIsAskedAgain() {
    var bus = Bus()
    answerBoth(1, homing: 0, &bus)
    bus.asked.driver.closed(at: bus.asked.now)
    bus.asked.driver.opened(at: bus.asked.now)
    let identity = bus.asked.driver.identity
    #expect(identity.known == 0)
    #expect(bus.next()[4] == 1)
  }

  @Test func aBusThatIsNotAskedHasNone() {
    let bus = DynamixelBus(ids: [1, 2], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: [])
    var driver = DeviceDriver(.dynamixel2(bus), line: SerialLine(baud: 1_000_000))
    let identity = driver.identity
    #expect(identity.count == 0)
  }
}
