internal import ExocapCore
internal import ExocapRuntime

/// A small rig in memory: a text arm, a force sensor and a robot of two joints and a gripper.
///
/// Tests replace parts of its files.
struct RigFixture {
  var rig = """
    rig: 1
    name: r
    devices:
      - {role: arm, profile: exo, port: /dev/arm, calibration: unit1}
      - {role: grip, profile: cell, serial: FT9, calibration: unit2}
    robots:
      - id: bot
        profile: bot
        link: {host: 127.0.0.1, port: 7411, robot: 7, time_to_live: 30ms, state_stale_after: 40ms, operator: 3}
        control: {rate: 250Hz}
        map:
          left_elbow: {from: arm.elbow, sign: -1, scale: 2, offset: 10deg}
          left_wrist: 5deg
        grips:
          left_hand:
            aperture: {from: grip.force, closed_at: 9N, open_at: 1N}
            force: {from: grip.force, gain: 0.5, offset: 1N}
            force_ceiling: 12N
        engagement:
          groups: [left_arm, left_hand]
          largest_mismatch: 20deg
          blend: 1.5s
          confirm: [{from: arm.button, over: 0.5, groups: [left_arm]}, {from: grip.force, over: 5N}]
          remote_engage: refused
          on_loss: stop_group
          tracking: {error: 30deg, time: 300ms}
          disarmed: hold
        limits: {velocity: 50%, acceleration: 20rad/s^2, jerk: 300rad/s^3, margin: 1deg, slides: {acceleration: 2m/s^2, jerk: 40m/s^3, margin: 1mm}}
    recording: {folder: out, compression: lz4, black_box: 5s}
    """

  var exo = """
    profile: 1
    name: exo
    title: An arm
    kind: arm
    line: {baud: 115200}
    protocol: text
    text: {columns: 3, range: [0, 4095]}
    streams:
      - name: joints
        kind: joints
        rate: 200Hz
        stale_after: 50ms
        values:
          - {name: elbow, linear: {column: 0, scale: 0.1deg}}
          - {name: wrist, linear: {column: 1, scale: 0.1deg}}
      - {name: inputs, kind: inputs, rate: 200Hz, stale_after: 50ms, values: [{name: button, button: {column: 2, threshold: 9, pressed: above}}]}
    proven_against: nothing
    """

  var cell = """
    profile: 1
    name: cell
    title: A sensor
    kind: grip
    line: {baud: 19200}
    protocol: ft300
    streams:
      - {name: f, kind: forces, rate: 100Hz, stale_after: 50ms, values: [{name: force, force: {component: fz, scale: 0.01N}}]}
    proven_against: nothing
    """

  var bot = """
    robot: 1
    name: bot
    title: A bot
    source: a test
    joints:
      - {name: left_elbow, group: left_arm, limits: [-1rad, 2rad], velocity: 4rad/s, effort: 4Nm, kp: 50Nm/rad, kd: 2Nms/rad}
      - {name: left_wrist, group: left_arm, limits: [-1rad, 1rad], velocity: 6rad/s, effort: 4Nm, kp: 50Nm/rad, kd: 2Nms/rad}
      - {name: left_finger, group: left_hand, limits: [0mm, 20mm], velocity: 0.2m/s, effort: 20N, kp: 2000N/m, kd: 40Ns/m}
      - {name: waist, group: waist, limits: [-1rad, 1rad], velocity: 5rad/s, effort: 6Nm}
    grippers:
      - {group: left_hand, joint: left_finger, closed: 0mm, open: 20mm, force_ceiling: 15N}
    kinematics:
      links: [{name: base}, {name: a}, {name: b}, {name: c}, {name: d}]
      joints:
        - {name: waist, kind: revolute, parent: base, child: a, axis: [0, 0, 1]}
        - {name: left_elbow, kind: revolute, parent: a, child: b, axis: [0, 1, 0]}
        - {name: left_wrist, kind: revolute, parent: b, child: c, axis: [1, 0, 0]}
        - {name: left_finger, kind: prismatic, parent: c, child: d}
    """

  var unit1 = """
    calibration: 1
    device: {profile: exo, label: one}
    values: {elbow: {zero: 0deg, sign: 1}, wrist: {zero: 0deg, sign: 1}}
    """

  var unit2 = """
    calibration: 1
    device: {profile: cell, label: two, serial: FT9}
    values: {force: {zero: 0N, sign: 1}}
    """

  /// Makes the arm a bus of servos, the third of which pulls: 40 mA always, 10 more a newton. It has no button: what that confirms goes, too.
  mutating func givePullingArm() {
    let bus = """
      protocol: dynamixel2
      bus:
        model: xl330-m288
        ids: [1, 2, 3]
        block: position
        rate: 100Hz
        setup: {operating_mode: {3: 0}, bus_watchdog: {3: 10}, torque_enable: {3: 1}}
        spring: {servo: 3, rest: -40mA, per_newton: -10mA, limit: 200mA}
      """
    exo = exo.replacing("protocol: text\ntext: {columns: 3, range: [0, 4095]}", with: bus)
      .replacing("linear: {column: 0, scale: 0.1deg}", with: "servo: 1").replacing("linear: {column: 1, scale: 0.1deg}", with: "servo: 2")
      .replacing("    rate: 200Hz\n", with: "").split(separator: "\n").filter { !$0.contains("button") }.joined(separator: "\n")
    rig = rig.replacing("{from: arm.button, over: 0.5, groups: [left_arm]}, ", with: "")
  }

  /// The rig, or nil, and what was said about all files, each with its file's name.
  func load() -> (LoadedRig?, [String]) {
    let texts: [(ProfileFile, String, String)] = [
      (.rig, "r", rig), (.device, "exo", exo), (.device, "cell", cell), (.robot, "bot", bot), (.calibration, "unit1", unit1),
      (.calibration, "unit2", unit2),
    ]
    let catalog = ProfileCatalog(files: texts.map { CatalogFile(kind: $0.0, name: $0.1, bytes: Array($0.2.utf8)) })
    do throws(ProfileErrors) {
      return (try Profiles.load("r", catalog: catalog), [])
    } catch {
      let said = error.reports.flatMap { report in
        let place = report.span.map { "\(report.file):\($0.start.line): " } ?? "\(report.file): "
        return [place + report.message] + report.notes.map { "= \($0)" }
      }
      return (nil, said)
    }
  }

  /// What is said after `old` was replaced in one file; nothing where the rig loads.
  func problems(in file: WritableKeyPath<RigFixture, String>, _ old: String, _ new: String) -> [String] {
    var changed = self
    let parts = changed[keyPath: file].split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "the fixture has no '\(old)'")
    changed[keyPath: file] = parts.joined(separator: new)
    return changed.load().1
  }
}
