import ExocapCore
import Testing

/// A servo that pulls on the operator's finger, on a bus that the test plays by hand: 100 turns a second.
@Suite struct DynamixelDriverSpringTests {
  private struct Bus: ~Copyable {
    var asked: AskedDriver

    init(setup: [DynamixelWrite] = []) {
      // In counts of 1 mA: 50 open the trigger, 20 a newton, 200 at most.
      let spring = ServoSpring(id: 7, rest: -50, perNewton: -20, limit: 200)
      let bus = DynamixelBus(
        ids: [1, 7], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: setup, spring: spring)
      asked = AskedDriver(.dynamixel2(bus))
    }

    mutating func answer(_ id: UInt8, _ bytes: [UInt8]) {
      asked.receive(statusPacket(id: id, bytes))
    }

    /// A whole turn. The current that was written in front of it [count]; nil: none was.
    mutating func turn() -> Int? {
      let request = asked.next()
      answer(1, [0, 0, 0, 0])
      answer(7, [0, 0, 0, 0])
      guard request[7] == 0x83 else { return nil }
      return Int(Int16(bitPattern: UInt16(request[13]) | UInt16(request[14]) << 8))
    }

    mutating func feel(_ newtons: Double) { asked.driver.feel(newtons, at: asked.now) }
  }

  /// By hand: header, broadcast, length 10, sync write, address 102, two bytes each; servo 7: -20 = 0xFFEC. Its CRC is
  /// `DynamixelPacketsTests`' matter.
  @Test func theGoalCurrentStandsInFrontOfTheRead() {
    var bus = Bus()
    let request = bus.asked.next()
    // The first step towards -50 counts: a tenth of the limit each 10 ms.
    #expect(Array(request[0..<15]) == [0xFF, 0xFF, 0xFD, 0, 0xFE, 10, 0, 0x83, 102, 0, 2, 0, 7, 0xEC, 0xFF])
    // 17 bytes, and behind them the turn's own request.
    #expect(Array(request[17..<29]) == [0xFF, 0xFF, 0xFD, 0, 0xFE, 9, 0, 0x82, 132, 0, 4, 0])
    #expect(request.count == 17 + 16)
  }

  @Test func itRisesToItsRestAndIsWrittenAgainFromTimeToTime() {
    var bus = Bus()
    let first = [bus.turn(), bus.turn(), bus.turn()]
    #expect(first == [-20, -40, -50])
    var again: [Int] = []
    for turn in 0..<60 { if let found = bus.turn() { again.append(turn); #expect(found == -50) } }
    // Each 250 ms: 25 turns.
    #expect(again == [24, 49])
  }

  @Test func aForceAddsToItAndTheLimitHolds() {
    var bus = Bus()
    for _ in 0..<5 { _ = bus.turn() }
    bus.feel(2)
    let felt = [bus.turn(), bus.turn(), bus.turn()]
    #expect(felt == [-70, -90, nil])
    // 20 N would be 450 counts.
    for _ in 0..<20 {
      bus.feel(20)
      _ = bus.turn()
    }
    bus.feel(19)
    var last = -90
    for _ in 0..<30 {
      bus.feel(20)
      last = bus.turn() ?? last
    }
    #expect(last == -200)
  }

  @Test(arguments: [Double.nan, -3, -Double.infinity]) func whatIsNoForceIsNotFelt(newtons: Double) {
    var bus = Bus()
    for _ in 0..<5 { _ = bus.turn() }
    bus.feel(newtons)
    for _ in 0..<5 { #expect(bus.turn() == nil) }
  }

  /// After 100 ms without news of it.
  @Test func aRobotThatSaysNoMoreIsNotFelt() {
    var bus = Bus()
    for _ in 0..<5 { _ = bus.turn() }
    bus.feel(1)
    let risen = bus.turn()
    #expect(risen == -70)
    for _ in 0..<9 { #expect(bus.turn() == nil) }
    var fallen: Int?
    for _ in 0..<3 { fallen = bus.turn() ?? fallen }
    #expect(fallen == -50)
  }

  /// Register 65 of servos 1 and 7, by hand; then dark again.
  @Test func theLightsAreTurnedOnAndOff() {
    var bus = Bus()
    bus.asked.driver.request(.blink, at: bus.asked.now)
    let on = bus.asked.next()
    #expect(Array(on[4..<16]) == [0xFE, 11, 0, 0x83, 65, 0, 1, 0, 1, 1, 7, 1])
    // Behind them the spring and the turn.
    #expect(on[18 + 7] == 0x83 && on[18 + 17 + 7] == 0x82)
    bus.answer(1, [0, 0, 0, 0])
    bus.answer(7, [0, 0, 0, 0])
    #expect(bus.turn() == -40)
    bus.asked.driver.request(.blink, at: bus.asked.now)
    let off = bus.asked.next()
    #expect(Array(off[8..<16]) == [65, 0, 1, 0, 1, 0, 7, 0])
  }

  @Test func aServoThatIsNotSetUpIsNotPulled() {
    var bus = Bus(setup: [DynamixelWrite(name: "operating_mode", address: 11, length: 1, value: 0, id: 7)])
    // Servo 7 does not answer to its set-up.
    for _ in 0..<3 { #expect(bus.asked.next()[4] == 7) }
    let request = bus.asked.next()
    #expect(request[7] == 0x82)
  }

  @Test func aPortThatWasClosedStartsFromNothing() {
    var bus = Bus()
    for _ in 0..<5 { _ = bus.turn() }
    bus.asked.driver.closed(at: bus.asked.now)
    bus.asked.driver.opened(at: bus.asked.now)
    #expect(bus.turn() == -20)
  }

  /// By hand: 17 bytes of ten bits at 1 Mbaud are 170 µs.
  @Test func itsBytesCountInTheBudget() {
    let spring = ServoSpring(id: 7, rest: 0, perNewton: 0, limit: 1)
    var bus = DynamixelBus(ids: [1, 7], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: [])
    let line = SerialLine(baud: 1_000_000)
    let without = DynamixelTiming.turnTime(bus, line)
    bus.spring = spring
    #expect(DynamixelTiming.turnTime(bus, line) - without == .microseconds(170))
  }
}
