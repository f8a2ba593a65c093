@testable import LinuxIO
import Testing

@Suite struct EnumerationTests {
  @Test func sortsByKindAndByNumber() {
    let names: [(PluggedDevice.Kind, String)] = [
      (.can, "can0"), (.input, "event10"), (.input, "event2"), (.tty, "ttyUSB1"), (.tty, "ttyACM0"), (.usb, "1-2"), (.hidraw, "hidraw0"),
    ]
    let devices = names.map { PluggedDevice(kind: $0.0, name: $0.1, path: $0.1) }
    #expect(
      Enumeration.sorted(devices).map(\.name) == ["ttyACM0", "ttyUSB1", "hidraw0", "event2", "event10", "1-2", "can0"])
  }

  /// Of this machine only what must hold on every one can be said: ports of the main board are left out.
  @Test func everyPortHasADeviceBehindIt() {
    for device in Enumeration.all() where device.kind != .can {
      #expect(device.vendor != nil, "\(device)")
      #expect(device.path.hasPrefix("/dev/"), "\(device)")
    }
  }
}
