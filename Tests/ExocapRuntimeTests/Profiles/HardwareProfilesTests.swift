internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// The files under hw-profiles/: every one is read, and compared with the facts it was made from.
@Suite struct HardwareProfilesTests {
  static let folder = Requirement.repositoryRoot + "/hw-profiles"
  private let catalog = ProfileCatalog(searchPath: [HardwareProfilesTests.folder])

  private func text(_ kind: ProfileFile, _ name: String) throws -> SourceText {
    let source = catalog.source(of: kind, named: name, diagnostics: Diagnostics()) { message, _ in Issue.record("\(message)") }
    return try #require(source)
  }

  private func robot(_ name: String) throws -> RobotProfile {
    let diagnostics = Diagnostics()
    let source = try text(.robot, name)
    return try #require(RobotProfileReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
  }

  @Test(arguments: ProfileFile.allCases)
  func everyFileIsReadWithoutAWord(kind: ProfileFile) {
    let names = catalog.names(of: kind)
    #expect(!names.isEmpty)
    for name in names {
      let path = "\(HardwareProfilesTests.folder)/\(kind.folder)/\(name).yaml"
      let diagnostics = Profiles.check(path: path, searchPath: [])
      #expect(diagnostics.sorted.isEmpty, "\(diagnostics.text)")
    }
  }

