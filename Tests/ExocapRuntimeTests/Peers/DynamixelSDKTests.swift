import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Glibc
import LinuxIO
import Synchronization
import Testing

/// PyPI's dynamixel-sdk, which ROBOTIS writes, reads our simulated arm over a real pty.
@Suite struct DynamixelSDKTests {
  /// Counts that are worn: current, velocity, position. The third servo's hold FF FF FD.
  static let worn: [(current: Int, velocity: Int, position: Int)] = [(12, -7, 3072), (-40, 0, -1024), (-1, 253, 2048)]

  @Test func theMakersOwnSDKReadsTheSimulatedArm() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    let script = Requirement.repositoryRoot + "/Tests/Peers/dynamixel_sdk_read.py"
    guard unsafe access(python, X_OK) == 0 else {
      Requirement.skip("dynamixel-sdk is not installed in .build/venv")
      return
    }
    let arm = try ServedDevice(.servos(DynamixelSDKTests.chain()))
    let thread = TestThread { arm.serve() }
    var lines: [String] = []
    var status: Int32 = -1
    if var peer = Program([python, script, arm.terminal.path, "1000000", "1", "2", "3"]) {
      lines = peer.rest()
      status = peer.status()
    }
    arm.isOver.store(true, ordering: .relaxed)
    thread.join()
    #expect(status == 0)
    #expect(lines == Self.expected)
  }

  static func chain() -> SimulatedServoChain {
    let values = (0..<3).map { index in
      ValueProfile(
        name: "joint\(index)",
        source: .linear(
          field: index, scale: 1, rate: ScaledField(field: 3 + index, scale: 1), effort: ScaledField(field: 6 + index, scale: 1)),
        lower: -.infinity, upper: .infinity)
    }
    let bus = DynamixelBus(
      ids: [1, 2, 3], block: .currentVelocityPosition, read: .sync, rate: 100, returnDelay: .zero, setup: [])
    let profile = DeviceProfile(
      name: "arm", title: "arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: .dynamixel2(bus),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .seconds(1), values: values)],
      provenAgainst: "test")
    var chain = SimulatedServoChain(profile: profile, calibration: nil)
    chain.worn.set(
      worn.map { Double($0.position) }, rates: worn.map { Double($0.velocity) }, efforts: worn.map { Double($0.current) }, stream: 0)
    return chain
  }

  /// Model 1200 is the XL330-M288; error 7 is an access to the locked EEPROM; return delay 250 is the factory's.
  static let expected: [String] =
    [
      "ping 1 1200 0", "ping 2 1200 0", "ping 3 1200 0", "broadcast 1:1200:53 2:1200:53 3:1200:53", "delay 250 0", "torque on 0",
      "locked 7", "torque off 0", "no delay 0", "no delay 0", "no delay 0", "delay 0 0", "goals 1001 1002 1003",
    ]
    + ["sync", "fast"].flatMap { name in
      worn.enumerated().map { "\(name) \($0.offset + 1) \($0.element.current) \($0.element.velocity) \($0.element.position)" }
    } + ["reboot 0"]
}
