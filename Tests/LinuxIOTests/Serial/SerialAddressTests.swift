import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct SerialAddressTests {
  @Test func aSlashMakesItAPath() {
    #expect(SerialAddress("/dev/ttyUSB0") == .path("/dev/ttyUSB0"))
    #expect(SerialAddress("FT9ABCDE") == .usbSerialNumber("FT9ABCDE"))
  }

  @Test func aSerialNumberLeadsToItsPort() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    #expect(try SerialAddress("FT9ABCDE").resolve(sysfs: sysfs.path) == "/dev/ttyUSB0")
  }

  @Test func anUnknownSerialNumberTellsWhatIsHere() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    let failure = error { () throws(IOError) in _ = try SerialAddress("FT0").resolve(sysfs: sysfs.path) }
    #expect(failure?.cause == .notFound(found: FakeSysfs.descriptions))
    #expect(failure?.description.hasPrefix("cannot find the USB serial number FT0: there is none; here are /dev/ttyACM0") == true)
  }

  @Test func twoPortsOfOneNumberAreNamedBoth() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    try sysfs.nameBoard("FT9ABCDE")
    let failure = error { () throws(IOError) in _ = try SerialAddress("FT9ABCDE").resolve(sysfs: sysfs.path) }
    guard case .ambiguous(let among) = failure?.cause else {
      Issue.record("not ambiguous: \(String(describing: failure))")
      return
    }
    #expect(among.count == 2)
    #expect(failure?.remedy == "name the port by its path below /dev/serial/by-path")
  }
}
