import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedFeetechBusTests {
  static let torqueOff = RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0)
  static let noDelay = RegisterWrite(name: "return_delay_time", address: 7, length: 1, value: 0)

  @Test(arguments: FeetechSeries.allCases) func whatIsWornArrivesThroughTheDriver(_ series: FeetechSeries) {
    var bench = DeviceBench(TestDevices.feetech(series, setup: [Self.torqueOff, Self.noDelay]), TestDevices.armCalibration)
    bench.device.wear([0.5, -1.25, 2.5], rates: [1, -2, 0], stream: 0)
    bench.run(for: .milliseconds(200))
    let sample = bench.samples[0]
    #expect(sample.valid == 0b111)
    // Half a count: 0.77 mrad of 4096 a turn, 3.1 mrad of 1024.
    let step = series == .sts ? 0.0008 : 0.0031
    for (place, value) in [0.5, -1.25, 2.5].enumerated() { #expect(abs(sample.values[place] - value) < step) }
    for (place, rate) in [1.0, -2, 0].enumerated() { #expect(abs(sample.rates[place] - rate) < step) }
    let state = bench.driver.feetechState
    #expect(state.notSetUp == 0 && state.silent == 0)
    #expect(bench.driver.counters.timeouts == 0)
  }

  @Test(arguments: FeetechSeries.allCases) func theSetUpIsWrittenOnceAndReadBack(_ series: FeetechSeries) {
    var bench = DeviceBench(TestDevices.feetech(series, setup: [Self.torqueOff, Self.noDelay]), TestDevices.armCalibration)
    bench.run(for: .milliseconds(100))
    guard case .feetech(let bus) = bench.device else { return }
    // The factory's return delay is 250.
    #expect(bus.servos.map { $0.registers[7] } == [0, 0, 0])
    #expect(bus.servos.map { $0.isTorqueOn } == [false, false, false])
  }

  /// A servo without power leaves its slot empty; the others keep their turns, and it is read again soon after it is back.
  @Test(arguments: FeetechSeries.allCases) func aServoWithoutPowerCostsTheOthersNothing(_ series: FeetechSeries) {
    var bench = DeviceBench(TestDevices.feetech(series, setup: [Self.noDelay]), TestDevices.armCalibration)
    bench.device.wear([0.5, 0.5, 0.5], stream: 0)
    bench.run(for: .milliseconds(200))
    bench.changeFeetech { $0.servos[0].isAnswering = false }
    bench.device.wear([1, 1, 1], stream: 0)
    let before = bench.count
    bench.run(for: .milliseconds(300))
    #expect(bench.count - before >= 29)
    #expect(bench.samples[0].valid == 0b110)
    #expect(abs(bench.value(0, 0) - 0.5) < 0.0031)
    #expect(abs(bench.value(0, 1) - 1) < 0.0031)
    #expect(bench.driver.feetechState.silent == 0b001)
    bench.changeFeetech {
      $0.servos[0].reboot()
      $0.servos[0].isAnswering = true
    }
    bench.run(for: .milliseconds(150))
    #expect(bench.samples[0].valid == 0b111)
    #expect(abs(bench.value(0, 0) - 1) < 0.0031)
  }

  @Test func anOverloadedServoIsReadAndToldOf() {
    var bench = DeviceBench(TestDevices.feetech(.sts), TestDevices.armCalibration)
    bench.changeFeetech { $0.servos[2].errors = 0x20 }
    bench.run(for: .milliseconds(100))
    #expect(bench.driver.feetechState.alerting == 0b100)
    #expect(bench.samples[0].valid == 0b111)
    bench.changeFeetech { $0.servos[2].errors = 0 }
    bench.run(for: .milliseconds(100))
    #expect(bench.driver.feetechState.alerting == 0)
  }

  /// Each of the six slots of 0.3 ms begins where the one before ended, whether its servo is there or not.
  @Test func absentServosKeepTheirSlots() {
    var bus = SimulatedFeetechBus(profile: TestDevices.feetech(.sts, setup: []), calibration: nil)
    for index in bus.servos.indices { bus.servos[index].write(7, [0]) }
    bus.servos[1].isAnswering = false
    let now = Timestamp(nanoseconds: 0)
    // FE 07 82 38 02 01 02 03 sum up to 0x1C7, whose complement is 0x38.
    bus.receive([0xFF, 0xFF, 0xFE, 0x07, 0x82, 0x38, 0x02, 0x01, 0x02, 0x03, 0x38], at: now)
    // A reply of 8 bytes takes 80 µs.
    #expect(bus.poll(now: now + .microseconds(80)).count == 8)
    #expect(bus.poll(now: now + .microseconds(600)).isEmpty)
    #expect(bus.poll(now: now + .microseconds(680)).count == 8)
  }
}
