@testable import ExocapCore
import Testing

/// A bus that asks its servos who they are, played by hand.
@Suite struct FeetechDriverIdentityTests {
  private struct Bus: ~Copyable {
    var asked: AskedDriver

    init(_ series: FeetechSeries) {
      let bus = FeetechBus(
        series: series, ids: [1, 3], block: .position, rate: 100, returnDelay: .zero, setup: [], readsIdentity: true)
      asked = AskedDriver(.feetech(bus))
    }

    /// A reply with the checksum of the published rule: all behind the head, inverted.
    mutating func answer(_ id: UInt8, _ bytes: [UInt8]) {
      let body = [id, UInt8(bytes.count + 2), 0] + bytes
      let sum = body.reduce(0) { ($0 + Int($1)) & 0xFF }
      asked.receive([0xFF, 0xFF] + body + [UInt8(0xFF - sum)])
    }
  }

  /// Registers 0 … 5 of an STS3215 (777 = 0x0309) with firmware 3.10.
  private static func head(id: UInt8) -> [UInt8] { [3, 10, 0, 0x09, 0x03, id] }

  @Test func everyServoIsAskedBeforeTheFirstTurn() {
    var bus = Bus(.sts)
    #expect(bus.asked.next() == wireBytes("FF FF 01 04 02 00 06 F2"))
    bus.answer(1, Self.head(id: 1))
    // The maker's own read of the homing offset.
    #expect(bus.asked.next() == wireBytes(FeetechVectors.readHoming1))
    // Sign and magnitude: -312 = 0x0800 + 0x0138.
    bus.answer(1, [0x38, 0x09])
    var identity = bus.asked.driver.identity
    #expect(identity.part(0) == DeviceIdentity.servo(id: 1, model: 777, firmware: 0x3A, homing: -312))
    #expect(!identity.isWhole)
    _ = bus.asked.next()
    bus.answer(3, Self.head(id: 3))
    _ = bus.asked.next()
    bus.answer(3, [0xF3, 0x03])
    identity = bus.asked.driver.identity
    #expect(identity.part(1) == DeviceIdentity.servo(id: 3, model: 777, firmware: 0x3A, homing: 1011))
    #expect(identity.isWhole)
    // Now the sync read.
    #expect(bus.asked.next()[4] == 0x82)
  }

  @Test func potentiometersHaveNoOffset() {
    var bus = Bus(.scs)
    for id in [UInt8(1), 3] {
      #expect(bus.asked.next()[2...6] == [id, 4, 2, 0, 6])
      // An SCS0009 is 1284 = 0x0504, high byte first.
      bus.answer(id, [0, 15, 0, 0x05, 0x04, id])
    }
    let identity = bus.asked.driver.identity
    #expect(identity.part(1) == DeviceIdentity.servo(id: 3, model: 1284, firmware: 0x0F, homing: 0))
    // Now the first servo's position: two bytes at 56.
    #expect(bus.asked.next()[4...6] == [2, 56, 2])
  }

  @Test func anAdapterThatHandsRequestsBackIsNoServo() {
    var bus = Bus(.sts)
    _ = bus.asked.next()
    bus.answer(1, Self.head(id: 1))
    let request = bus.asked.next()
    bus.answer(1, [])
    for byte in request { bus.answer(1, [byte]) }
    let identity = bus.asked.driver.identity
    #expect(identity.known == 0)
  }

  @Test func aServoThatDoesNotAnswerIsUnknownAndDelaysNobodyForLong() {
    var bus = Bus(.sts)
    for _ in 0..<3 { #expect(bus.asked.next()[2] == 1) }
    // Given up after three times.
    #expect(bus.asked.next()[2] == 3)
    bus.answer(3, Self.head(id: 3))
    _ = bus.asked.next()
    bus.answer(3, [0, 0])
    let identity = bus.asked.driver.identity
    #expect(identity.known == 0b10)
    #expect(bus.asked.next()[4] == 0x82)
  }
}
