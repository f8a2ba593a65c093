internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct UdevRulesTests {
  private func profiles() throws -> [DeviceProfile] {
    let catalog = ProfileCatalog(searchPath: [HardwareProfilesTests.folder])
    return try catalog.names(of: .device).map { name in
      let diagnostics = Diagnostics()
      let source = try #require(catalog.source(of: .device, named: name, diagnostics: diagnostics) { _, _ in })
      return try #require(DeviceProfileReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
    }
  }

  @Test func theCommittedRulesAreWhatTheProfilesGive() throws {
    let committed = String(decoding: try readText(Requirement.repositoryRoot + "/udev/60-exocap.rules").bytes, as: UTF8.self)
    #expect(UdevRules.text(for: try profiles()) == committed)
    #expect(UdevRules.text(for: try profiles().reversed()) == committed)
  }

  @Test func everyMatchHasItsRules() throws {
    let text = UdevRules.text(for: try profiles())
    let lines = text.split(separator: "\n").map(String.init)
    for profile in try profiles() {
      for match in profile.usbMatches {
        let ids = "{idVendor}==\"\(UdevRulesTests.hex(match.vendor))\", ATTR"
        let subsystem = ["serial": "tty", "hidraw": "hidraw", "evdev": "input", "usb": "usb"][profile.transport.name] ?? "?"
        let own = lines.filter { $0.hasPrefix("SUBSYSTEM==\"\(subsystem)\"") && $0.contains(ids) }
        #expect(own.contains { $0.contains("GROUP=\"exocap\", MODE=\"0660\", TAG+=\"uaccess\"") }, "\(profile.name)")
        guard profile.transport == .serial else { continue }
        #expect(own.contains { $0.contains("ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"exocap/$env{ID_SERIAL_SHORT}\"") })
      }
    }
    // Never for everyone, and FTDI's timer only on FTDI.
    #expect(!text.contains("0666"))
    #expect(lines.filter { $0.contains("latency_timer") }.allSatisfy { $0.contains("ATTRS{idVendor}==\"0403\"") })
  }

  private static func hex(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  @Test func writesAnIdOnceForAllProfilesThatShareIt() {
    func profile(_ name: String) -> DeviceProfile {
      DeviceProfile(
        name: name, title: "", kind: .arm, usbMatches: [USBMatch(vendor: 0x00AB, product: 0x000C)], line: SerialLine(baud: 9600),
        wire: .ft300, streams: [], provenAgainst: "")
    }
    let text = UdevRules.text(for: [profile("b"), profile("a")])
    #expect(text.contains("\n# a, b\nSUBSYSTEM==\"tty\", SUBSYSTEMS==\"usb\", ATTRS{idVendor}==\"00ab\", ATTRS{idProduct}==\"000c\","))
    #expect(text.split(separator: "\n").filter { $0.contains("GROUP=") }.count == 1)
    #expect(text.hasSuffix("\n\nLABEL=\"exocap_end\"\n"))
  }
}
