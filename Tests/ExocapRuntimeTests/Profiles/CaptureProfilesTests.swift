import ExocapCore
import ExocapRuntime
import ExocapTestCaptures
import ExocapTestSupport
import LinuxIO
import Testing

/// The captures' devices in YAML, as a technician writes them, against what `CaptureDevices` says of them.
@Suite struct CaptureProfilesTests {
  private static let folder = Requirement.repositoryRoot + "/Tests/Captures"

  @Test(arguments: Capture.names) func readsAsTheCapturesDevice(_ name: String) throws {
    let capture = try #require(Capture(name))
    let device = try #require(CaptureDevices.named(capture.device))
    let profile = try deviceProfile(try readText("\(Self.folder)/devices/\(capture.device).yaml"))
    #expect(profile == Self.asRead(device.profile))
    // Buttons have nothing to calibrate.
    guard !device.calibration.values.isEmpty else { return }
    let diagnostics = Diagnostics()
    let source = try readText("\(Self.folder)/calibrations/\(capture.device).yaml")
    let calibration = CalibrationReader.read(source, profile: profile, diagnostics: diagnostics)
    #expect(diagnostics.isClean, "\(diagnostics.text)")
    #expect(calibration == device.calibration)
  }

  /// A file that no capture uses proves nothing.
  @Test func everyFileIsACapturesDevice() throws {
    let devices = try Set(Capture.names.map { try #require(Capture($0)).device })
    #expect(Set(try Files.list(Self.folder + "/devices")) == Set(devices.map { $0 + ".yaml" }))
    let calibrated = devices.filter { CaptureDevices.named($0)?.calibration.values.isEmpty == false }
    #expect(Set(try Files.list(Self.folder + "/calibrations")) == Set(calibrated.map { $0 + ".yaml" }))
  }

  /// What no profile says of a bus of servos: that they are not asked who they are, and that they wait less than the factory's 500 µs
  /// before they answer without having been set up. The captures were made of such.
  private static func asRead(_ profile: DeviceProfile) -> DeviceProfile {
    var profile = profile
    switch profile.wire {
    case .dynamixel2(var bus):
      (bus.readsIdentity, bus.returnDelay) = (true, .microseconds(500))
      profile.wire = .dynamixel2(bus)
    case .feetech(var bus):
      (bus.readsIdentity, bus.returnDelay) = (true, .microseconds(500))
      profile.wire = .feetech(bus)
    case .damiao(var bus):
      bus.readsIdentity = true
      profile.wire = .damiao(bus)
    case .text, .ft300, .modbus, .link, .packets, .keys: break
    }
    return profile
  }
}
