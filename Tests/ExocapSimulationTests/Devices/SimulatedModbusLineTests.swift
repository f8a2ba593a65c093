import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedModbusLineTests {
  /// Three encoders of AirExo's kind and a transmitter with a float of two registers.
  static func profile(pipelining: Interval? = nil) -> DeviceProfile {
    var nodes = (1...3).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }
    nodes.append(ModbusNode(name: "cell", slave: 9, register: 0x100, type: .float32, wordOrder: .lowFirst))
    let joints = (0..<3).map {
      ValueProfile(
        name: "joint\($0 + 1)", source: .linear(field: $0, scale: 2 * Double.pi / 4096, rate: nil, effort: nil), lower: -7, upper: 7)
    }
    return DeviceProfile(
      name: "arm", title: "arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
      wire: .modbus(ModbusBus(nodes: nodes, rate: 50, pipelining: pipelining)),
      streams: [
        StreamProfile(name: "joints", kind: .joints, rate: 50, staleAfter: .milliseconds(100), values: joints),
        StreamProfile(
          name: "grip", kind: .forces, rate: 50, staleAfter: .milliseconds(100),
          values: [ValueProfile(name: "force", source: .force(field: 3, scale: 0.1, saturatesAt: .infinity), lower: -100, upper: 100)]),
      ], provenAgainst: "test")
  }

  static var calibration: DeviceCalibration {
    var calibration = TestDevices.armCalibration
    calibration.values["force"] = ValueCalibration(zero: 0, sign: 1)
    return calibration
  }

  @Test(arguments: [nil, Interval.microseconds(2100)]) func whatIsWornArrivesThroughTheDriver(_ pipelining: Interval?) {
    var bench = DeviceBench(Self.profile(pipelining: pipelining), Self.calibration)
    bench.device.wear([0.5, -1.25, 2.5], stream: 0)
    bench.device.wear([-12.5], stream: 1)
    bench.run(for: .milliseconds(400))
    #expect(bench.count >= 19)
    #expect(bench.samples[0].valid == 0b111 && bench.samples[1].valid == 0b1)
    for (place, value) in [0.5, -1.25, 2.5].enumerated() { #expect(abs(bench.value(0, place) - value) < 0.0008) }
    #expect(abs(bench.value(1, 0) + 12.5) < 1e-6)
    #expect(bench.driver.counters.timeouts == 0 && bench.driver.counters.badChecksums == 0)
  }

  @Test func aSlaveWithoutPowerIsNotValidAndComesBack() {
    var bench = DeviceBench(Self.profile(), Self.calibration)
    bench.run(for: .milliseconds(100))
    bench.changeModbus { $0.silent = [2] }
    bench.run(for: .milliseconds(300))
    #expect(bench.samples[0].valid == 0b101)
    #expect(bench.driver.modbusSilent == 0b0010)
    bench.changeModbus { $0.silent = [] }
    bench.run(for: .milliseconds(200))
    #expect(bench.samples[0].valid == 0b111)
  }

  @Test func aSlaveThatSaysNoIsAnErrorAndTheOthersAreRead() {
    var bench = DeviceBench(Self.profile(), Self.calibration)
    bench.changeModbus { $0.exceptions = [1: 4] }
    bench.run(for: .milliseconds(100))
    #expect(bench.samples[0].valid == 0b110)
    #expect(bench.driver.counters.deviceErrors > 0)
  }
}

extension DeviceBench {
  /// Changes the slaves behind the driver's back.
  mutating func changeModbus(_ change: (inout SimulatedModbusLine) -> Void) {
    guard case .modbus(var line) = device else { return }
    change(&line)
    device = .modbus(line)
  }
}
