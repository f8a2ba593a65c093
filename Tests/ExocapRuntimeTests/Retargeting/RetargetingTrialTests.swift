import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// Whole rigs between worn hardware that is not perfect and a robot: docs/retargeting.md has the table of the release build.
@Suite struct RetargetingTrialTests {
  static let motions = ["01", "02", "03", "04", "07"]
  /// [rad] One degree: the zero of each worn joint is off by up to so much.
  static let zeroError = 0.0174533
  /// [counts]
  static let countNoise = 0.5

  static func rig(_ name: String) throws -> Rig {
    try Profiles.load(name, searchPath: [Requirement.repositoryRoot + "/hw-profiles"]).rig
  }

  /// The first six seconds of a capture, with its fastest jumps: a debug build takes long for all of it.
  static func text(_ motion: String) -> [UInt8]? {
    guard let path = Requirement.sharedData("motions/human_arms_\(motion).csv"), let text = TextFile(path: path) else {
      Requirement.skip("the shared motions are not there")
      return nil
    }
    let lines = text.text.split(separator: "\n").enumerated().filter { index, line in
      index == 0 || (Double(line.prefix { $0 != "," }) ?? 6) < 6
    }
    return Array((lines.map { String($0.element) }.joined(separator: "\n") + "\n").utf8)
  }

  static func options(_ bytes: [UInt8]) throws -> WorldOptions {
    var options = WorldOptions(seed: 1)
    options.operation = .motion(try RecordedMotion(csv: bytes))
    options.zeroError = zeroError
    options.countNoise = countNoise
    return options
  }

  /// Rows of a motion without its head, read here by other means: time [s] and 14 angles [rad].
  static func rows(_ bytes: [UInt8]) -> [[Double]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
  }

  /// [rad] The most that the mean error of a mapped joint may be.
  ///
  /// - The zero is off by up to 1°, so each reading is.
  /// - A count of the Dynamixel is 2π/4096 = 0.0015 rad, one of the Hall pairs at most 1/600 = 0.0017 rad, where its ellipse is smallest:
  ///   noise of half a count has a mean of 0.5 · √(2/π) = 0.4 counts on each of a pair's channels, so at most 0.4 · √2 · 0.0017 = 0.001 rad;
  ///   rounding moves both by at most half a count, 0.0012 rad.
  /// - A delay makes an error of delay · speed, in the mean delay · way / time. The delay is the group's and in whole milliseconds; a
  ///   joint of its own may be a line of the text device (7 ms), a filter time of the tracker (two lines) later: 20 ms.
  /// - A limiter that brakes with 60 rad/s² is v² / (2 · 60) behind where a motion of speed v turns. A step Δ that is faster than that
  ///   allows is made up for in √(4Δ / 60 rad/s²) and 30 ms of jerk, after 21 ms in which it may be refused: less than 0.35 s up to
  ///   1.2 rad, while the error falls from Δ.
  static func bound(_ rows: [[Double]], column: Int, delay: Double) -> Double {
    let length = rows[rows.count - 1][0] - rows[0][0]
    var (way, made) = (0.0, 0.0)
    for (before, after) in zip(rows, rows.dropFirst()) {
      let step = abs(after[column] - before[column])
      let time = after[0] - before[0]
      way += step
      made += min((step / time) * (step / time) / (2 * 60) * time, step * 0.35)
    }
    return zeroError + 0.001 + 0.0012 + ((delay + 0.02) * way + made) / length
  }

