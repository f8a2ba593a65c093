import ExocapCore
import Testing

@Suite struct GateTests {
  /// Makes `input` happen to a gate, or nil where that cannot be in its state.
  private func happen(_ input: GateInput, _ bench: inout GateBench) -> GateAction? {
    let state = bench.gate.state
    let hasRun = bench.gate.ownerRun != 0
    switch input {
    case .claimOwner: return hasRun ? bench.claim() : nil
    case .claimOther: return bench.claimOther()
    case .takeHuman: return bench.claimOther(take: true)
    case .takeMachine: return bench.claimOther(take: true, source: .policy)
    case .giveBack: return hasRun ? bench.giveBack() : nil
    case .command: return hasRun ? bench.send() : nil
    case .foreign: return bench.sendOther()
    case .epoch: return hasRun ? bench.send(epoch: bench.gate.epoch &- 1) : nil
    case .old:
      bench.encode()
      let copy = bench.packet.toArray()
      guard hasRun else {
        _ = bench.claimOther()
        return nil
      }
      _ = bench.claim()
      return bench.gate.state == state ? bench.deliver(copy) : nil
    case .late:
      guard hasRun else { return nil }
      if state == .granted {
        // Without an earlier one of its run a command has no delay.
        return nil
      }
      return bench.send(late: .milliseconds(21))
    case .unfit:
      guard hasRun else { return nil }
      bench.command.q[0] = .infinity
      return bench.send()
    case .bad: return bench.deliver([1, 2, 3])
    case .silenceHold, .silenceLost, .silenceFree, .released: return nil
    }
  }

  @Test(arguments: GateState.allCases) func aRealGateRunsEveryReachableRow(state: GateState) {
    var ran = 0
    for input in GateInput.allCases {
      var bench = GateBench()
      bench.reach(state)
      #expect(bench.gate.state == state)
      guard let action = happen(input, &bench) else { continue }
      let expected = GateTransition.of(state, input)
      #expect(action == expected.action, "\(state) \(input)")
      #expect(bench.gate.state == expected.state, "\(state) \(input)")
      ran += 1
    }
    #expect(ran >= (state == .free || state == .releasing ? 5 : 10))
  }

  @Test func silenceHoldsLosesAndFrees() {
    var bench = GateBench()
    bench.reach(.following)
    bench.wait(49)
    #expect(bench.gate.state == .following)
    bench.wait(1)
    #expect(bench.gate.state == .holding)
    bench.wait(199)
    #expect(bench.gate.state == .holding)
    bench.wait(1)
    #expect(bench.gate.state == .lost)
    bench.wait(749)
    #expect(bench.gate.state == .lost)
    bench.wait(1)
    #expect(bench.gate.state == .releasing)
    // Weights sink from 1 at 250 ms to 0 in 2 s.
    bench.wait(1248)
    #expect(bench.gate.state == .releasing)
    bench.wait(4)
    #expect(bench.gate.state == .free)
    #expect(bench.gate.ownerRun == 0)
  }

  @Test func epochsOnlyGrowAndZeroIsNone() {
    var bench = GateBench()
    #expect(bench.claim() == .grant)
    #expect(bench.gate.epoch == 1)
    #expect(bench.claim() == .repeatGrant)
    #expect(bench.gate.reply.epoch == 1)
    #expect(bench.claimOther(take: true) == .grant)
    #expect(bench.gate.reply.claimantRun == 0xB)
    #expect(bench.gate.epoch == 2)
    var full = Gate(robot: 7, profile: LinkFixtures.profile, lastEpoch: .max)
    var packet = PacketBuffer()
    bench.owner.encodeClaim(take: false, source: .operator, now: bench.now, into: &packet)
    let action = unsafe full.receive(packet.contents, at: bench.now)
    #expect(action == .grant)
    #expect(full.epoch == 1)
  }

  @Test func whatIsRefusedIsCountedByReason() {
    var bench = GateBench()
    bench.reach(.following)
    #expect(bench.sendOther() == .reject)
    #expect(bench.send(epoch: 0) == .reject)
    _ = bench.send()
    #expect(bench.deliver() == .reject)
    #expect(bench.send(late: .milliseconds(21)) == .reject)
    #expect(bench.send(late: .milliseconds(20)) == .follow)
    #expect(bench.claimOther() == .refuse)
    #expect(bench.gate.reply.result == .held)
    #expect(bench.claimOther(take: true, source: .replay) == .refuse)
    #expect(bench.gate.reply.result == .notHuman)
    bench.command.kp[1] = .nan
    #expect(bench.send() == .reject)
    #expect(bench.deliver([0]) == .reject)
    let rejects = bench.gate.rejects
    let expected: [LinkReason: UInt32] = [
      .notOwner: 1, .epoch: 1, .sequence: 1, .late: 1, .held: 1, .notHuman: 1, .notFinite: 1, .malformed: 1,
    ]
    for reason in LinkReason.allCases { #expect(rejects[Int(reason.rawValue)] == expected[reason] ?? 0, "\(reason)") }
  }

  @Test func aLateCopyOfAnOldClaimTakesNothing() {
    var bench = GateBench()
    _ = bench.claim(take: true)
    let copy = bench.packet.toArray()
    #expect(bench.claimOther(take: true) == .grant)
    #expect(bench.deliver(copy) == .reject)
    #expect(bench.gate.ownerRun == 0xB)
  }

  @Test func aPolicyMayClaimWhatIsFreeButNotTake() {
    var bench = GateBench()
    #expect(bench.claim(source: .policy) == .grant)
    #expect(bench.gate.ownerSource == CommandSource.policy.rawValue)
    #expect(bench.claimOther(take: true, source: .operator) == .grant)
  }

  @Test func everyFlippedBitOfACommandIsRejected() {
    var bench = GateBench()
    bench.reach(.following)
    bench.encode()
    let good = bench.packet.toArray()
    for bit in 0..<(good.count * 8) {
      var bad = good
      bad[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(bench.deliver(bad) == .reject)
    }
    #expect(bench.deliver(good) == .follow)
  }

  @Test func eventsTellEachTransitionInOrder() {
    var bench = GateBench()
    bench.reach(.lost)
    var story: [String] = []
    while let event = bench.gate.takeEvent() { story.append("\(event.before.name)>\(event.after.name) \(event.action.name)") }
    #expect(story == ["free>granted grant", "granted>following follow", "following>holding hold", "holding>lost release"])
  }

  @Test func anotherDatagramKindIsNotForTheGate() {
    var bench = GateBench()
    #expect(bench.deliver(LinkFixtures.bytes(LinkFixtures.stateHex)) == .reject)
    #expect(bench.gate.rejects[Int(LinkReason.kind.rawValue)] == 1)
  }

  @Test func theReportEchoesTheLease() {
    var bench = GateBench()
    bench.reach(.following)
    bench.wait(3)
    var report = LinkState()
    bench.gate.fill(&report, at: bench.now)
    #expect(report.gateState == .following)
    #expect(report.ownerRun == 0xA)
    #expect(report.acceptedSequence == 601)
    #expect(report.acceptedAge == .milliseconds(3))
    #expect(report.weight[3] == 1)
  }
}
