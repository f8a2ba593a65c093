internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import LinuxIO
internal import Testing

@Suite struct LeRobotCalibrationTests {
  static let names = ["shoulder_pan", "shoulder_lift", "elbow_flex", "wrist_flex", "wrist_roll", "gripper"]

  private func profile() throws -> DeviceProfile {
    let path = Requirement.repositoryRoot + "/hw-profiles/devices/so101-leader.yaml"
    return try #require(DeviceProfileReader.read(try readText(path), diagnostics: Diagnostics()))
  }

  /// Two motors as LeRobot writes them, with four blanks a level.
  private let text = """
    {
        "left": {
            "id": 1,
            "drive_mode": 0,
            "homing_offset": -312,
            "range_min": 738,
            "range_max": 3411
        },
        "gripper": {
            "id": 6,
            "drive_mode": 1,
            "homing_offset": 640,
            "range_min": 2021,
            "range_max": 3377
        }
    }
    """

  private var small: DeviceProfile {
    let bus = FeetechBus(series: .sts, ids: [1, 6], block: .position, rate: 100, returnDelay: .zero, setup: [])
    let values = ["left", "gripper"].enumerated().map {
      ValueProfile(
        name: $0.element, source: .linear(field: $0.offset, scale: 2 * Double.pi / 4096, rate: nil, effort: nil), lower: -7, upper: 7)
    }
    return DeviceProfile(
      name: "arm", title: "", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: .feetech(bus),
      streams: [StreamProfile(name: "s", kind: .joints, rate: 100, staleAfter: .seconds(1), values: values)], provenAgainst: "")
  }

  private func read(_ text: String) -> (DeviceCalibration?, [String]) {
    let diagnostics = Diagnostics()
    let source = SourceText(name: "lab/my_leader.json", text: text)
    return (LeRobotCalibration.read(source, profile: small, diagnostics: diagnostics), reports(diagnostics))
  }

  private func problems(_ old: String, _ new: String) -> [String] {
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    return read(parts.joined(separator: new)).1
  }

  /// By hand: the middle of 738 … 3411 is 2074.5 counts; the inverted gripper is 0 at 3377. 4096 counts are a turn.
  @Test func zerosAreWhereLeRobotHasThem() throws {
    let (found, problems) = read(text)
    #expect(problems == [])
    let calibration = try #require(found)
    #expect(calibration.label == "my_leader")
    #expect(calibration.serial == nil)
    let left = try #require(calibration.values["left"])
    let gripper = try #require(calibration.values["gripper"])
    // The offsets tell which arm it is of.
    #expect(calibration.fingerprint?.part(0) == DeviceIdentity.servo(id: 1, homing: -312))
    #expect(calibration.fingerprint?.part(1) == DeviceIdentity.servo(id: 6, homing: 640))
    #expect((left.zero - 2074.5 * 2 * Double.pi / 4096).magnitude < 1e-12 && left.sign == 1)
    #expect((gripper.zero - 3377 * 2 * Double.pi / 4096).magnitude < 1e-12 && gripper.sign == -1)
  }

