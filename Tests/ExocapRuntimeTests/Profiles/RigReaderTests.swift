internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderTests {
  private let fixture = RigFixture()

  @Test func readsEveryField() throws {
    let (loaded, said) = fixture.load()
    #expect(said == [])
    let rig = try #require(loaded?.rig)
    #expect(rig.devices.map(\.role) == ["arm", "grip"])
    #expect(rig.devices.map(\.port) == [.path("/dev/arm"), .usbSerial("FT9")])
    #expect(rig.devices.map { $0.calibration?.label } == ["one", "two"])
    #expect(rig.recording == RecordingSettings(folder: "out", compression: .lz4, blackBox: .seconds(5)))
    let robot = try #require(rig.robots.first)
    #expect(
      robot.link
        == LinkSettings(
          host: "127.0.0.1", port: 7411, robot: 7, timeToLive: .milliseconds(30), stateStaleAfter: .milliseconds(40), operatorID: 3))
    #expect(robot.control == ControlSettings(period: .milliseconds(4), lead: nil))
    #expect(robot.limits.velocity == [2, 3, 0.1, 2.5])
    #expect(robot.limits.acceleration == [20, 20, 2, 20])
    #expect(robot.limits.jerk == [300, 300, 40, 300])
    let degree = Double.pi / 180
    #expect(robot.limits.margin == [degree, degree, 0.001, degree])
  }

  @Test func mapsJointsAndGrips() throws {
    let robot = try #require(fixture.load().0?.rig.robots.first)
    func value(_ device: Int, _ stream: Int, _ value: Int) -> ValueReference {
      ValueReference(device: DeviceID(device), stream: StreamIndex(stream), value: value)
    }
    // sign -1, scale 2; a constant; the gripper's joint and joints not named hold.
    let elbow = JointMapping.joint(value(0, 0, 0), gain: -2, offset: 10 * Double.pi / 180)
    let map: [JointMapping] = [elbow, .constant(5 * Double.pi / 180), .hold, .hold]
    #expect(robot.map == map)
    // 9 N is closed (0) and 1 N is open (1): gain -1/8 per newton, offset 9/8.
    #expect(
      robot.grips == [
        GripMapping(
          aperture: AxisMapping(source: value(1, 0, 0), gain: -0.125, offset: 1.125),
          force: AxisMapping(source: value(1, 0, 0), gain: 0.5, offset: 1), forceCeiling: 12)
      ])
    let engagement = robot.engagement
    #expect(engagement.groups == JointGroups(.leftArm).union(JointGroups(.leftHand)))
    #expect(
      engagement.confirm == [
        ConfirmAct(source: value(0, 1, 0), over: 0.5, groups: JointGroups(.leftArm)),
        ConfirmAct(source: value(1, 0, 0), over: 5, groups: engagement.groups),
      ])
    #expect(engagement.largestMismatch == 20 * .pi / 180)
    #expect(engagement.blend == .milliseconds(1500))
    #expect(!engagement.isRemoteEngageAllowed && !engagement.doesLossStopAll && engagement.holdsWhileDisarmed)
    #expect(engagement.largestTrackingError == 30 * .pi / 180 && engagement.trackingTime == .milliseconds(300))
  }

  /// A left-right mirror flips roll (x) and yaw (z), not pitch (y): the G1's limits of left and right joints show the same.
  @Test func mirrorsByTheJointsAxis() throws {
    var mirrored = fixture
    mirrored.rig = fixture.rig
      .split(separator: "sign: -1, scale: 2, offset: 10deg").joined(separator: "mirror: true")
      .split(separator: "left_wrist: 5deg").joined(separator: "left_wrist: {from: arm.wrist, mirror: true}")
    let robot = try #require(mirrored.load().0?.rig.robots.first)
    guard case .joint(_, let elbow, _) = robot.map[0], case .joint(_, let wrist, _) = robot.map[1] else {
      Issue.record("\(robot.map)")
      return
    }
    #expect(elbow == 1)  // turns about y
    #expect(wrist == -1)  // turns about x
  }

  @Test func aLeadDeviceGivesTheRate() throws {
    var led = fixture
    led.rig = fixture.rig.split(separator: "{rate: 250Hz}").joined(separator: "{lead: arm}")
    let robot = try #require(led.load().0?.rig.robots.first)
    #expect(robot.control == ControlSettings(period: .milliseconds(5), lead: DeviceID(0)))
    #expect(
      fixture.problems(in: \.rig, "{rate: 250Hz}", "{rate: 250Hz, lead: arm}") == [
        "rigs/r.yaml:10: robots[0].control.rate is 250Hz, but 'arm' arrives at 200Hz",
        "= remove the rate: the lead gives it; or remove the lead for a timer",
      ])
  }

  /// 3 numbers of 4 digits, 2 blanks, a newline: 15 bytes, 7.8 ms at 19200 baud.
  @Test func theBusBudgetIsCheckedBeforeAnythingRuns() {
    #expect(
      fixture.problems(in: \.exo, "baud: 115200", "baud: 19200") == [
        "devices/exo.yaml:11: streams[0].rate: 200Hz does not fit on the line",
        "= one sample takes 7.8125 ms at 19200 baud: at most 128Hz fit", "= lower the rate, or raise line.baud if the device can",
        "devices/exo.yaml:16: streams[1].rate: 200Hz does not fit on the line",
        "= one sample takes 7.8125 ms at 19200 baud: at most 128Hz fit", "= lower the rate, or raise line.baud if the device can",
      ])
  }

  @Test func saysEverythingAboutAllFilesAtOnceInOrder() {
    var broken = fixture
    broken.rig = fixture.rig.split(separator: "left_wrist: 5deg").joined(separator: "left_writ: 5deg")
    broken.unit1 = fixture.unit1.split(separator: "wrist:").joined(separator: "wirst:")
    broken.bot = fixture.bot.split(separator: "6Nm").joined(separator: "6N")
    let (loaded, said) = broken.load()
    #expect(loaded == nil)
    #expect(
      said == [
        "calibrations/unit1.yaml:3: value 'wrist' of profile 'exo' is not calibrated",
        "calibrations/unit1.yaml:3: profile 'exo' has no value 'wirst'", "= did you mean 'wrist'?", "= allowed here: elbow, wrist",
        "robots/bot.yaml:9: joints[3].effort is a torque, but '6N' is a force", "= write it like '2Nm'",
      ])
  }

  @Test(arguments: [
    (
      "profile: exo,", "profile: exa,",
      [
        "rigs/r.yaml:4: there is no device profile 'exa'", "= did you mean 'exo'?", "= there are: cell, exo",
      ]
    ),
    (
      ", calibration: unit1}", "}",
      [
        "rigs/r.yaml:4: devices[0] needs a calibration: 'exo' measures elbow, wrist",
        "= give 'calibration: NAME', and the file as calibrations/NAME.yaml",
      ]
    ),
    (
      "calibration: unit1", "calibration: unit2",
      [
        "calibrations/unit2.yaml:2: this calibration is for 'cell', but the device is 'exo'",
        "calibrations/unit2.yaml:3: value 'elbow' of profile 'exo' is not calibrated",
        "calibrations/unit2.yaml:3: value 'wrist' of profile 'exo' is not calibrated",
        "calibrations/unit2.yaml:3: profile 'exo' has no value 'force'", "= allowed here: elbow, wrist",
      ]
    ),
    (
      "calibration: unit1", "calibration: unt1",
      [
        "rigs/r.yaml:4: there is no calibration 'unt1'", "= did you mean 'unit1'?", "= there are: unit1, unit2",
        "= 'exocap calibrate arm --rig rigs/r.yaml' makes it",
      ]
    ),
    (
      "serial: FT9", "serial: FT8",
      [
        "rigs/r.yaml:5: calibration 'unit2' is of the unit with serial 'FT9', not 'FT8'", "= calibrate this unit",
      ]
    ),
    (
      "role: grip", "role: arm",
      [
        "rigs/r.yaml:5: role 'arm' is there twice",
        "rigs/r.yaml:16: no device has the role 'grip'", "= allowed here: arm, arm",
        "rigs/r.yaml:17: no device has the role 'grip'", "= allowed here: arm, arm",
        "rigs/r.yaml:23: no device has the role 'grip'", "= allowed here: arm, arm",
      ]
    ),
    (
      "serial: FT9", "port: /dev/arm",
      [
        "rigs/r.yaml:3: 'grip' and 'arm' are on the same port", "= one device, one port",
      ]
    ),
    (
      "serial: FT9, ", "",
      [
        "rigs/r.yaml:5: devices[1] has no port", "= give 'serial: FT9ABCDE' or 'port: /dev/serial/by-id/...'",
      ]
    ),
    (
      "    profile: bot", "    profile: robot",
      [
        "rigs/r.yaml:8: there is no robot profile 'robot'", "= there are: bot",
      ]
    ),
    (
      "left_wrist: 5deg", "left_wrst: 5deg",
      [
        "rigs/r.yaml:13: robot 'bot' has no joint 'left_wrst'", "= did you mean 'left_wrist'?",
      ]
    ),
    (
      "left_wrist: 5deg", "left_finger: hold",
      [
        "rigs/r.yaml:13: joint 'left_finger' is a gripper", "= say under 'grips' what opens and closes it",
      ]
    ),
    (
      "left_wrist: 5deg", "left_wrist: 80deg",
      [
        "rigs/r.yaml:13: robots[0].map.left_wrist is 80deg", "= allowed: -57.2958deg .. 57.2958deg",
      ]
    ),
    (
      "from: arm.elbow", "from: arm.elbo",
      [
        "rigs/r.yaml:12: 'arm' has no value 'elbo' among its joints", "= did you mean 'elbow'?", "= allowed here: elbow, wrist",
      ]
    ),
    (
      "from: arm.button", "from: arm",
      [
        "rigs/r.yaml:23: robots[0].engagement.confirm[0].from is 'arm'",
        "= write it like 'left_arm.shoulder_pitch': a role and a value",
      ]
    ),
    (
      "[left_arm, left_hand]", "[left_arm, head]",
      [
        "rigs/r.yaml:20: robot 'bot' has no joint in group head"
      ]
    ),
    (
      "over: 5N", "over: 5",
      [
        "rigs/r.yaml:23: robots[0].engagement.confirm[1].over has no unit: '5'", "= write it like '5N'",
      ]
    ),
    (
      "force_ceiling: 12N", "force_ceiling: 40N",
      [
        "rigs/r.yaml:18: robots[0].grips.left_hand.force_ceiling is 40N", "= allowed: 0N .. 15N",
      ]
    ),
    (
      "[left_arm, left_hand]", "[left_arm, waist]",
      [
        "rigs/r.yaml:20: nothing drives group waist", "= map one of its joints, or its gripper under 'grips', or take the group out",
      ]
    ),
    ("port: 7411", "port: 74110", ["rigs/r.yaml:9: robots[0].link.port is 74110", "= allowed: 1 .. 65535"]),
    ("black_box: 5s", "black_box: 5", ["rigs/r.yaml:29: recording.black_box has no unit: '5'", "= write it like '20ms' or '1.5s'"]),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    let said = fixture.problems(in: \.rig, old, new)
    #expect(Set(expected).isSubset(of: Set(said)), "\(said)")
    #expect(!said.isEmpty)
  }

  @Test func aMarginLeavesEveryJointSomeTravel() {
    let said = fixture.problems(in: \.bot, "limits: [-1rad, 1rad], velocity: 6rad/s", "limits: [0deg, 2deg], velocity: 6rad/s")
    #expect(said.contains("rigs/r.yaml:28: robots[0].limits.margin leaves joint 'left_wrist' no travel"))
  }

  @Test func aNameInsideAFileIsTheNameItIsFoundBy() {
    #expect(
      fixture.problems(in: \.exo, "name: exo", "name: exo2").first
        == "calibrations/unit1.yaml:2: this calibration is for 'exo', but the device is 'exo2'")
    #expect(
      fixture.problems(in: \.bot, "name: bot", "name: other") == [
        "robots/bot.yaml: the file is found as 'bot', but calls itself 'other'", "= make 'name' and file name the same",
      ])
  }
}
