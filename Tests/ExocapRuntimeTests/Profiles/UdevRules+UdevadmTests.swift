import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// What udev makes of our rules, on devices that umockdev invents.
@Suite struct UdevRulesUdevadmTests {
  private static let usb = "/devices/pci0000:00/usb1"
  private static let port = usb + "/1-2/1-2:1.0/ttyUSB7/tty/ttyUSB7"
  private static let hid = usb + "/1-3/1-3:1.0/0003:3553:B001.0001"

  /// Everything that `udevadm test` prints of each device, by its path; nil where that cannot be had here.
  private static func outcome(of rules: String, for paths: [String]) throws -> [String: [String]]? {
    guard Program.exists("umockdev-run"), Program.exists("udevadm") else {
      Requirement.skip("umockdev-run or udevadm is absent")
      return nil
    }
    guard getuid() == 0, var shell = Program(["unshare", "-m", "true"]), shell.status() == 0 else {
      Requirement.skip("mounting a tmpfs is not permitted")
      return nil
    }
    let folder = try TestFolder()
    let file = "\(folder.path)/60-exocap.rules"
    try Files.writeAtomically(rules, to: file)
    let here = Requirement.repositoryRoot + "/Tests/ExocapRuntimeTests/Profiles"
    let words = ["unshare", "-m", "sh", "\(here)/try-rules.sh", folder.path, "\(here)/devices.umockdev", file] + paths
    guard var run = Program(words) else {
      Issue.record("there is no unshare")
      return nil
    }
    var found: [String: [String]] = [:]
    var current = ""
    for line in run.rest() {
      if line.hasPrefix("device ") { current = String(line.dropFirst(7)) }
      found[current, default: []].append(line)
    }
    let status = run.status()
    #expect(status == 0, "\(found)")
    return found
  }

  private static func committed() throws -> String {
    String(decoding: try readText(Requirement.repositoryRoot + "/udev/60-exocap.rules").bytes, as: UTF8.self)
  }

  @Test func aSerialAdapterGetsAllThatTheRulesPromise() throws {
    let serial = Self.usb + "/1-2/1-2:1.0/ttyUSB7"
    guard let found = try Self.outcome(of: Self.committed(), for: [Self.port, serial, Self.usb + "/1-2"]) else { return }
    let tty = found[Self.port] ?? []
    // The script's group exocap has the number 64999.
    for wanted in [" GROUP 64999", " MODE 0660", " LINK 'exocap/FT9ABCDE'"] {
      #expect(tty.contains { $0.contains("60-exocap.rules") && $0.hasSuffix(wanted) }, "\(wanted): \(tty)")
    }
    let tags = tty.first { $0.hasPrefix("TAGS=") } ?? ""
    #expect(tags.contains(":uaccess:") && tags.contains(":systemd:"))
    #expect(tty.contains("ID_MM_DEVICE_IGNORE=1"))
    #expect(tty.contains { $0.hasPrefix("DEVLINKS=") && $0.contains("/dev/exocap/FT9ABCDE") })
    #expect(found[serial]?.contains { $0.hasSuffix("ATTR '/sys\(serial)/latency_timer' writing '1'") } == true)
    let device = found[Self.usb + "/1-2"] ?? []
    #expect(device.contains { $0.hasSuffix("ATTR '/sys\(Self.usb)/1-2/power/control' writing 'on'") })
    #expect(device.contains("ID_MM_DEVICE_IGNORE=1"))
  }

  @Test func aPedalsEventsAreOursAndItsReportsAreNot() throws {
    let event = Self.hid + "/input/input20/event5"
    let report = Self.hid + "/hidraw/hidraw3"
    guard let found = try Self.outcome(of: Self.committed(), for: [event, report]) else { return }
    for wanted in [" GROUP 64999", " MODE 0660"] {
      #expect(found[event]?.contains { $0.contains("60-exocap.rules") && $0.hasSuffix(wanted) } == true)
    }
    #expect(found[event]?.contains { $0.hasPrefix("TAGS=") && $0.contains(":uaccess:") } == true)
    #expect(found[report]?.contains { $0.contains("60-exocap.rules:") } == false)
  }

  @Test func otherTransportsGetTheirOwnNodes() throws {
    func profile(_ vendor: UInt16, _ product: UInt16, _ transport: DeviceTransport) -> DeviceProfile {
      DeviceProfile(
        name: "p\(product)", title: "", kind: .hand, usbMatches: [USBMatch(vendor: vendor, product: product)], line: .simulated,
        wire: .ft300, streams: [], provenAgainst: "", transport: transport)
    }
    let rules = UdevRules.text(for: [
      profile(0x3553, 0xB001, .hidraw), profile(0x1209, 0xE0E0, .usb(USBEndpoints(interface: 0, input: 0x81))),
    ])
    let nodes = [Self.hid + "/hidraw/hidraw3", Self.usb + "/1-4"]
    guard let found = try Self.outcome(of: rules, for: nodes + [Self.hid + "/input/input20/event5", Self.port]) else { return }
    for node in nodes {
      for wanted in [" GROUP 64999", " MODE 0660"] {
        #expect(found[node]?.contains { $0.contains("60-exocap.rules") && $0.hasSuffix(wanted) } == true, "\(node)\(wanted)")
      }
      #expect(found[node]?.contains { $0.hasPrefix("TAGS=") && $0.contains(":uaccess:") } == true)
    }
    #expect(found[Self.hid + "/input/input20/event5"]?.contains { $0.contains("60-exocap.rules:") } == false)
    #expect(found[Self.port]?.contains { $0.contains("60-exocap.rules:") } == false)
  }
}
