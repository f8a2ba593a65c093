import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedDeviceTests {
  @Test func followsTheProfilesProtocol() {
    let start = Timestamp(nanoseconds: 0)
    var exo = SimulatedDevice(profile: TestDevices.exo, calibration: TestDevices.exoCalibration, start: start)
    var arm = SimulatedDevice(profile: TestDevices.arm(), calibration: TestDevices.armCalibration, start: start)
    var wrist = SimulatedDevice(profile: TestDevices.wrist, calibration: TestDevices.wristCalibration, start: start)
    // Only the text device speaks unasked.
    #expect(exo.deadline == start)
    #expect(arm.deadline == .distantFuture)
    #expect(wrist.deadline == .distantFuture)
    let later = Timestamp(nanoseconds: 20_000_000)
    _ = exo.poll(now: start)
    let silent = arm.poll(now: later) + wrist.poll(now: later)
    let spoken = exo.poll(now: later)
    #expect(silent.isEmpty)
    #expect(spoken.suffix(2) == [0x0D, 0x0A])
  }
}
