import LinuxIO
import Testing

@Suite struct IOErrorTests {
  @Test func readsAsASentenceWithItsRepair() {
    let error = IOError("open", "/dev/ttyUSB0", .system(.accessDenied), remedy: "sudo usermod -aG dialout $USER")
    #expect(
      error.description == "cannot open /dev/ttyUSB0: Permission denied (EACCES). To repair: sudo usermod -aG dialout $USER")
    #expect(error.code == .accessDenied)
  }

  @Test func tellsWhatIsHereInstead() {
    let none = IOError("find the USB serial number", "FT1", .notFound(found: []))
    #expect(none.description == "cannot find the USB serial number FT1: there is none.")
    let others = IOError("find the USB serial number", "FT1", .notFound(found: ["/dev/ttyUSB0", "/dev/ttyACM0"]))
    #expect(others.description == "cannot find the USB serial number FT1: there is none; here are /dev/ttyUSB0, /dev/ttyACM0.")
    #expect(others.code == nil)
  }

  @Test func tellsWhatTheDriverMadeOfIt() {
    let error = IOError("set 250000 bit/s on", "/dev/ttyS0", .notAccepted(asked: "250000 bit/s", got: "9600 bit/s"))
    #expect(error.description == "cannot set 250000 bit/s on /dev/ttyS0: asked for 250000 bit/s, the driver accepted 9600 bit/s.")
  }

  @Test func saysWhenTheHolderIsOutOfSight() {
    let error = IOError("open", "/dev/ttyUSB0", .held(by: []))
    #expect(error.description == "cannot open /dev/ttyUSB0: another process has it (not visible to this user).")
  }
}
