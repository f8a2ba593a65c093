import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedForceTorqueSensorTests {
  @Test func theDriverStartsTheStreamAndReadsWhatIsWorn() {
    var bench = DeviceBench(TestDevices.wrist, TestDevices.wristCalibration)
    bench.device.wear([12.34, -5], stream: 0)
    bench.run(for: .milliseconds(90))
    #expect(bench.count == 0)
    bench.run(for: .seconds(1))
    #expect(bench.count > 90)
    #expect(abs(bench.value(0, 0) - 12.34) < 1e-9)
    #expect(abs(bench.value(0, 1) - -5) < 1e-9)
  }

  @Test func aSensorThatStreamsAlreadyIsNotAsked() {
    var sensor = SimulatedForceTorqueSensor(
      profile: TestDevices.wrist, calibration: TestDevices.wristCalibration, start: Timestamp(nanoseconds: 0), isStreaming: true)
    let bytes = sensor.poll(now: Timestamp(nanoseconds: 0)) + sensor.poll(now: Timestamp(nanoseconds: 9_000_000))
    #expect(bytes.count == 16)
    #expect(bytes[0...1] == [0x20, 0x4E])
  }

  @Test func fiftyOnesStopTheStreamAndSilenceStartsItAgain() {
    var bench = DeviceBench(TestDevices.wrist, TestDevices.wristCalibration)
    bench.run(for: .milliseconds(500))
    let before = bench.count
    bench.device.receive(Array(repeating: 0xFF, count: 50), at: bench.now)
    bench.run(for: .milliseconds(90))
    #expect(bench.count <= before + 1)
    bench.run(for: .milliseconds(500))
    #expect(bench.count > before + 30)
  }

  @Test func forcesBeyondTheRangeAreSaturated() {
    var bench = DeviceBench(TestDevices.wrist, TestDevices.wristCalibration)
    bench.device.wear([400, 0], stream: 0)
    bench.run(for: .milliseconds(500))
    #expect(bench.samples[0].saturated == 0b01)
    #expect(bench.value(0, 0) == 300)
  }
}
