import ExocapCore
import ExocapRuntime
import ExocapSimulation
import Testing

/// Every way of following in a world of its own, with every filter and every rule of force: what was recorded replays bit for bit.
@Suite struct RetargetedWorldTests {
  @Test(arguments: RetargetedRig.allCases)
  func inAQuietWorldItFollowsWithinTheRules(rig: RetargetedRig) throws {
    let loaded = try rig.load()
    var options = WorldOptions(seed: 5)
    (options.hasFaults, options.hasRequests, options.isRestless) = (false, false, true)
    let run = ReplayerTests.Run(rig: loaded.rig, options: options)
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    #expect(run.report.activeTicks > 500 && run.report.ticks > 1_000)
    for group in rig.groups {
      let way = Self.motion(run, group, of: loaded.rig)
      #expect(way > 0.05, "\(group) moved by \(way) rad")
    }
    let report = run.replay(rig: loaded.rig)
    #expect(report.isIdentical && report.checkpoints > 4)
  }

  /// Cables and network have faults, the operator asks for everything, and the loop stalls and loses samples.
  @Test(arguments: RetargetedRig.allCases) func aRecordingWithFaultsReplaysBitForBit(rig: RetargetedRig) throws {
    var options = WorldOptions(seed: 6)
    (options.hasStalls, options.isRestless, options.ringCapacity) = (true, true, 32)
    let outcome = try ReplayFileTests.replay(of: try rig.load(), options: options)
    let isIdentical = outcome.report.isIdentical
    #expect(isIdentical, "\(outcome.text)")
    #expect(outcome.report.ticks > 500)
  }

  /// The device is mounted askew: the operator's hand is behind the robot's back, where its arm does not come by small steps. What is
  /// wanted with an answer is not what is wanted without: it was taken. Both replay bit for bit.
  @Test func aSearchIsAskedForAnsweredAndTaken() throws {
    var rig = try RetargetedRig.absolute.load().rig
    rig.robots[0].engagement.largestMismatch = 3
    for group in rig.robots[0].retargeting.indices {
      guard case .taskSpace(var settings) = rig.robots[0].retargeting[group].method else { continue }
      (settings.arm.mounting, settings.elbowWeight) = (Vec3(0, 0, 2.5), 0)
      rig.robots[0].retargeting[group].method = .taskSpace(settings)
      rig.robots[0].retargeting[group].avoidsSelfCollision = false
    }
    var options = WorldOptions(seed: 1)
    (options.hasFaults, options.hasRequests, options.duration) = (false, false, .milliseconds(1500))
    let answered = ReplayerTests.Run(rig: rig, options: options)
    options.answersSearches = false
    let alone = ReplayerTests.Run(rig: rig, options: options)
    #expect(Self.ticks(answered).contains { !$0.answers.isEmpty } && Self.ticks(alone).allSatisfy(\.answers.isEmpty))
    let apart =
      zip(Self.ticks(answered), Self.ticks(alone)).map { one, other in
        zip(one.wanted, other.wanted).map { abs($0 - $1) }.filter(\.isFinite).max() ?? 0
      }.max() ?? 0
    print("with and without answers \(apart) rad apart")
    #expect(apart > 0.2)
    #expect(answered.replay(rig: rig).isIdentical && alone.replay(rig: rig).isIdentical)
  }

  /// [rad] The farthest way of a joint of `group` while it followed.
  private static func motion(_ run: ReplayerTests.Run, _ group: JointGroup, of rig: Rig) -> Double {
    let followed = ticks(run).filter { $0.states[Int(group.rawValue)] == EngagementState.engaged.rawValue }
    let joints = rig.robots[0].profile.joints.indices.filter { rig.robots[0].profile.joints[$0].group == group }
    return joints.map { joint in
      let places = followed.map { $0.limited[joint] }
      return (places.max() ?? 0) - (places.min() ?? 0)
    }.max() ?? 0
  }

  static func ticks(_ run: ReplayerTests.Run) -> [TickRecord] {
    run.records[run.records.count - 1].compactMap { record in
      guard record.kind == .tick else { return nil }
      return unsafe record.bytes.withUnsafeBytes { unsafe TickRecord($0) }
    }
  }
}
