import ExocapCore
@testable import ExocapRuntime
import LinuxIO
import Testing

@Suite struct DeviceSightingTests {
  private static func profile(_ name: String, _ matches: [USBMatch], _ transport: DeviceTransport = .serial) -> DeviceProfile {
    DeviceProfile(
      name: name, title: name, kind: .arm, usbMatches: matches, line: SerialLine(baud: 9600), wire: .ft300, streams: [],
      provenAgainst: "", transport: transport)
  }

  private static func node(_ kind: PluggedDevice.Kind, _ path: String, _ change: (inout PluggedDevice) -> Void = { _ in }) -> PluggedDevice
  {
    var device = PluggedDevice(kind: kind, name: path.split(separator: "/").last.map(String.init) ?? path, path: path)
    (device.vendor, device.product, device.serialNumber) = (0x0403, 0x6014, "FT9")
    change(&device)
    return device
  }

  private let arm = Self.profile("arm", [USBMatch(vendor: 0x0403, product: 0x6014)])
  private let quiet = DeviceSightings.Surroundings(holders: { _ in [] }, refusal: { _ in nil })

  private func rig(_ profile: DeviceProfile, _ port: PortBinding) -> Rig {
    Rig(
      name: "r", devices: [RigDevice(role: "left", profile: profile, calibration: nil, port: port)], robots: [],
      recording: RecordingSettings(folder: "out", compression: .zstd))
  }

  @Test func namesTheProfilesThatFit() {
    let glove = Self.profile("glove", [USBMatch(vendor: 0x0403, product: 0x6014, productName: "Glove*")], .hidraw)
    let other = Self.profile("other", [USBMatch(vendor: 0x0403, product: 0x6015)])
    let second = Self.profile("second", [USBMatch(vendor: 0x0403, product: 0x6014, interface: 1)])
    let look = DeviceSightings(profiles: [second, glove, other, arm], rig: nil)
    let tty = look.look(at: [Self.node(.tty, "/dev/ttyUSB0")], in: quiet)
    #expect(tty.map(\.profiles) == [["arm", "second"]])
    let first = look.look(at: [Self.node(.tty, "/dev/ttyUSB0") { $0.interface = 0 }], in: quiet)
    #expect(first.map(\.profiles) == [["arm"]])
    let hid = look.look(at: [Self.node(.hidraw, "/dev/hidraw0") { $0.productName = "Glove 2" }], in: quiet)
    #expect(hid.map(\.profiles) == [["glove"]])
  }

