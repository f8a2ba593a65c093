import ExocapTestSupport
import Testing

/// The tool on devices that umockdev invents.
@Suite struct DevicesCommandTests {
  /// What it prints; nil where there is no umockdev.
  private static func run(_ words: [String]) throws -> (lines: [String], status: Int32)? {
    guard Program.exists("umockdev-run") else {
      Requirement.skip("umockdev-run is absent")
      return nil
    }
    let devices = Requirement.repositoryRoot + "/Tests/ExocapRuntimeTests/Profiles/devices.umockdev"
    let profiles = ["--profiles", Requirement.repositoryRoot + "/hw-profiles"]
    guard var program = Program(["umockdev-run", "--device", devices, "--", ToolRun.tool, "devices"] + words + profiles) else {
      throw TestFailure("cannot start umockdev-run")
    }
    let lines = program.rest()
    return (lines, program.status())
  }

  /// Arms whose makers put them on a U2D2, as the profiles' comments say.
  private static let onU2D2 = ["aloha-leader", "gello-7dof", "gello-franka", "gello-ur", "gello-xarm"]

  @Test func showsWhatIsPluggedAndWhoKnowsIt() throws {
    guard let run = try Self.run([]) else { return }
    #expect(run.status == 0)
    let rows = run.lines.map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.first == "device usb id product serial driver profile role held by")
    #expect(
      rows.contains("/dev/ttyUSB7 0403:6014 USB Serial Converter FT9ABCDE ftdi_sio, 16 ms \(Self.onU2D2.joined(separator: ", ")) -"),
      "\(rows)")
    #expect(rows.contains("/dev/input/event5 3553:b001 FootSwitch - usbhid pcsensor-footswitch -"), "\(rows)")
    // The tty's and the pedal's whole devices are read by nobody; the third has nothing else.
    #expect(
      !rows.contains { $0.hasPrefix("/dev/bus/usb/001/002") } && rows.contains { $0.hasPrefix("/dev/bus/usb/001/004 1209:e0e0 Taxels") })
    #expect(rows.contains("/dev/ttyUSB7: its adapter holds bytes back for 16 ms"))
  }

  @Test func saysTheSameForPrograms() throws {
    guard let run = try Self.run(["--format", "json"]) else { return }
    let port = run.lines.first { $0.contains("\"path\":\"/dev/ttyUSB7\"") } ?? ""
    for part in [
      "\"kind\":\"tty\"", "\"vid\":1027", "\"pid\":24596", "\"manufacturer\":\"FTDI\"", "\"serial\":\"FT9ABCDE\"", "\"interface\":0",
      "\"driver\":\"ftdi_sio\"", "\"latency_timer_s\":0.016", "\"profiles\":[\(Self.onU2D2.map { "\"\($0)\"" }.joined(separator: ","))]",
      "\"role\":null", "\"holders\":[]",
    ] {
      #expect(port.contains(part), "\(part): \(port)")
    }
  }

  /// It is plugged in before it is calibrated.
  @Test func aRigThatIsNotCalibratedYetShowsItsDevices() throws {
    let bench = try CalibrationBench()
    let run = try ToolRun(["devices", "--rig", bench.rigFile])
    #expect(run.status == 1)
    #expect(run.messages.contains("exocap: left_arm (three) is not plugged in"), "\(run.messages)")
    #expect(run.messages.contains("exocap: this rig cannot run as it is: 'exocap rig check \(bench.rigFile)' says why"), "\(run.messages)")
    let why = try ToolRun(["rig", "check", bench.rigFile])
    #expect(why.messages.contains { $0.contains("'exocap calibrate left_arm --rig \(bench.rigFile)' makes it") }, "\(why.messages)")
  }

  @Test func aRigWhoseDevicesAreMissingIsNoGood() throws {
    let run = try ToolRun(["devices", "--rig", "demo"])
    // Where a demo runs its devices are there; nowhere else.
    if run.status == 0 { return }
    #expect(run.status == 1)
    #expect(run.messages.contains("exocap: left_arm (hmc-exo) is not plugged in"), "\(run.messages)")
  }
}
