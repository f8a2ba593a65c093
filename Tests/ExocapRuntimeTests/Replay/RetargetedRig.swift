import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

/// Rigs over the committed profiles, one for each way of following.
enum RetargetedRig: String, CaseIterable, Sendable, CustomStringConvertible {
  /// Curves, sums, ranges and unwrapped turns, filtered by low-pass and one-euro; every rule of force.
  case maps
  /// Task space by the shoulders, with α-β; directions.
  case absolute
  /// Task space with both arms latched.
  case relative
  /// An arm and the waist by one solver, with a plane that hands must not cross.
  case coupled
  /// Fingertips of a glove.
  case hand

  var description: String { rawValue }

  /// What must move in it.
  var groups: [JointGroup] { self == .hand ? [.leftArm, .rightArm, .rightHand] : [.leftArm, .rightArm] }

  private static let root = Requirement.repositoryRoot + "/hw-profiles/"

  /// The rig with its files.
  func load() throws -> LoadedRig {
    let catalog = ProfileCatalog(files: try files())
    return try Profiles.load(rawValue, catalog: catalog)
  }

  private func files() throws -> [CatalogFile] {
    let wanted =
      ["devices/hmc-exo", "devices/gello-7dof", "devices/hx711", "devices/robotiq-ft300", "devices/ace-exo"]
      + ["robots/unitree-g1-dex1", "robots/unitree-g1-dex3"]
      + ["left-arm", "right-arm", "left-grip", "right-grip", "ace-left", "ace-right"].map { "calibrations/demo/" + $0 }
    var texts = try wanted.map { ($0 + ".yaml", try Self.text($0)) }
    texts.append(("rigs/\(rawValue).yaml", try rig()))
    texts.append(("devices/glove.yaml", Self.glove))
    texts.append(("calibrations/glove.yaml", Self.gloveUnit))
    return texts.compactMap { CatalogFile(path: $0.0, bytes: Array($0.1.utf8)) }
  }

  private static func text(_ name: String) throws -> String {
    try #require(TextFile(path: root + name + ".yaml"), "no \(name).yaml").text
  }

  private func rig() throws -> String {
    switch self {
    case .maps: try changed("demo", Self.mapWords)
    case .absolute: try changed("demo-task-space", [:])
    case .relative: try changed("ace-g1", ["disarmed: release": "disarmed: hold"])
    case .coupled: try changed("demo-task-space", Self.coupledWords)
    case .hand: try changed("demo", Self.handWords, without: ("    grips:\n", "    engagement:\n"))
    }
  }

