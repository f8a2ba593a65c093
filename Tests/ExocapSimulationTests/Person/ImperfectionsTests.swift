import ExocapCore
import Testing

@testable import ExocapSimulation

@Suite struct ImperfectionsTests {
  private static let rig = Rig(
    name: "r",
    devices: [
      RigDevice(role: "left", profile: TestDevices.exo, calibration: TestDevices.exoCalibration, port: .path("/dev/a")),
      RigDevice(role: "right", profile: TestDevices.arm(), calibration: TestDevices.armCalibration, port: .path("/dev/b")),
    ], robots: [], recording: RecordingSettings(folder: "r"))

  private static func source(_ device: Int, _ stream: Int, _ value: Int) -> ValueReference {
    ValueReference(device: DeviceID(device), stream: StreamIndex(stream), value: value)
  }

  @Test func everyJointHasAZeroOfItsOwnWithinTheError() {
    var random = SeededRandom(seed: 3)
    var made = Imperfections(rig: Self.rig, zeroError: 0.02, noise: 0, random: &random)
    let joints = [Self.source(0, 0, 0), Self.source(0, 0, 1), Self.source(1, 0, 0), Self.source(1, 0, 1), Self.source(1, 0, 2)]
    let zeros = joints.map { made.zero(of: $0) }
    #expect(Set(zeros).count == 5)
    #expect(zeros.allSatisfy { abs($0) <= 0.02 && $0 != 0 })
    // Without noise a reading is off by the zero, each time.
    let readings = joints.map { made.error(of: $0) }
    #expect(readings == zeros)
    // Axes and buttons have no zero of a joint.
    #expect(made.zero(of: Self.source(0, 1, 0)) == 0)
  }

  @Test func theSameSeedIsTheSameHardware() {
    func first(_ seed: UInt64) -> [Double] {
      var random = SeededRandom(seed: seed)
      var made = Imperfections(rig: Self.rig, zeroError: 0.02, noise: 0.001, random: &random)
      return (0..<4).map { _ in made.error(of: Self.source(0, 0, 1)) }
    }
    #expect(first(9) == first(9))
    #expect(first(9) != first(10))
  }

  /// Of 4000 readings the deviation is within 4 σ/√8000 = 0.000045 of 0.001, about the zero.
  @Test func noiseHasItsDeviation() {
    var random = SeededRandom(seed: 4)
    var made = Imperfections(rig: Self.rig, zeroError: 0.02, noise: 0.001, random: &random)
    let zero = made.zero(of: Self.source(1, 0, 0))
    let off = (0..<4000).map { _ in made.error(of: Self.source(1, 0, 0)) - zero }
    let deviation = (off.reduce(0) { $0 + $1 * $1 } / 4000).squareRoot()
    #expect(abs(deviation - 0.001) < 0.000045)
  }
}