  @Test func theIssuesFilesAreThere() {
    #expect(
      Set(catalog.names(of: .device)).isSuperset(of: [
        "hmc-exo", "ace-exo", "gello-7dof", "gello-ur", "gello-xarm", "gello-franka", "aloha-leader", "homunculus-arm", "homunculus-glove",
        "robotiq-ft300", "optoforce-3axis", "hx711", "exostream-arm", "exostream-glove", "so101-leader", "airexo", "dy094",
        "rebot-devarm-leader", "openarm-leader",
      ]))
    #expect(Set(catalog.names(of: .robot)).isSuperset(of: CommittedRobots.names))
    #expect(catalog.names(of: .rig).contains("demo"))
  }

  /// Adapters and boards that many devices have, by vendor and product (usb_ids.json): a rig tells such devices apart by serial number
  /// or path. Every other identity is one device's.
  static let sharedAdapters: Set<[UInt16]> = [
    [0x0403, 0x6014], [0x0403, 0x6001],  // FT232H of the U2D2, FT232R
    [0x1A86, 0x7523], [0x1A86, 0x55D3],  // CH340, CH343
    [0x10C4, 0xEA60], [0x303A, 0x1001],  // CP210x, the ESP32's own USB
    [0x2F5D, 0x2202],  // OpenRB-150
  ]

  @Test func onlyAdaptersAreSharedByDevices() throws {
    var seen: [String: String] = [:]
    for name in catalog.names(of: .device) {
      let source = try text(.device, name)
      let profile = try #require(DeviceProfileReader.read(source, diagnostics: Diagnostics()))
      for match in profile.usbMatches where !Self.sharedAdapters.contains([match.vendor, match.product]) {
        let other = seen.updateValue(name, forKey: "\(match.vendor):\(match.product):\(match.productName ?? "*")")
        #expect(other == nil, "\(name) and \(other ?? "") claim one USB identity")
      }
    }
  }

  /// The rules of a shared adapter name every profile that has it.
  @Test func sharedAdaptersNameAllTheirDevices() throws {
    let rules = String(decoding: try readText(Requirement.repositoryRoot + "/udev/60-exocap.rules").bytes, as: UTF8.self)
    let comments = rules.split(separator: "\n").filter { $0.hasPrefix("# ") }
    for name in catalog.names(of: .device) {
      let source = try text(.device, name)
      let profile = try #require(DeviceProfileReader.read(source, diagnostics: Diagnostics()))
      if profile.usbMatches.isEmpty { continue }
      #expect(comments.contains { $0.dropFirst(2).split(separator: ", ").contains(Substring(name)) }, "\(name) has no rules")
    }
  }

  /// Every line with a number of a device has a source or a reason beside it or above it: at least one comment a block.
  @Test func deviceProfilesNameTheirSources() throws {
    for name in catalog.names(of: .device) {
      let source = try text(.device, name)
      let lines = String(decoding: source.bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.first?.hasPrefix("#") == true, "\(name)")
      let isSerial = !lines.contains { $0.hasPrefix("transport:") }
      // A CAN interface is named in the rig, and belongs to whatever adapter it is.
      let isCAN = lines.contains { $0.hasPrefix("transport: {can") }
      for key in ["usb:", "line:", "rate:"] where (isSerial || key != "line:") && (!isCAN || key != "usb:") {
        let index = try #require(lines.firstIndex { $0.contains(key) }, "\(name) \(key)")
        let around = lines[max(0, index - 3)...index]
        #expect(around.contains { $0.contains("#") }, "\(name): \(key) has no source")
      }
    }
  }

  @Test func theG1EqualsTheJointTable() throws {
    guard let path = Requirement.sharedData("joint_tables.json") else {
      Requirement.skip("the shared joint tables are absent")
      return
    }
    let table = YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())?["unitree_g1_29dof_rev_1_0"]
    let expected = try #require(table?["joints"]?.items)
    let profile = try robot("unitree-g1")
    #expect(profile.joints.count == 29 && expected.count == 29)
    for (index, (joint, row)) in zip(profile.joints, expected).enumerated() {
      #expect(joint.name == row["name"]?.text)
      #expect(row["lowcmd_index"]?.double == Double(index))
      #expect(joint.lower == row["lower"]?.double)
      #expect(joint.upper == row["upper"]?.double)
      #expect(joint.velocity == row["velocity"]?.double)
      #expect(joint.effort == row["effort"]?.double)
    }
    // LeRobot's arm gains, as the joint table prints them: shoulder pitch to wrist yaw.
    let arm = profile.joints.filter { $0.group == .leftArm }
    #expect(arm.map(\.kp) == [50, 50, 80, 80, 40, 40, 40])
    #expect(arm.map(\.kd) == [3, 3, 3, 3, 1.5, 1.5, 1.5])
  }

  /// Names, order and gains are the G1's; limits are of the newer actuators that its own URDF gives.
  @Test func theG1WithGrippersHasTheSameJointsAndTwoMore() throws {
    let plain = try robot("unitree-g1")
    let dex = try robot("unitree-g1-dex1")
    #expect(dex.joints.count == 31)
    #expect(dex.joints.prefix(29).map(\.name) == plain.joints.map(\.name))
    #expect(dex.joints.prefix(29).map(\.kp) == plain.joints.map(\.kp))
    #expect(dex.joints.prefix(29).map(\.lower) == plain.joints.map(\.lower))
    #expect(dex.joints.suffix(2).map(\.group) == [.leftHand, .rightHand])
    #expect(dex.grippers.map(\.group) == [.leftHand, .rightHand])
    #expect(plain.grippers.isEmpty)
    #expect(dex.jointMapHash != plain.jointMapHash)
  }

  @Test(arguments: [
    ("unitree-g1", "g1_29dof_rev_1_0.urdf", [String]()),
    ("unitree-g1-dex1", "g1_29dof_mode_15_with_dex1_1.urdf", ["left_dex1_finger_joint_2", "right_dex1_finger_joint_2"]),
  ])
  func theRobotsEqualTheirURDF(name: String, file: String, followers: [String]) throws {
    guard let path = Requirement.sharedData("robots/\(file)") else {
      Requirement.skip("the shared robot models are absent")
      return
    }
    let diagnostics = Diagnostics()
    let source = try readText(path)
    let urdf = try #require(URDFReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
    var kinematics = try robot(name).kinematics
    for index in kinematics.joints.indices where followers.contains(kinematics.joints[index].name) {
      #expect(kinematics.joints[index].mimic != nil)
      kinematics.joints[index].mimic = nil
    }
    #expect(kinematics == urdf.kinematics)
  }

  /// The ACE arm's tree is that of its URDF, with other joint names; its last joint has no travel there.
  @Test func theACEArmEqualsItsURDF() throws {
    guard let path = Requirement.sharedData("robots/ace_exo_left_arm.urdf") else {
      Requirement.skip("the shared robot models are absent")
      return
    }
    let urdfText = try readText(path)
    var expected = try #require(URDFReader.read(urdfText, diagnostics: Diagnostics())).kinematics
    let source = try text(.device, "ace-exo")
    let profile = try #require(DeviceProfileReader.read(source, diagnostics: Diagnostics()))
    for index in expected.joints.indices {
      let name = expected.joints[index].name
      if name == "ee" {
        expected.joints[index].kind = .fixed
        expected.joints[index].axis = Vec3(1, 0, 0)
        (expected.joints[index].lower, expected.joints[index].upper) = (-.infinity, .infinity)
      } else {
        expected.joints[index].name = "joint_" + name
      }
      (expected.joints[index].velocity, expected.joints[index].effort) = (.infinity, .infinity)
    }
    #expect(profile.kinematics?.tree == expected)
  }

  /// The joint table's, in its order; the legs are yaw, pitch, roll.
  @Test func theH12EqualsTheJointTable() throws {
    guard let path = Requirement.sharedData("joint_tables.json") else {
      Requirement.skip("the shared joint tables are absent")
      return
    }
    let rows = try #require(YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())?["unitree_h1_2"]?["joints"]?.items)
    let profile = try robot("unitree-h1-2")
    #expect(profile.joints.map(\.name) == rows.compactMap { $0["name"]?.text } && profile.joints.count == 27)
    #expect(profile.joints.map(\.lower) == rows.compactMap { $0["lower"]?.double })
    #expect(profile.joints.map(\.effort) == rows.compactMap { $0["effort"]?.double })
  }

  /// By hand from the URDF's origins: the shoulder is tilted by 0.2618 rad and its roll link back, so that y = 0.14806 + 0.061999 cos +
  /// 0.0060011 sin, z = 0.42333 + 0.061999 sin - 0.0060011 cos - 0.1456 - 0.182 - 0.011, x = 0.006 + 0.121 + 0.087 + 0.02.
  @Test(arguments: [("left", 1.0), ("right", -1.0)])
  func theH12sWristIsWhereItsLinksPutIt(side: String, sign: Double) throws {
    let model = try KinematicModel(try robot("unitree-h1-2").kinematics)
    var state = KinematicState(model)
    state.updatePlacements()
    let wrist = state.placement(link: try #require(model.link(named: "\(side)_wrist_yaw_link"))).position
    #expect((wrist - Vec3(0.234, sign * 0.20949962800, 0.09497994211)).length < 1e-9)
  }

  /// 12 legs, one waist joint, two arms of five; controller sheet: 13, 14, 20, 21, 27 and 28 of the 29 are invalid.
  @Test func theG1With23JointsLacksSix() throws {
    let whole = try robot("unitree-g1").joints.map(\.name)
    let fewer = try robot("unitree-g1-23dof")
    #expect(fewer.joints.map(\.name) == whole.indices.filter { ![13, 14, 20, 21, 27, 28].contains($0) }.map { whole[$0] })
    #expect(fewer.kinematics.joints.count == 10 && fewer.suggested != nil)
  }

  /// The tree whose placements, Jacobians and torques are held against Pinocchio's (Tests/Vectors/kinematics/pinocchio_vectors.py).
  @Test func theG1With23JointsIsTheTreeOfItsVectors() throws {
    let diagnostics = Diagnostics()
    let source = try readText(Requirement.repositoryRoot + "/Tests/Vectors/kinematics/g1_23dof.urdf")
    let urdf = try #require(URDFReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
    let kinematics = try robot("unitree-g1-23dof").kinematics
    #expect(kinematics == urdf.kinematics)
  }

  /// Left thumb, middle, index; right thumb, index, middle. The right hand's signs are the left one's mirror image.
  @Test func theDex3HandsHaveTheirOwnOrders() throws {
    let profile = try robot("unitree-g1-dex3")
    let left = profile.joints.filter { $0.group == .leftHand }
    let right = profile.joints.filter { $0.group == .rightHand }
    #expect(
      left.map { $0.name.dropFirst(10).dropLast(6) } == ["thumb_0", "thumb_1", "thumb_2", "middle_0", "middle_1", "index_0", "index_1"])
    #expect(
      right.map { $0.name.dropFirst(11).dropLast(6) } == ["thumb_0", "thumb_1", "thumb_2", "index_0", "index_1", "middle_0", "middle_1"])
    for joint in left {
      let twin = try #require(right.first { $0.name == "right" + joint.name.dropFirst(4) })
      #expect((joint.lower + twin.upper).magnitude < 1e-4 && (joint.upper + twin.lower).magnitude < 1e-4)
    }
    let hand = try #require(profile.hands.first)
    #expect(profile.hands.count == 1 && hand.fingers.map(\.name) == [.thumb, .index, .middle])
    _ = try HandRetargeter(
      hand, joints: profile.joints.map(\.name), settings: HandRetargeting(source: .glove(DeviceID(0))))
  }

  /// 34.13 kg by Pinocchio's reading of the URDF (kinematics/meta.json).
  @Test func theG1WithGrippersWeighsWhatPinocchioSays() throws {
    let mass = try robot("unitree-g1-dex1").kinematics.links.reduce(0) { $0 + $1.mass }
    #expect((mass - 34.12993489999999).magnitude < 1e-9)
  }

  @Test func theDemoRigLoadsWithEveryFile() throws {
    let loaded = try Profiles.load("demo", searchPath: [HardwareProfilesTests.folder])
    #expect(loaded.rig.devices.map(\.role) == ["left_arm", "right_arm", "left_grip", "right_grip"])
    #expect(Set(loaded.rig.devices.map(\.profile.wire.name)) == ["text", "dynamixel2", "ft300"])
    #expect(loaded.warnings.isEmpty)
    let paths = [
      "rigs/demo.yaml", "devices/hmc-exo.yaml", "calibrations/demo/left-arm.yaml", "devices/gello-7dof.yaml",
      "calibrations/demo/right-arm.yaml", "devices/hx711.yaml", "calibrations/demo/left-grip.yaml", "devices/robotiq-ft300.yaml",
      "calibrations/demo/right-grip.yaml", "robots/unitree-g1-dex1.yaml", "quality/default.yaml",
    ]
    #expect(loaded.files.map(\.path) == paths)
    let robot = try #require(loaded.rig.robots.first)
    #expect(robot.control == ControlSettings(period: .milliseconds(2), lead: DeviceID(1), isGravityCompensated: true))
    #expect(robot.map.count == 31 && robot.limits.velocity.count == 31)
    #expect(robot.engagement.confirm.count == 2)
  }

  /// What the filters of the rigs add, as `exocap latency` prints it: at most 4 ms at 500 ticks a second, moving or not.
  @Test func noRigsFilterAddsMoreThanFourMilliseconds() throws {
    for name in catalog.names(of: .rig) {
      let rig = try Profiles.load(name, searchPath: [HardwareProfilesTests.folder]).rig
      for delay in rig.robots.flatMap(\.filterDelays) {
        #expect(delay.constant <= 0.004 && delay.moving <= 0.004, "\(name): \(delay.group.name) \(delay.kind)")
      }
    }
  }

  /// A recording carries these files, and replay reads them from there.
  @Test func theDemoRigLoadsFromItsOwnAttachments() throws {
    let loaded = try Profiles.load("demo", searchPath: [HardwareProfilesTests.folder])
    let attachments = loaded.files.map { ($0.path, $0.bytes) }
    let files = try attachments.map { try #require(CatalogFile(path: $0.0, bytes: $0.1)) }
    #expect(try Profiles.load("demo", catalog: ProfileCatalog(files: files)).rig == loaded.rig)
  }

  /// The ellipses of the demo's left arm are those of the vectors, whose formula is angle = wrap(-(atan2(z1, z0) - zero)).
  @Test func theDemosLeftArmHasTheVectorsCalibration() throws {
    guard let path = Requirement.sharedData("vectors/vectors_text_streams.json") else {
      Requirement.skip("the shared vectors are absent")
      return
    }
    let vectors = YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())?["vectors"]?.items ?? []
    let calibrated = vectors.compactMap { $0["calibration"]?["joints"]?.items }
    let joints = calibrated.first ?? []
    let loaded = try Profiles.load("demo", searchPath: [HardwareProfilesTests.folder])
    let calibration = try #require(loaded.rig.devices[0].calibration)
    #expect(joints.count == calibration.values.count)
    for joint in joints {
      let name = try #require(joint["name"]?.text)
      let value = try #require(calibration.values[name])
      let ellipse = try #require(value.ellipse)
      #expect(value.sign == -1)
      #expect(value.zero == joint["zero_offset"]?.double)
      #expect([ellipse.centreCosine, ellipse.centreSine] == joint["center_fit"]?.items.compactMap(\.double))
      #expect([ellipse.t00, ellipse.t01, ellipse.t10, ellipse.t11] == joint["T"]?.items.flatMap(\.items).compactMap(\.double))
    }
  }
}
