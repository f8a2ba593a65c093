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
        let vendor = String(match.vendor, radix: 16)
        let tty = lines.filter { $0.hasPrefix("SUBSYSTEM==\"tty\"") && $0.contains(vendor) }
        #expect(tty.contains { $0.contains("GROUP=\"exocap\", MODE=\"0660\", TAG+=\"uaccess\"") })
        #expect(tty.contains { $0.contains("ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"exocap/$env{ID_SERIAL_SHORT}\"") })
      }
    }
    // Never for everyone, and FTDI's timer only on FTDI.
    #expect(!text.contains("0666"))
    #expect(lines.filter { $0.contains("latency_timer") }.allSatisfy { $0.contains("ATTRS{idVendor}==\"0403\"") })
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