  @Test(arguments: [
    (
      "\"range_min\": 738", "\"range_min\": 3411",
      ["6:9: left.range_min is not below range_max: the joint was not moved", "= calibrate again"]
    ),
    (
      "\"id\": 1", "\"id\": 2",
      ["2:13: left is servo 2 here, and servo 1 in profile 'arm'", "= it is the file of another arm, or the servo's id was changed"]
    ),
    (
      "\"left\"", "\"lefd\"",
      [
        "1:1: value 'left' of profile 'arm' is not calibrated", "2:5: profile 'arm' has no value 'lefd'", "= did you mean 'left'?",
        "= allowed here: left, gripper",
      ]
    ),
    ("\"homing_offset\": -312", "\"homing_offset\": -2048", ["5:26: left.homing_offset is -2048", "= allowed: -2047 .. 2047"]),
    ("        \"drive_mode\": 0,\n", "", ["2:13: 'drive_mode' is missing in left"]),
    ("\"range_max\": 3411", "\"range_max\": 4096", ["7:22: left.range_max is 4096", "= allowed: 0 .. 4095"]),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    #expect(problems(old, new) == expected)
  }

  @Test func anInvertedJointIsTurnedAndToldOf() {
    let (calibration, problems) = read(text.replacing("\"drive_mode\": 0", with: "\"drive_mode\": 1"))
    #expect(calibration?.values["left"]?.sign == -1)
    #expect(problems.first?.hasPrefix("2:5: left is inverted") == true)
  }

  @Test func aDeviceWithoutFeetechServosHasNoSuchFile() {
    var other = small
    other.wire = .ft300
    let diagnostics = Diagnostics()
    let source = SourceText(name: "a.json", text: text)
    #expect(LeRobotCalibration.read(source, profile: other, diagnostics: diagnostics) == nil)
    #expect(diagnostics.errorCount == 1)
  }

  /// Each joint of the sample is 0 in the middle of its own range; the gripper at its lower end.
  @Test func readsTheSampleOfAWholeArm() throws {
    guard let path = Requirement.sharedData("sample_lerobot_so101_leader_calibration.json") else {
      Requirement.skip("the shared calibration of LeRobot's is absent")
      return
    }
    let diagnostics = Diagnostics()
    let source = try readText(path)
    let calibration = try #require(
      LeRobotCalibration.read(source, profile: try profile(), diagnostics: diagnostics), "\(diagnostics.text)")
    let middles = [2074.5, 2001, 1994, 2036, 2047.5, 2021]
    for (name, middle) in zip(Self.names, middles) {
      let value = try #require(calibration.values[name])
      #expect((value.zero - middle * 2 * Double.pi / 4096).magnitude < 1e-12 && value.sign == 1, "\(name)")
    }
    let motors = try #require(LeRobotCalibration.motors(source, diagnostics: diagnostics))
    #expect(motors.map(\.homingOffset) == [-312, 1011, -870, 77, -1500, 640])
    #expect(motors.map(\.id) == [1, 2, 3, 4, 5, 6])
  }

  /// A rig takes the file as it is, and the recording's copy of it too.
  @Test func aRigNamesTheFileItself() throws {
    let folder = try TestFolder()
    let rig = """
      rig: 1
      name: r
      devices:
        - {role: arm, profile: so101-leader, port: /dev/arm, calibration: lab/my_leader.json}
      recording: {folder: out}
      """
    let values = Self.names.enumerated().map { place, name in
      #""\#(name)": {"id": \#(place + 1), "drive_mode": 0, "homing_offset": 0, "range_min": 1000, "range_max": 3000}"#
    }
    for (path, text) in [("rigs/r.yaml", rig), ("calibrations/lab/my_leader.json", "{" + values.joined(separator: ",\n") + "}")] {
      try Files.makeFolders(Files.folder(of: folder.path + "/" + path))
      try Files.writeAtomically(text, to: folder.path + "/" + path)
    }
    let loaded: LoadedRig
    do {
      loaded = try Profiles.load(folder.path + "/rigs/r.yaml", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    } catch {
      Issue.record("\(error.text)")
      return
    }
    #expect(loaded.rig.devices[0].calibration?.label == "my_leader")
    let file = try #require(loaded.files.first { $0.kind == .calibration })
    #expect(file.path == "calibrations/lab/my_leader.json")
    let copies = loaded.files.compactMap { CatalogFile(path: $0.path, bytes: $0.bytes) }
    #expect(copies.count == loaded.files.count)
    let again = try Profiles.load("r", catalog: ProfileCatalog(files: copies))
    #expect(again.rig.devices[0].calibration == loaded.rig.devices[0].calibration)
    #expect(ProfileCatalog(searchPath: [folder.path]).names(of: .calibration) == ["lab/my_leader.json"])
  }
}
