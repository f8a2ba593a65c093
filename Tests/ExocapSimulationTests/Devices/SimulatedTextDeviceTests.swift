import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedTextDeviceTests {
  @Test func whatIsWornArrivesThroughTheDriver() {
    var bench = DeviceBench(TestDevices.exo, TestDevices.exoCalibration)
    bench.device.wear([0.7, -1.9], stream: 0)
    bench.device.wear([-0.5, 1], stream: 1)
    bench.run(for: .milliseconds(100))
    // One count is about a milliradian on these ellipses.
    #expect(abs(bench.value(0, 0) - 0.7) < 0.002)
    #expect(abs(bench.value(0, 1) - -1.9) < 0.002)
    #expect(abs(bench.value(1, 0) - -0.5) < 0.001)
    #expect(bench.value(1, 1) == 1)
    #expect(bench.samples[0].valid == 0b11)
    #expect(bench.samples[1].valid == 0b11)
  }

  @Test func printsAtItsRate() {
    var bench = DeviceBench(TestDevices.exo, TestDevices.exoCalibration)
    bench.run(for: .seconds(1))
    // The line that was on the wire at opening is lost.
    #expect(bench.count == 99)
  }

  @Test func aLoadCellPrintsItsLabelAndDecimals() {
    var device = SimulatedTextDevice(profile: TestDevices.cell, calibration: TestDevices.cellCalibration, start: Timestamp(nanoseconds: 0))
    device.worn.set([0.71], stream: 0)
    // (0.71 + 0.5) / 0.00980665 = 123.386 g.
    let line = device.poll(now: Timestamp(nanoseconds: 0)) + device.poll(now: Timestamp(nanoseconds: 5_000_000))
    #expect(line == Array("Reading: 123.39 g\r\n".utf8))
  }

  @Test func bytesComeAtTheLinesSpeed() {
    var device = SimulatedTextDevice(profile: TestDevices.cell, calibration: TestDevices.cellCalibration, start: Timestamp(nanoseconds: 0))
    // 57600 Bd: a byte each 173.6 µs.
    let none = device.poll(now: Timestamp(nanoseconds: 173_000))
    let one = device.poll(now: Timestamp(nanoseconds: 174_000))
    let two = device.poll(now: Timestamp(nanoseconds: 521_000))
    #expect(none.isEmpty)
    #expect(one == [0x52])
    #expect(two == [0x65, 0x61])
  }

  @Test func aLateCallerGetsOneLine() {
    var device = SimulatedTextDevice(profile: TestDevices.cell, calibration: TestDevices.cellCalibration, start: Timestamp(nanoseconds: 0))
    let bytes = device.poll(now: Timestamp(nanoseconds: 1_000_000_000)) + device.poll(now: Timestamp(nanoseconds: 1_010_000_000))
    #expect(bytes.filter { $0 == 0x0A }.count == 1)
  }
}
