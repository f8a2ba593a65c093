@testable import ExocapCore
import Testing

@Suite struct DamiaoDriverTests {
  /// A driver and what it wrote and read, in virtual time.
  struct Bench: ~Copyable {
    var driver: DamiaoDriver
    var raw = RawSample()
    var request = PacketBuffer()
    var now = Timestamp(nanoseconds: 1_000_000_000)
    let adapter: DamiaoAdapter
    var samples = 0

    init(_ adapter: DamiaoAdapter = .usbSerial, rate: Double = 100, sets: Bool = true, asks: Bool = false) {
      self.adapter = adapter
      var bus = DamiaoBus(motors: DriverCase.damiaoMotors, rate: rate, adapter: adapter)
      bus.freesMotors = sets
      bus.checksScales = sets
      bus.readsIdentity = asks
      driver = DamiaoDriver(bus, line: SerialLine(baud: 921_600))
      driver.opened(at: now)
    }

    /// Polls at the deadline; what is written.
    mutating func poll() -> [UInt8] {
      now = max(now, driver.deadline)
      request.clear()
      let outcome = driver.poll(now: now, into: &request, raw: &raw)
      if outcome.hasSample { samples += 1 }
      if outcome.hasRequest { driver.wrote(.taken, at: now) }
      return request.toArray()
    }

    mutating func receive(_ bytes: [UInt8]) {
      now = now + .microseconds(300)
      for byte in bytes where driver.receive(byte, at: now, into: &raw) { samples += 1 }
      driver.endPacket(at: now)
    }

    mutating func state(_ index: Int, _ counts: (Int, Int, Int) = (32768, 2048, 2048), status: Int = 0) {
      receive(DriverCase.damiaoState(DriverCase.damiaoMotors[index], counts, status: status, adapter: adapter))
    }

    mutating func scale(_ index: Int, _ register: UInt8, _ value: Float) { self.register(index, register, value.bitPattern) }

    mutating func register(_ index: Int, _ register: UInt8, _ bits: UInt32) {
      let motor = DriverCase.damiaoMotors[index]
      let content =
        [UInt8(motor.id & 0xFF), UInt8(motor.id >> 8), 0x33, register] + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      receive(DriverCase.damiaoAnswer(motor.reply, content, adapter))
    }

    /// Answers the whole set-up truthfully; `position` is what motor 1 says of its PMAX.
    mutating func setUp(position: Float = 12.5) {
      for (index, motor) in DriverCase.damiaoMotors.enumerated() {
        _ = poll()
        state(index)
        for (register, value) in [(UInt8(21), index == 1 ? position : 12.5), (22, Float(motor.velocity)), (23, Float(motor.torque))] {
          _ = poll()
          scale(index, register, value)
        }
      }
    }

    mutating func turn(_ motors: [Int] = [0, 1, 2]) {
      _ = poll()
      for index in motors { state(index) }
    }
  }

  @Test func takesTheTorqueOffAndReadsTheScalesBeforeTheFirstTurn() {
    var bench = Bench()
    var free = PacketBuffer()
    DamiaoFrames.appendFree(1, .usbSerial, to: &free)
    let first = bench.poll()
    let expected = free.toArray()
    #expect(first == expected)
    bench.state(0, status: 1)
    let second = bench.poll()
    #expect(Array(second[21..<25]) == [1, 0, 0x33, 21])
    bench.scale(0, 21, 12.5)
    let third = bench.poll()
    #expect(Array(third[21..<25]) == [1, 0, 0x33, 22])
  }

  @Test func readsATurnOnceItIsSetUp() {
    var bench = Bench()
    bench.setUp()
    let request = bench.poll()
    // One write for all of them.
    #expect(request.count == 90)
    bench.state(0, (0, 0, 0))
    bench.state(1, (65535, 4095, 4095))
    #expect(bench.samples == 0)
    bench.state(2, (32768, 2048, 2048))
    #expect(bench.samples == 1)
    let fields = (0..<9).map { bench.raw.fields[$0] }
    #expect(fields == [-32767.5, 32767.5, 0.5, -2047.5, 2047.5, 0.5, -2047.5, 2047.5, 0.5])
    #expect(bench.raw.valid == 0x1FF)
  }

  /// The same bits are another angle there: nothing of it may be believed.
  @Test func aMotorWithOtherScalesIsNeverValid() {
    var bench = Bench()
    bench.setUp(position: 6.25)
    bench.turn()
    #expect(bench.samples == 1)
    #expect(bench.raw.valid == 0b101_101_101)
    #expect(bench.driver.wronglyScaled == 0b010)
  }

  @Test func aSilentMotorIsAskedOnceMoreAndIsNotValid() {
    var bench = Bench(sets: false)
    bench.turn([0, 2])
    #expect(bench.samples == 0)
    let again = bench.poll()
    #expect(again.count == 30 && Array(again[21..<24]) == [2, 0, 0xCC])
    _ = bench.poll()
    #expect(bench.samples == 1)
    #expect(bench.raw.valid == 0b101_101_101)
    #expect(bench.driver.counters.timeouts == 1 && bench.driver.counters.retries == 1)
    let node = bench.driver.node(1)
    #expect(node.timeouts == 1)
  }

  @Test func aMotorThatComesBackIsSetUpAgain() {
    var bench = Bench()
    bench.setUp()
    for _ in 0..<4 {
      bench.turn([0, 2])
      _ = bench.poll()
    }
    #expect(bench.driver.notSetUp == 0b010)
    while bench.samples < 5 { bench.turn() }
    bench.now = bench.now + .seconds(1)
    var free = PacketBuffer()
    DamiaoFrames.appendFree(2, .usbSerial, to: &free)
    let expected = free.toArray()
    let request = bench.poll()
    #expect(request == expected)
    bench.state(1, status: 1)
    // The others are read between its exchanges.
    let next = bench.poll()
    #expect(next.count == 90)
  }

  @Test func countsAFaultThatAMotorReports() {
    var bench = Bench(sets: false)
    _ = bench.poll()
    bench.state(0, status: 0xA)
    bench.state(1)
    bench.state(2)
    #expect(bench.driver.counters.hardwareAlerts == 1)
    #expect(bench.driver.alerting == 0b001)
    #expect(bench.raw.valid == 0x1FF)
  }

  @Test func aCANInterfaceTakesOneFrameAWrite() {
    var bench = Bench(.socketCAN, sets: false)
    for id in [UInt8(1), 2, 7] {
      let frame = bench.poll()
      #expect(frame.count == 16 && Array(frame[8..<11]) == [id, 0, 0xCC])
    }
    bench.state(0)
    // An error frame of the kernel (CAN_ERR_FLAG | CAN_ERR_CRTL) and a frame of somebody else.
    bench.receive([0x04, 0, 0, 0x20, 8, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0])
    bench.receive([0x33, 0x02, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
    bench.state(1)
    bench.state(2)
    #expect(bench.samples == 1)
    #expect(bench.driver.counters.deviceErrors == 1 && bench.driver.counters.malformed == 1)
  }

  @Test func aWriteThatIsNotTakenEndsTheTurn() {
    var bench = Bench(sets: false)
    bench.now = max(bench.now, bench.driver.deadline)
    bench.request.clear()
    _ = bench.driver.poll(now: bench.now, into: &bench.request, raw: &bench.raw)
    bench.driver.wrote(.busy, at: bench.now)
    #expect(bench.driver.counters.writeFailures == 1)
    let deadline = bench.driver.deadline
    #expect(deadline == bench.now)
  }
}
