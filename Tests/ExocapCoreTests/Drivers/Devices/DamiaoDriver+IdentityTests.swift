@testable import ExocapCore
import Testing

/// A bus that asks its motors for their serial numbers, played by hand.
@Suite struct DamiaoDriverIdentityTests {
  private func bench(sets: Bool = false) -> DamiaoDriverTests.Bench { DamiaoDriverTests.Bench(.socketCAN, sets: sets, asks: true) }

  @Test func everyMotorIsAskedBeforeTheFirstTurn() {
    var bench = bench()
    for (index, serial) in [UInt32(0x0102_0304), 7, 8].enumerated() {
      let request = bench.poll()
      // The CAN id that registers are asked with; the motor, "read", register 15.
      #expect(request[0..<2] == [0xFF, 0x07])
      #expect(request[8..<12] == [UInt8(DriverCase.damiaoMotors[index].id), 0, 0x33, 15])
      bench.register(index, 15, serial)
    }
    let identity = bench.driver.identity
    #expect(identity.isWhole)
    #expect(identity.part(0) == UInt64(DriverCase.damiaoMotors[0].id) << 32 | 0x0102_0304)
    #expect(bench.poll()[8..<11] == [UInt8(DriverCase.damiaoMotors[0].id), 0, 0xCC])
  }

  @Test func theNumberIsAskedForBehindTheScales() {
    var bench = bench(sets: true)
    _ = bench.poll()
    bench.state(0)
    var registers: [UInt8] = []
    for _ in 0..<4 {
      let register = bench.poll()[11]
      registers.append(register)
      bench.register(0, register, register == 15 ? 9 : Float(12.5).bitPattern)
    }
    #expect(registers == [21, 22, 23, 15])
    let identity = bench.driver.identity
    #expect(identity.known == 0b001)
  }

  /// Of the factory's firmwares not all give one.
  @Test(arguments: [UInt32(0), .max]) func noNumberSaysNothing(serial: UInt32) {
    var bench = bench()
    _ = bench.poll()
    bench.register(0, 15, serial)
    let identity = bench.driver.identity
    #expect(identity.known == 0)
    // On to the next motor.
    #expect(bench.poll()[8] == UInt8(DriverCase.damiaoMotors[1].id))
  }

  @Test func aMotorThatDoesNotTellItIsSetUpAllTheSame() {
    var bench = bench()
    for _ in 0..<3 { #expect(bench.poll()[8] == UInt8(DriverCase.damiaoMotors[0].id)) }
    _ = bench.poll()
    bench.register(1, 15, 7)
    _ = bench.poll()
    bench.register(2, 15, 8)
    let identity = bench.driver.identity
    let state = bench.driver.busState
    #expect(identity.known == 0b110)
    #expect(state.notSetUp == 0)
  }

  @Test func whatIsPluggedInAgainIsAskedAgain() {
    var bench = bench()
    _ = bench.poll()
    bench.register(0, 15, 7)
    bench.driver.closed(at: bench.now)
    bench.driver.opened(at: bench.now)
    let identity = bench.driver.identity
    #expect(identity.known == 0)
    #expect(bench.poll()[8..<12] == [UInt8(DriverCase.damiaoMotors[0].id), 0, 0x33, 15])
  }
}