  @Test(arguments: [
    ("Exo7*", "Exo7 left", true), ("Exo7*", "Exo7", true), ("Exo7", "Exo7 left", false), ("*left", "Exo7 left", true), ("*", "", true),
    ("E*o*t", "Exo7 left", true), ("E*x*x", "Exo7 left", false), ("Exo7*", "exo7", false), ("ab*ba", "aba", false),
  ])
  func aStarStandsForAnything(pattern: String, text: String, fits: Bool) { #expect(USBMatch.pattern(pattern, fits: text) == fits) }

  @Test func knowsWhoseItIsBySerialAndByPath() {
    let device = Self.node(.tty, "/dev/ttyUSB0") { $0.links = ["/dev/serial/by-id/x"] }
    for port in [PortBinding.usbSerial("FT9"), .path("/dev/ttyUSB0"), .path("/dev/serial/by-id/x")] {
      let look = DeviceSightings(profiles: [], rig: rig(arm, port))
      #expect(look.look(at: [device], in: quiet).map(\.role) == ["left"])
      #expect(look.missing(from: [device]).isEmpty)
    }
    let look = DeviceSightings(profiles: [], rig: rig(arm, .usbSerial("FT8")))
    #expect(look.look(at: [device], in: quiet).map(\.role) == [nil])
    #expect(look.missing(from: [device]).map(\.role) == ["left"])
  }

  @Test func eachWrongThingHasItsOwnMessage() {
    let holder = Holder(process: 1)
    let refusal = IOError("open", "/dev/ttyUSB0", .system(.accessDenied), remedy: "sudo usermod -aG dialout $USER")
    let here = DeviceSightings.Surroundings(
      holders: { $0.name == "ttyUSB0" ? [holder] : [] }, refusal: { $0.name == "ttyUSB0" ? refusal : nil })
    let all = [
      Self.node(.tty, "/dev/ttyUSB0") { ($0.latencyTimer, $0.usbDevice) = (.milliseconds(16), "1-2") },
      Self.node(.tty, "/dev/ttyUSB1") { ($0.latencyTimer, $0.usbDevice) = (.milliseconds(1), "1-3") },
    ]
    let seen = DeviceSightings(profiles: [arm], rig: nil).look(at: all, in: here)
    #expect(
      seen[0].problems.map(\.text) == [
        "no permission: Permission denied (EACCES)", "held by \(holder)", "the serial number FT9 is also that of /dev/ttyUSB1",
        "its adapter holds bytes back for 16 ms",
      ])
    #expect(
      seen[0].problems.map(\.remedy) == [
        "sudo usermod -aG dialout $USER", "kill 1", "write 'port: /dev/ttyUSB0' in the rig",
        PortAccess.rulesCommand + ", then plug it in again",
      ])
    #expect(seen[1].problems.map(\.text) == ["the serial number FT9 is also that of /dev/ttyUSB0"])
  }

  @Test func aBusThatIsDownIsToldWithItsCommand() {
    let motors = Self.profile("motors", [], .can(CANBus(bitrate: 500_000)))
    let bus = Self.node(.can, "can0") { ($0.isDown, $0.serialNumber) = (true, "") }
    let seen = DeviceSightings(profiles: [], rig: rig(motors, .path("can0"))).look(at: [bus], in: quiet)
    #expect(seen.map(\.role) == ["left"])
    #expect(
      seen[0].problems == [
        DeviceSighting.Problem("the bus is down", remedy: "sudo ip link set can0 up type can bitrate 500000")
      ])
    #expect(DeviceSightings(profiles: [], rig: nil).look(at: [bus], in: quiet)[0].problems.isEmpty)
  }

  @Test func aDeviceThatIsNotOursIsLeftAlone() {
    let holder = Holder(process: 1)
    let here = DeviceSightings.Surroundings(
      holders: { _ in [holder] }, refusal: { IOError("open", $0.path, .system(.accessDenied)) })
    let seen = DeviceSightings(profiles: [], rig: nil).look(at: [Self.node(.input, "/dev/input/event0")], in: here)
    #expect(seen.map(\.problems) == [[]])
    #expect(seen.map(\.holders) == [[holder]])
  }

  @Test func aWholeUSBDeviceIsShownWhereNothingElseReadsIt() {
    let endpoints = Self.profile("taxels", [USBMatch(vendor: 0x1209, product: 1)], .usb(USBEndpoints(interface: 0, input: 0x81)))
    let all = [
      Self.node(.tty, "/dev/ttyUSB0") { $0.usbDevice = "1-2" },
      Self.node(.usb, "/dev/bus/usb/001/002") { ($0.name, $0.usbDevice) = ("1-2", "1-2") },
      Self.node(.usb, "/dev/bus/usb/001/003") {
        ($0.name, $0.usbDevice, $0.vendor, $0.product, $0.serialNumber) = ("1-3", "1-3", 0x1209, 1, "")
      },
      Self.node(.usb, "/dev/bus/usb/001/004") {
        ($0.name, $0.usbDevice, $0.vendor, $0.product, $0.serialNumber) = ("1-4", "1-4", 1, 1, "")
      },
    ]
    let seen = DeviceSightings(profiles: [endpoints], rig: nil).look(at: all, in: quiet)
    #expect(seen.map(\.device.path) == ["/dev/ttyUSB0", "/dev/bus/usb/001/003", "/dev/bus/usb/001/004"])
    #expect(seen.map(\.profiles) == [[], ["taxels"], []])
  }
}
