import ExocapCore
import Testing

/// The checks of a gate, seen through it.
@Suite struct GateInspectionTests {
  @Test func rangesOfGroupsAndGainsAreChecked() {
    let changes: [(inout Command) -> Void] = [
      { $0.weight[1] = 1.5 }, { $0.weight[1] = -0.1 }, { $0.weight[1] = .nan }, { $0.gripForce[3] = -1 },
      { $0.gripForce[3] = .infinity }, { $0.q[0] = -.infinity }, { $0.dq[1] = .infinity }, { $0.tau[2] = .infinity },
      { $0.kp[0] = -1 }, { $0.kd[0] = .nan },
    ]
    for change in changes {
      var bench = GateBench()
      bench.reach(.following)
      change(&bench.command)
      #expect(bench.send() == .reject)
      #expect(bench.gate.rejects[Int(LinkReason.notFinite.rawValue)] == 1)
    }
  }

  @Test func aTimeToLiveOfNothingOrOverASecondIsRefused() {
    for life in [Interval.zero, .nanoseconds(-1), .milliseconds(1001)] {
      var bench = GateBench()
      let settings = LinkSettings(host: "", port: 0, robot: 7, timeToLive: life)
      bench.owner = LinkController(settings: settings, profile: LinkFixtures.profile, run: 0xA)
      _ = bench.claim()
      #expect(bench.send() == .reject)
    }
  }

  @Test func aGroupWithoutAuthorityHasNoWeight() {
    var bench = GateBench()
    // The profile has no legs, so the sender has no authority over them.
    bench.command.weight[6] = 1
    bench.reach(.following)
    var target = Command(count: 3)
    bench.gate.target(at: bench.now, into: &target)
    #expect(target.weight[6] == 0)
    #expect(target.weight[3] == 1)
  }

  @Test func sequencesWrap() {
    var bench = GateBench()
    var archive = CheckpointArchive()
    var run: UInt64 = 0xA
    var sequence = UInt64.max - 1
    archive.beginWriting()
    archive.section(0x4354_4B4C, version: 1)
    archive.field(&run)
    archive.field(&sequence)
    let saved = unsafe Array(archive.contents)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    bench.owner.checkpoint(&archive)
    #expect(bench.claim() == .grant)
    bench.follow(3)
    #expect(bench.owner.sequence == 2)
    #expect(bench.gate.acceptedSequence == 2)
    #expect(bench.gate.state == .following)
  }
}