  @Test(arguments: motions)
  func jointsFollowWithinWhatHardwareAndDelayMake(motion: String) throws {
    guard let bytes = Self.text(motion) else { return }
    let report = try RetargetingTrial(rig: Self.rig("demo"), options: Self.options(bytes)).run()
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.groups.map(\.group) == [.leftArm, .rightArm])
    let rows = Self.rows(bytes)
    let head = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: ",").map(String.init)
    for group in report.groups {
      let delay = try #require(group.delay)
      // The limiter's lag in quick turns of a wrist; one that follows slowly has 50 to 60 ms.
      #expect(delay < 0.06, "\(group.group.name): \(delay) s")
      #expect(group.followed > 0.5, "\(group.group.name): \(group.followed)")
      for joint in group.joints {
        let column = try #require(head.firstIndex(of: joint.name))
        let bound = Self.bound(rows, column: column, delay: delay)
        #expect(joint.isMapped && joint.late.mean < bound, "\(joint.name): \(joint.late.mean) of \(bound) rad")
        #expect(joint.velocity <= 1 + 1e-9 && joint.acceleration <= 1 + 1e-6 && joint.jerk <= 1 + 1e-4, "\(joint.name)")
      }
    }
  }

  /// [rad] The most that the mean error of what several joints carry may be: their zeros may all be off the same way, the rest has nothing
  /// to do with each other.
  static func bound(_ rows: [[Double]], columns: ClosedRange<Int>, delay: Double) -> Double {
    let rest = columns.map { bound(rows, column: $0, delay: delay) - zeroError }
    return Double(columns.count) * zeroError + rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The hand of the left arm, which is led in space by five worn joints, and the bones of the right one, which are led by directions of
  /// shoulder and elbow. A hand at most 0.5 m from each of its joints goes that times their error. The right arm's α-β filter of 20 Hz adds
  /// less than the delay's allowance, 20 ms.
  @Test(arguments: motions)
  func handsFollowWithinWhatHardwareAndDelayMake(motion: String) throws {
    guard let bytes = Self.text(motion) else { return }
    let report = try RetargetingTrial(rig: Self.rig("demo-task-space"), options: Self.options(bytes)).run()
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.groups.map(\.method) == ["task_space", "directions"])
    let left = try #require(report.groups[0].hand)
    let right = try #require(report.groups[1].hand)
    let rows = Self.rows(bytes)
    let leftBound = Self.bound(rows, columns: 1...5, delay: report.groups[0].delay ?? 0)
    #expect(left.late.count > 1000 && left.late.mean < 0.5 * leftBound, "\(left.late.mean) m of \(0.5 * leftBound)")
    #expect(left.lateTurn.mean < leftBound, "\(left.lateTurn.mean) rad of \(leftBound)")
    let rightBound = Self.bound(rows, columns: 8...11, delay: report.groups[1].delay ?? 0)
    #expect(right.lateDirection.count > 1000 && right.lateDirection.mean < rightBound, "\(right.lateDirection.mean) of \(rightBound) rad")
    for joint in report.groups.flatMap(\.joints) {
      #expect(joint.velocity <= 1 + 1e-9 && joint.acceleration <= 1 + 1e-6 && joint.jerk <= 1 + 1e-4, "\(joint.name)")
    }
  }

  /// The seventh capture's left elbow goes 0.807 rad in one sample, 24.07 rad/s: refused where it enters, then made up for within bounds.
  @Test func aJumpOfTheMotionArrivesWithinTheBounds() throws {
    guard let bytes = Self.text("07") else { return }
    let rig = try Self.rig("demo")
    let report = try RetargetingTrial(rig: rig, options: Self.options(bytes)).run()
    let jump = try #require(report.glitches.first { $0.joint == "left_elbow_joint" && abs($0.asked) > 24 })
    #expect(jump.refused > 0)
    #expect(jump.commanded > 1 && jump.share <= 1)
    #expect(report.violations.isEmpty, "\(report.violations)")
  }

  /// What one rig's world recorded is retargeted through another rig: its bytes are read again, and its joints led in another way.
  @Test func aRecordingGoesThroughAnotherRig() throws {
    let slow = (0...90).map { index in
      let t = Double(index) / 30
      return "\(t)," + (0..<14).map { "\($0 == 3 || $0 == 10 ? 0.9 + 0.2 * Double(index) / 90 : 0.1)" }.joined(separator: ",")
    }
    let head = ["left", "right"].flatMap { side in
      ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"].map { "\(side)_\($0)_joint" }
    }
    let text = (["t_s," + head.joined(separator: ",")] + slow).joined(separator: "\n") + "\n"
    let demo = try Self.rig("demo")
    var options = try Self.options(Array(text.utf8))
    // Noise would be part of the recording's truth.
    options.countNoise = 0
    var records: [[WorldRecord]] = Array(repeating: [], count: demo.sampleSources.count + 1)
    let first = try RetargetingTrial(rig: demo, options: options).run { records[$0.source].append($0) }
    #expect(first.losses.isEmpty && first.groups.allSatisfy { $0.followed > 0.9 })
    options = WorldOptions(seed: 2)
    options.operation = .recorded(Array(records.prefix(demo.devices.count)))
    // The same rig: the recording's own readings are the truth, so only delay and filters are left of the error.
    let same = try RetargetingTrial(rig: demo, options: options).run()
    #expect(same.violations.isEmpty && same.groups.allSatisfy { $0.followed > 0.3 })
    for joint in same.groups.flatMap(\.joints) { #expect(joint.settled.mean < 0.01, "\(joint.name): \(joint.settled.mean)") }
    let other = try RetargetingTrial(rig: Self.rig("demo-task-space"), options: options).run()
    #expect(other.violations.isEmpty, "\(other.violations)")
    #expect(other.groups.map(\.method) == ["task_space", "directions"])
    #expect(other.groups.allSatisfy { $0.followed > 0.3 })
    let hand = try #require(other.groups[0].hand)
    #expect(hand.settled.mean < 0.03, "\(hand.settled.mean) m")
  }

  @Test func whatCannotBeTriedSaysWhy() throws {
    let still = RetargetingTrialTests.still
    var options = try Self.options(Array(still.utf8))
    #expect(throws: RetargetingTrial.Obstacle.unworn([.leftArm, .rightArm])) {
      try RetargetingTrial(rig: Self.rig("ace-g1"), options: options)
    }
    options.operation = .recorded([[]])
    #expect(throws: RetargetingTrial.Obstacle.unrecorded(["left_arm", "right_arm", "left_grip", "right_grip"])) {
      try RetargetingTrial(rig: Self.rig("demo"), options: options)
    }
  }

  private static let still: String = {
    let head = ["left", "right"].flatMap { side in
      ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"].map { "\(side)_\($0)_joint" }
    }
    let zeros = Array(repeating: "0", count: 14).joined(separator: ",")
    return "t_s," + head.joined(separator: ",") + "\n0,\(zeros)\n1,\(zeros)\n"
  }()
}
