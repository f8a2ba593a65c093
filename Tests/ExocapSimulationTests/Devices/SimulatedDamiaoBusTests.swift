import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedDamiaoBusTests {
  private static let motors = [
    DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 10, torque: 28),
    DamiaoMotor(id: 2, reply: 0x12, position: 12.5, velocity: 30, torque: 10),
    DamiaoMotor(id: 3, reply: 0, position: 12.5, velocity: 45, torque: 54),
  ]

  private static func profile(_ adapter: DamiaoAdapter, motors: [DamiaoMotor] = motors) -> DeviceProfile {
    let values = motors.indices.map {
      ValueProfile(
        name: "joint\($0)",
        source: .linear(
          field: $0, scale: 25.0 / 65535, rate: ScaledField(field: 3 + $0, scale: 2 * motors[$0].velocity / 4095), effort: nil),
        lower: -13, upper: 13)
    }
    return DeviceProfile(
      name: "leader", title: "leader", kind: .arm, usbMatches: [], line: SerialLine(baud: 921_600),
      wire: .damiao(DamiaoBus(motors: motors, rate: 200, adapter: adapter)),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 200, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "test")
  }

  private static let calibration = DeviceCalibration(
    profile: "leader", label: "test", serial: nil,
    values: [
      "joint0": ValueCalibration(zero: 0.5, sign: 1), "joint1": ValueCalibration(zero: 0, sign: -1),
      "joint2": ValueCalibration(zero: -1, sign: 1),
    ])

  /// What is worn is read: to a count of 25 rad in 65535, and of 2 · 10 rad/s in 4095.
  @Test(arguments: DamiaoAdapter.allCases) func isReadByTheDriver(_ adapter: DamiaoAdapter) {
    var bench = DeviceBench(Self.profile(adapter), Self.calibration)
    bench.device.wear([0.7, -1.2, 2.5], rates: [1.5, 0, 0], stream: 0)
    bench.run(for: .milliseconds(500))
    #expect(bench.count > 85, "\(bench.count) turns")
    for (place, worn) in [0.7, -1.2, 2.5].enumerated() {
      #expect(abs(bench.value(0, place) - worn) < 25.0 / 65535, "\(bench.value(0, place))")
      #expect(bench.samples[0].isValid(place))
    }
    #expect(abs(bench.samples[0].rates[0] - 1.5) < 20.0 / 4095)
  }

  @Test func losesItsTorqueWhenItIsOpened() {
    var bench = DeviceBench(Self.profile(.usbSerial), Self.calibration)
    bench.run(for: .milliseconds(100))
    guard case .damiao(let bus) = bench.device else { return #expect(Bool(false), "another device") }
    #expect(bus.motors.allSatisfy { !$0.isTorqueOn })
  }

  /// A motor with another PMAX than the profile says: the others are read, it is not.
  @Test func aMotorWithOtherScalesIsNotBelieved() {
    var bench = DeviceBench(Self.profile(.usbSerial), Self.calibration)
    guard case .damiao(var bus) = bench.device else { return #expect(Bool(false), "another device") }
    bus.motors[1].motor.position = 6.25
    bench.device = .damiao(bus)
    bench.run(for: .milliseconds(300))
    #expect(bench.samples[0].isValid(0) && !bench.samples[0].isValid(1) && bench.samples[0].isValid(2))
    let state = bench.driver.busState
    #expect(state.refused == 0b010)
  }

  @Test func aMotorWithoutPowerIsSilentAndComesBack() {
    var bench = DeviceBench(Self.profile(.usbSerial), Self.calibration)
    bench.run(for: .milliseconds(200))
    guard case .damiao(var bus) = bench.device else { return #expect(Bool(false), "another device") }
    bus.motors[2].isAnswering = false
    bench.device = .damiao(bus)
    bench.run(for: .milliseconds(200))
    let gone = bench.driver.busState
    #expect(gone.silent == 0b100 && !bench.samples[0].isValid(2) && bench.samples[0].isValid(0))
    guard case .damiao(var back) = bench.device else { return }
    back.motors[2].isAnswering = true
    back.motors[2].isTorqueOn = true
    bench.device = .damiao(back)
    bench.run(for: .milliseconds(2_000))
    let state = bench.driver.busState
    #expect(state.silent == 0 && state.notSetUp == 0 && bench.samples[0].isValid(2))
    guard case .damiao(let end) = bench.device else { return }
    #expect(!end.motors[2].isTorqueOn)
  }
}
