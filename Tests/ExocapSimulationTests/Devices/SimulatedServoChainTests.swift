import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedServoChainTests {
  static let torqueOff = DynamixelWrite(name: "torque", address: 64, length: 1, value: 0)
  static let noDelay = DynamixelWrite(name: "return_delay", address: 9, length: 1, value: 0)

  @Test(arguments: [DynamixelRead.fastSync, .sync]) func whatIsWornArrivesThroughTheDriver(_ read: DynamixelRead) {
    var bench = DeviceBench(TestDevices.arm(read, setup: [Self.torqueOff, Self.noDelay]), TestDevices.armCalibration)
    bench.device.wear([0.5, -1.25, 2.5], rates: [1, -2, 0], efforts: [0.1, 0.2, -0.001], stream: 0)
    bench.run(for: .milliseconds(200))
    let sample = bench.samples[0]
    #expect(sample.valid == 0b111)
    for (place, value) in [0.5, -1.25, 2.5].enumerated() { #expect(abs(sample.values[place] - value) < 0.0008) }
    for (place, rate) in [1.0, -2, 0].enumerated() { #expect(abs(sample.rates[place] - rate) < 0.012) }
    for (place, effort) in [0.1, 0.2, -0.001].enumerated() { #expect(abs(sample.efforts[place] - effort) < 0.0006) }
    let state = bench.driver.dynamixelState
    #expect(state.readsFast == (read == .fastSync))
    #expect(!state.hasFallenBack)
    #expect(state.notSetUp == 0)
  }

  @Test func theSetUpIsWrittenOnceAndReadBack() {
    var bench = DeviceBench(TestDevices.arm(setup: [Self.torqueOff, Self.noDelay]), TestDevices.armCalibration)
    bench.run(for: .milliseconds(100))
    guard case .servos(let chain) = bench.device else { return }
    // The factory's return delay is 250.
    #expect(chain.servos.map { $0.registers[9] } == [0, 0, 0])
    let counters = bench.driver.counters
    #expect(counters.timeouts == 0)
    #expect(counters.deviceErrors == 0)
  }

  @Test func servosWithoutFastSyncReadAreReadBySyncRead() {
    var bench = DeviceBench(TestDevices.arm(setup: [Self.noDelay]), TestDevices.armCalibration)
    bench.changeChain { $0.knowsFastSyncRead = false }
    bench.run(for: .seconds(1))
    let state = bench.driver.dynamixelState
    #expect(state.hasFallenBack)
    #expect(!state.readsFast)
    #expect(bench.samples[0].valid == 0b111)
    // After the ten turns of the comparison every turn is one request.
    let before = bench.count
    bench.run(for: .seconds(1))
    #expect(bench.count - before == 100)
  }

  @Test(arguments: [DynamixelRead.fastSync, .sync]) func aServoWithoutPowerDoesNotSilenceTheOthers(_ read: DynamixelRead) {
    var bench = DeviceBench(TestDevices.arm(read, setup: [Self.noDelay]), TestDevices.armCalibration)
    bench.device.wear([0.5, 0.5, 0.5], stream: 0)
    bench.run(for: .milliseconds(200))
    bench.changeChain { $0.servos[0].isAnswering = false }
    bench.device.wear([1, 1, 1], stream: 0)
    bench.run(for: .milliseconds(300))
    #expect(bench.samples[0].valid == 0b110)
    #expect(abs(bench.value(0, 0) - 0.5) < 0.0008)
    #expect(abs(bench.value(0, 1) - 1) < 0.0008)
    #expect(bench.samples[0].ages[0] > .milliseconds(250))
    let state = bench.driver.dynamixelState
    #expect(state.silent == 0b001)
    #expect(!state.hasFallenBack)
    bench.changeChain { $0.servos[0].isAnswering = true }
    bench.run(for: .milliseconds(100))
    #expect(bench.samples[0].valid == 0b111)
    #expect(abs(bench.value(0, 0) - 1) < 0.0008)
  }

  @Test func aServoThatLostPowerIsSetUpAgainWhileTheOthersAreRead() {
    let current = DynamixelWrite(name: "goal_current", address: 102, length: 2, value: 300)
    var bench = DeviceBench(TestDevices.arm(setup: [Self.noDelay, current]), TestDevices.armCalibration)
    bench.run(for: .milliseconds(100))
    bench.changeChain {
      $0.servos[1].isAnswering = false
      $0.servos[1].reboot()
    }
    bench.run(for: .milliseconds(300))
    bench.changeChain { $0.servos[1].isAnswering = true }
    let before = bench.count
    bench.run(for: .milliseconds(300))
    #expect(bench.count - before >= 29)
    guard case .servos(let chain) = bench.device else { return }
    #expect(chain.servos[1].read(102, 2) == [0x2C, 0x01])
    let state = bench.driver.dynamixelState
    #expect(state.notSetUp == 0)
  }

  @Test func theHardwareAlertOfAServoIsSeen() {
    var bench = DeviceBench(TestDevices.arm(), TestDevices.armCalibration)
    bench.changeChain { $0.servos[2].hasAlert = true }
    bench.run(for: .milliseconds(100))
    #expect(bench.driver.dynamixelState.alerting == 0b100)
    #expect(bench.samples[0].valid == 0b111)
    bench.changeChain { $0.servos[2].hasAlert = false }
    bench.run(for: .milliseconds(100))
    #expect(bench.driver.dynamixelState.alerting == 0)
  }

  @Test func aRegisterThatCannotBeWrittenCountsAsNotSetUp() {
    // The return delay is in the EEPROM, locked while the torque is on: without `torqueOff` before it, it stays.
    let torqueOn = DynamixelWrite(name: "torque", address: 64, length: 1, value: 1)
    var bench = DeviceBench(TestDevices.arm(setup: [torqueOn, Self.noDelay]), TestDevices.armCalibration)
    bench.run(for: .milliseconds(200))
    #expect(bench.driver.dynamixelState.notSetUp != 0)
    #expect(bench.driver.counters.deviceErrors > 0)
    #expect(bench.samples[0].valid == 0b111)
  }
}
