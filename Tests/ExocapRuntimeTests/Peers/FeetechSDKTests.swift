import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Glibc
import LinuxIO
import Synchronization
import Testing

/// PyPI's feetech-servo-sdk reads our simulated servos over a real pty.
@Suite(.serialized) struct FeetechSDKTests {
  /// Counts that are worn: position, speed, load.
  static let worn: [(position: Int, speed: Int, load: Int)] = [(1304, -20, 100), (255, 255, -1000), (1000, 0, 0)]

  /// Models 777 (STS3215) and 1284 (SCS0009); return delay 250 is the factory's.
  @Test(arguments: [(FeetechSeries.sts, 777), (.scs, 1284)]) func theMakersOwnSDKReadsTheSimulatedBus(_ series: FeetechSeries, _ model: Int)
    throws
  {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    let script = Requirement.repositoryRoot + "/Tests/Peers/feetech_sdk_read.py"
    guard unsafe access(python, X_OK) == 0 else {
      Requirement.skip("feetech-servo-sdk is not installed in .build/venv")
      return
    }
    let bus = try ServedDevice(Self.bus(series))
    let thread = TestThread { bus.serve() }
    var lines: [String] = []
    var status: Int32 = -1
    if var peer = Program([python, script, bus.terminal.path, series.rawValue, "1", "2", "3"]) {
      lines = peer.rest()
      status = peer.status()
    }
    bus.isOver.store(true, ordering: .relaxed)
    thread.join()
    #expect(status == 0)
    let counts = Self.worn.enumerated().map { "\($0.offset + 1) \($0.element.position) \($0.element.speed) \($0.element.load)" }
    var expected = (1...3).map { "ping \($0) \(model) 0" }
    expected += ["delay 250 0", "torque on 0", "torque 1 0", "no delay 0", "no delay 0", "no delay 0", "delay 0 0", "goals 501 502 503"]
    expected += counts.map { "read \($0)" }
    if series == .sts { expected += counts.map { "sync \($0)" } }
    #expect(lines == expected)
  }

  static func bus(_ series: FeetechSeries) -> SimulatedDevice {
    let values = (0..<3).map { index in
      ValueProfile(
        name: "joint\(index)",
        source: .linear(
          field: index, scale: 1, rate: ScaledField(field: 3 + index, scale: 1), effort: ScaledField(field: 6 + index, scale: 1)),
        lower: -.infinity, upper: .infinity)
    }
    let bus = FeetechBus(series: series, ids: [1, 2, 3], block: .positionSpeedLoad, rate: 100, returnDelay: .zero, setup: [])
    let profile = DeviceProfile(
      name: "arm", title: "arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: .feetech(bus),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .seconds(1), values: values)],
      provenAgainst: "test")
    var device = SimulatedDevice(profile: profile, calibration: nil, start: Timestamp(nanoseconds: 0))
    device.wear(
      worn.map { Double($0.position) }, rates: worn.map { Double($0.speed) }, efforts: worn.map { Double($0.load) }, stream: 0)
    return device
  }
}
