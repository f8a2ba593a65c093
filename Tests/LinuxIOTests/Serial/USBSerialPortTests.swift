import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct USBSerialPortTests {
  @Test func readsWhatIsBehindAnFTDIAdapter() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    let port = try #require(USBSerialPort(tty: "ttyUSB0", sysfs: sysfs.path))
    #expect(port.path == "/dev/ttyUSB0")
    #expect(port.vendor == 0x0403)
    #expect(port.product == 0x6014)
    #expect(port.serialNumber == "FT9ABCDE")
    #expect(port.latencyTimer == .milliseconds(16))
  }

  @Test func listsOnlyWhatHangsOnUSB() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    #expect(USBSerialPort.all(sysfs: sysfs.path).map(\.description) == FakeSysfs.descriptions)
    #expect(USBSerialPort(tty: "ttyS0", sysfs: sysfs.path) == nil)
    #expect(USBSerialPort(tty: "ttyUSB7", sysfs: sysfs.path) == nil)
  }

  @Test func aBoardWithoutATimerHasNone() throws {
    let folder = try TestFolder()
    let sysfs = try FakeSysfs(in: folder.path)
    let board = try #require(USBSerialPort(tty: "ttyACM0", sysfs: sysfs.path))
    #expect(board.latencyTimer == nil)
    #expect(board.name.isEmpty)
  }

  @Test func aMissingTreeHasNoPorts() {
    #expect(USBSerialPort.all(sysfs: "/nowhere").isEmpty)
  }
}
