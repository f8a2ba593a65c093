internal import ExocapCore
internal import ExocapRuntime

/// The rig of two arms with two Dex3 hands in place of its grippers, each led by a glove through its fingertips.
///
/// The right hand is the profile's. No source gives the left one's links: it is the right one's mirror image, with axes that turn
/// as the left one's limits say. The gloves have the hands' own trees.
struct TickHands {
  private let profile: RobotProfile

  /// Why there is no such rig.
  struct Missing: Error, CustomStringConvertible {
    let description = "hw-profiles/robots/unitree-g1-dex3.yaml: cannot be read, or has no right hand (run from the checkout)"
  }

  init() throws {
    let diagnostics = Diagnostics()
    guard let source = SourceText.read(path: "hw-profiles/robots/unitree-g1-dex3.yaml", diagnostics: diagnostics),
      var profile = RobotProfileReader.read(source, diagnostics: diagnostics),
      let right = profile.hands.first(where: { $0.group == .rightHand })
    else { throw Missing() }
    profile.hands = [right, TickHands.mirrored(right, joints: profile.joints)]
    self.profile = profile
  }

  private static func left(_ name: String) -> String { name.hasPrefix("right_") ? "left_" + name.dropFirst(6) : name }

  private static func mirrored(_ right: HandModel, joints: [RobotJoint]) -> HandModel {
    var tree = right.kinematics.mirrored
    for index in tree.links.indices { tree.links[index].name = left(tree.links[index].name) }
    for index in tree.joints.indices {
      var joint = tree.joints[index]
      joint.name = left(joint.name)
      (joint.parentLink, joint.childLink) = (left(joint.parentLink), left(joint.childLink))
      if let own = joints.first(where: { $0.name == joint.name }) {
        let isFlipped = abs(own.lower + joint.upper) < abs(own.lower - joint.lower)
        if isFlipped { joint.axis = -joint.axis }
        (joint.lower, joint.upper) = (own.lower, own.upper)
      }
      tree.joints[index] = joint
    }
    let fingers = right.fingers.map { finger in
      var finger = finger
      (finger.knuckle, finger.tip) = (left(finger.knuckle), left(finger.tip))
      finger.tipOffset.y = -finger.tipOffset.y
      return finger
    }
    return HandModel(group: .leftHand, kinematics: tree, fingers: fingers, wrist: left(right.wrist))
  }

  /// `rig` with this robot in the place of its first.
  func rig(_ given: Rig) -> Rig {
    var rig = given
    let before = given.robots[0]
    var robot = before
    robot.profile = profile
    robot.grips = []
    let places = profile.joints.map { joint in before.profile.joints.firstIndex { $0.name == joint.name } }
    robot.map = places.map { $0.map { before.map[$0] } ?? .hold }
    let limits = before.limits
    robot.limits.velocity = zip(profile.joints, places).map { joint, place in place.map { limits.velocity[$0] } ?? 0.8 * joint.velocity }
    robot.limits.acceleration = places.map { $0.map { limits.acceleration[$0] } ?? 60 }
    robot.limits.jerk = places.map { $0.map { limits.jerk[$0] } ?? 4_000 }
    robot.limits.margin = places.map { $0.map { limits.margin[$0] } ?? 0 }
    for hand in profile.hands {
      let device = DeviceID(rig.devices.count)
      let role = "\(hand.group == .leftHand ? "left" : "right")_glove"
      rig.devices.append(RigDevice(role: role, profile: glove(hand, role), calibration: nil, port: .path("/dev/null")))
      let settings = HandRetargeting(source: .glove(device), pinches: true)
      robot.retargeting.append(GroupRetargeting(group: hand.group, method: .hand(settings)))
    }
    rig.robots[0] = robot
    return rig
  }

  private func glove(_ hand: HandModel, _ name: String) -> DeviceProfile {
    let values = hand.kinematics.joints.filter { $0.kind == .revolute }.map {
      ValueProfile(name: $0.name, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -4, upper: 4)
    }
    return DeviceProfile(
      name: name, title: name, kind: .hand, usbMatches: [], line: SerialLine(baud: 115_200),
      wire: .text(TextLineFormat(columns: values.count)),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 500, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "simulated", kinematics: DeviceKinematics(tree: hand.kinematics, fingers: hand.fingers))
  }
}
