import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// A rig in virtual time, with faults drawn from a seed; everything that it tapped is replayed and compared bit for bit.
@Suite struct ReplayerTests {
  static let rig: Rig? = try? Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"]).rig

  /// Seeds of past failures stay here, each with its story.
  /// `make test` runs 200 more, of the release build: `exocap simulate world`.
  static let seeds: [UInt64] = [1, 2, 3, 4]

  struct Run {
    var report: WorldReport
    var records: [[TapRecord]]

    init(rig: Rig, options: WorldOptions) {
      var world = World(rig: rig, options: options)
      var records: [[TapRecord]] = Array(repeating: [], count: rig.sampleSources.count + 1)
      report = world.run { record in
        records[record.source].append(TapRecord(kind: record.kind, lostBefore: record.lostBefore, bytes: record.bytes))
      }
      self.records = records
    }

    func replay(rig: Rig, from: Timestamp = .never) -> ReplayReport {
      let streams = records.map { TapStream($0) }
      var replayer = Replayer(
        rig: rig, run: World.run, deviceTaps: Array(streams.dropLast()), robotTaps: [streams[streams.count - 1]], from: from)
      return replayer.run()
    }
  }

  @Test(arguments: seeds)
  func everySeedKeepsTheRulesAndReplaysBitForBit(seed: UInt64) throws {
    let rig = try #require(Self.rig)
    let run = Run(rig: rig, options: WorldOptions(seed: seed))
    #expect(run.report.violations.isEmpty, "seed \(seed): \(run.report.violations)")
    #expect(run.report.ticks > 1_000)
    let report = run.replay(rig: rig)
    let first = report.differences.first?.describe(rig: rig, start: Timestamp(nanoseconds: 1_000_000_000)) ?? "none"
    #expect(report.isIdentical, "seed \(seed): \(report.identical) of \(report.ticks), skipped \(report.skipped), first: \(first)")
    #expect(report.checkpoints > 4)
  }

  @Test func aQuietWorldEngagesAndFollows() throws {
    let rig = try #require(Self.rig)
    var options = WorldOptions(seed: 7)
    options.hasFaults = false
    options.hasRequests = false
    let run = Run(rig: rig, options: options)
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    #expect(run.report.activeTicks > 500)
    #expect(run.report.lostSamples == 0)
    #expect(run.report.commandsAccepted > 1_000)
  }

  @Test func overflowingRingsLoseSamplesAndReplayAllTheSame() throws {
    let rig = try #require(Self.rig)
    var options = WorldOptions(seed: 11)
    options.hasStalls = true
    options.ringCapacity = 8
    let run = Run(rig: rig, options: options)
    #expect(run.report.lostSamples > 0)
    let report = run.replay(rig: rig)
    #expect(report.isIdentical, "\(report.identical) of \(report.ticks), \(report.differences.count) differences")
  }

  @Test func overflowingTapsLeaveGapsThatReplayStepsOver() throws {
    let rig = try #require(Self.rig)
    var options = WorldOptions(seed: 12)
    options.hasStalls = true
    options.tapBytes = 1 << 15
    let run = Run(rig: rig, options: options)
    #expect(run.report.lostRecords > 0)
    let report = run.replay(rig: rig)
    #expect(report.differenceCount == 0)
    #expect(report.skipped > 0 && report.identical > 0)
    #expect(report.identical + report.skipped == report.ticks)
  }

  @Test func replaysFromTheMiddle() throws {
    let rig = try #require(Self.rig)
    let run = Run(rig: rig, options: WorldOptions(seed: 3))
    let report = run.replay(rig: rig, from: Timestamp(nanoseconds: 2_500_000_000))
    #expect(report.differenceCount == 0)
    #expect(report.identical > 500)
    // The loop's checkpoints come every 250 ms, so fewer than that many ticks are skipped.
    #expect(report.skipped < 250)
  }

  @Test func oneFlippedBitOfAReadIsFound() throws {
    let rig = try #require(Self.rig)
    var options = WorldOptions(seed: 5)
    options.hasFaults = false
    var run = Run(rig: rig, options: options)
    // The lead's reads are CRC-checked: a flipped bit loses a sample, so the command of that tick changes.
    let place = try #require(run.records[1].indices.dropFirst(3_000).first { run.records[1][$0].kind == .receive })
    let last = run.records[1][place].bytes.count - 1
    run.records[1][place].bytes[last] ^= 0x10
    let report = run.replay(rig: rig)
    #expect(!report.isIdentical)
    let first = try #require(report.differences.first)
    #expect(first.time >= run.records[1][place].time)
    #expect((first.time - run.records[1][place].time) < .milliseconds(4))
  }

  @Test func oneLimitChangedByOneUlpIsFound() throws {
    let rig = try #require(Self.rig)
    var options = WorldOptions(seed: 5)
    options.hasFaults = false
    options.hasRequests = false
    let run = Run(rig: rig, options: options)
    #expect(run.replay(rig: rig).isIdentical)
    var other = rig
    let joint = try #require(rig.robots[0].profile.joints.firstIndex { $0.name == "right_elbow_joint" })
    other.robots[0].map[joint] = {
      guard case .joint(let source, let gain, let offset) = rig.robots[0].map[joint] else { return .hold }
      return .joint(source, gain: gain.nextUp, offset: offset)
    }()
    let report = run.replay(rig: other)
    #expect(!report.isIdentical)
    let text = report.differences.first?.describe(rig: rig, start: .never) ?? ""
    #expect(text.contains("right_elbow_joint") && text.contains("wanted"), "\(text)")
  }
}