  /// A committed rig with other words in it, each of which must be there, and without what stands from one of two words to the other.
  private func changed(_ name: String, _ words: [String: String], without part: (from: String, to: String)? = nil) throws -> String {
    var text = try Self.text("rigs/" + name)
    if let part {
      let start = try #require(text.firstRange(of: part.from)).lowerBound
      text.removeSubrange(start..<(try #require(text.firstRange(of: part.to))).lowerBound)
    }
    for (old, new) in words.merging(["name: \(name)\n": "name: \(rawValue)\n"], uniquingKeysWith: { first, _ in first }) {
      let parts = text.split(separator: old, omittingEmptySubsequences: false)
      try #require(parts.count > 1, "rig \(name) has no '\(old)'")
      text = parts.joined(separator: new)
    }
    return text
  }

  /// The right arm's zero is the robot's pose at the start: 0.2 rad of the shoulder, 0.6 of the elbow.
  private static let mapWords = [
    "right_shoulder_pitch_joint: right_arm.shoulder_pitch":
      "right_shoulder_pitch_joint: {from: right_arm.shoulder_pitch, points: [[-90deg, -80deg], [0deg, 11deg], [60deg, 90deg]]}",
    "right_elbow_joint: right_arm.elbow":
      "right_elbow_joint: {from: right_arm.elbow, unwrap: {range: [-180deg, 180deg]}, offset: 34deg}",
    "right_wrist_roll_joint: right_arm.wrist_roll":
      "right_wrist_roll_joint: {sum: [{from: right_arm.wrist_roll, gain: 0.5}, {from: right_arm.wrist_pitch, gain: 0.5}]}",
    "right_wrist_pitch_joint: right_arm.wrist_pitch":
      "right_wrist_pitch_joint: {sum: [{from: right_arm.wrist_roll, gain: 0.5}, {from: right_arm.wrist_pitch, gain: -0.5}]}",
    "right_wrist_yaw_joint: right_arm.wrist_yaw":
      "right_wrist_yaw_joint: {from: right_arm.wrist_yaw, range: [-90deg, 90deg], onto: [-60deg, 60deg]}",
    "force: {from: left_grip.force, offset: 3N}":
      "force: {from: left_grip.force, offset: 3N}\n        force_slew: 40N/s\n        dead_zone: {on: 1N, off: 0.5N}",
    "force: {from: right_grip.force, offset: 3N}":
      "force: {from: right_grip.force, offset: 3N}\n        squeeze: {hold_force: 4N, time: 500ms}\n        hold_on_contact: true",
    "    grips:\n": """
        retargeting:
          - {group: left_arm, method: map, filter: {kind: low_pass, cutoff: 40Hz}}
          - {group: right_arm, method: map, filter: {kind: one_euro, cutoff: 4Hz, slope: 3, derivative: 1Hz}}
        grips:

    """,
  ]

  private static let coupledWords = [
    "scale: measured, self_collision: on}": "scale: measured, waist: coupled, filter: {kind: low_pass, cutoff: 40Hz}}",
    "groups: [left_arm, right_arm, left_hand, right_hand]": "groups: [left_arm, right_arm, left_hand, right_hand, waist]",
    "groups: [left_arm, left_hand]}": "groups: [left_arm, left_hand, waist]}",
    "      margin: 2deg\n": "      margin: 2deg\n      workspace: [{point_m: [-0.2, 0, 0], inward: [1, 0, 0]}]\n",
  ]

  private static let handWords = [
    "profile: unitree-g1-dex1": "profile: unitree-g1-dex3",
    "robots:\n": "  - {role: glove, profile: glove, port: /dev/glove, calibration: glove}\nrobots:\n",
    "    engagement:\n":
      """
        retargeting: [{group: right_hand, method: hand, from: glove, pinch: on, filter: {kind: one_euro, cutoff: 4Hz, slope: 3}}]
        engagement:

    """,
    "groups: [left_arm, right_arm, left_hand, right_hand]": "groups: [left_arm, right_arm, right_hand]",
    "groups: [left_arm, left_hand]}": "groups: [left_arm]}",
    "      slides: {acceleration: 5m/s^2, jerk: 500m/s^3, margin: 0mm}   # the grippers use their whole travel\n": "",
  ]

  /// A glove whose fingers are laid out as the Dex3's, longer by a tenth.
  private static let glove = """
    profile: 1
    name: glove
    title: A made-up glove
    kind: hand
    line: {baud: 115200}
    protocol: text
    text: {columns: 7, range: [-1800, 1800]}
    streams:
      - name: joints
        kind: joints
        rate: 200Hz
        stale_after: 50ms
        values:
          - {name: thumb_0, linear: {column: 0, scale: 0.1deg}, limits: [-30deg, 30deg]}
          - {name: thumb_1, linear: {column: 1, scale: 0.1deg}, limits: [-40deg, 40deg]}
          - {name: thumb_2, linear: {column: 2, scale: 0.1deg}, limits: [-70deg, 10deg]}
          - {name: middle_0, linear: {column: 3, scale: 0.1deg}, limits: [0deg, 90deg]}
          - {name: middle_1, linear: {column: 4, scale: 0.1deg}, limits: [0deg, 90deg]}
          - {name: index_0, linear: {column: 5, scale: 0.1deg}, limits: [0deg, 90deg]}
          - {name: index_1, linear: {column: 6, scale: 0.1deg}, limits: [0deg, 90deg]}
    kinematics:
      fingers:
        thumb: {knuckle: thumb_b, tip: thumb_c, tip_m: [0, 0.05, 0]}
        index: {knuckle: index_a, tip: index_b, tip_m: [0.05, 0, 0]}
        middle: {knuckle: middle_a, tip: middle_b, tip_m: [0.05, 0, 0]}
      links: [{name: palm}, {name: thumb_a}, {name: thumb_b}, {name: thumb_c}, {name: middle_a}, {name: middle_b}, {name: index_a}, {name: index_b}]
      joints:
        - {name: thumb_0, kind: revolute, parent: palm, child: thumb_a, origin_m: [0.028, 0, 0], axis: [0, 1, 0]}
        - {name: thumb_1, kind: revolute, parent: thumb_a, child: thumb_b, origin_m: [-0.003, 0.021, 0], axis: [0, 0, 1]}
        - {name: thumb_2, kind: revolute, parent: thumb_b, child: thumb_c, origin_m: [0, 0.05, 0], axis: [0, 0, 1]}
        - {name: middle_0, kind: revolute, parent: palm, child: middle_a, origin_m: [0.085, -0.002, -0.031], axis: [0, 0, 1]}
        - {name: middle_1, kind: revolute, parent: middle_a, child: middle_b, origin_m: [0.05, 0, 0], axis: [0, 0, 1]}
        - {name: index_0, kind: revolute, parent: palm, child: index_a, origin_m: [0.085, -0.002, 0.031], axis: [0, 0, 1]}
        - {name: index_1, kind: revolute, parent: index_a, child: index_b, origin_m: [0.05, 0, 0], axis: [0, 0, 1]}
    proven_against: nothing

    """

  private static let gloveUnit = """
    calibration: 1
    device: {profile: glove, label: made-up}
    values:
      thumb_0: {zero: 0deg, sign: 1}
      thumb_1: {zero: 0deg, sign: 1}
      thumb_2: {zero: 0deg, sign: 1}
      middle_0: {zero: 0deg, sign: 1}
      middle_1: {zero: 0deg, sign: 1}
      index_0: {zero: 0deg, sign: 1}
      index_1: {zero: 0deg, sign: 1}

    """
}
