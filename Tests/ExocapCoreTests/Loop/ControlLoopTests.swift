import CRealtimeCheck
import ExocapCore
import Testing

/// The whole loop in virtual time: what is sent, that it replays, and that it allocates nothing.
@Suite struct ControlLoopTests {
  /// What a seeded operator does at tick `index`: the same for the same index, whoever asks.
  static func act(_ index: Int, _ bench: inout LoopBench) {
    var random = Random(seed: UInt64(index) &* 77 &+ 5)
    for joint in 0..<2 {
      bench.left[joint] += random.uniform(-0.004, 0.004)
      bench.right[joint] += random.uniform(-0.004, 0.004)
    }
    bench.trigger = random.uniform(0, 1)
    bench.force = random.uniform(0, 25)
    if index == 20 || index == 1_600 { bench.ask(.engage) }
    bench.isLeftPressed = index % 100 == 30
    bench.isRightPressed = index % 100 == 40
    if index == 700 { bench.ask(.freeze, JointGroups(.leftArm)) }
    if index == 900 { bench.ask(.unfreeze, JointGroups(.leftArm)) }
    bench.silent = index > 1_000 && index < 1_100 ? [1] : []
    if index == 1_300 { bench.ask(.disengage) }
    if index % 37 == 0 { bench.lose(1, of: 2) }
  }

  static func run(_ ticks: Range<Int>, _ bench: inout LoopBench) {
    for index in ticks {
      act(index, &bench)
      bench.tick()
    }
  }

  @Test func theSameInputsGiveTheSameRecords() {
    var first = LoopBench()
    var second = LoopBench()
    first.keepsRecords = true
    second.keepsRecords = true
    Self.run(0..<2_000, &first)
    Self.run(0..<2_000, &second)
    #expect(first.records.count >= 2_000 && first.records.map(\.bytes) == second.records.map(\.bytes))
    let reached = Set(first.records.compactMap { record in TickRecordTests.read(record.bytes)?.states[0] })
    #expect(reached.isSuperset(of: [0, 1, 2, 3, 4, 5]))
  }

  /// In the middle of each state; the checkpoint itself is compared too, at the end.
  @Test(arguments: [25, 200, 600, 800, 1_060, 1_200, 1_350, 1_900])
  func aCheckpointRestoredIntoAFreshLoopGoesOnBitForBit(middle: Int) throws {
    var first = LoopBench()
    Self.run(0..<middle, &first)
    first.keepsRecords = true
    first.loop.writeCheckpoint(at: first.now)
    Self.run(middle..<middle + 400, &first)
    first.loop.writeCheckpoint(at: first.now)
    Self.run(middle + 400..<middle + 401, &first)
    guard let saved = unsafe first.records[0].bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else {
      Issue.record("the first record is the checkpoint")
      return
    }
    var second = LoopBench()
    Self.run(0..<middle, &second)  // Brings the operator and the robot, not the loop, to where they were.
    second.restart()
    try second.loop.restore(saved)
    second.keepsRecords = true
    Self.run(middle..<middle + 400, &second)
    second.loop.writeCheckpoint(at: second.now)
    Self.run(middle + 400..<middle + 401, &second)
    let expected = first.records.dropFirst()
    #expect(expected.contains { $0.kind == .checkpoint } && second.records.count == expected.count)
    for (one, other) in zip(expected, second.records) where one.bytes != other.bytes {
      Issue.record("\(one.kind) differs after \(middle) ticks")
      return
    }
  }

  @Test func claimsTenTimesASecondUntilTheGateGrants() {
    var bench = LoopBench()
    bench.isOwner = false
    var claims = 0
    for _ in 0..<500 {
      bench.tick()
      guard bench.loop.packet.count > 0 else { continue }
      #expect(SentCommand(bench.loop.packet.toArray())?.kind == LinkKind.claim.rawValue)
      claims += 1
    }
    #expect(claims == 10)
    #expect(!bench.loop.hasLease && bench.loop.faults.contains(.noLease))
    bench.isOwner = true
    bench.tick()
    #expect(bench.loop.hasLease && bench.loop.epoch == 5)
    #expect(SentCommand(bench.loop.packet.toArray())?.isCommand == true)
  }

  @Test(arguments: EngagementState.allCases) func commandsGoOutAtEveryTickInEveryState(state: EngagementState) {
    var bench = LoopBench()
    bench.reach(state)
    var last = SentCommand(bench.loop.packet.toArray())?.sequence ?? 0
    for _ in 0..<20 {
      bench.tick()
      let sent = SentCommand(bench.loop.packet.toArray())
      #expect(bench.state(.leftArm) == state)
      #expect(sent?.isCommand == true && sent?.sequence == last + 1 && sent?.sent == bench.now.nanoseconds)
      #expect(sent?.q == bench.loop.command.q.prefix(5))
      #expect(sent?.engaged[0] == state.isActive)
      last = sent?.sequence ?? 0
    }
  }

  @Test func commandsGoOnWhenEveryDeviceIsGone() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0, 1, 2]
    for _ in 0..<400 {
      bench.tick()
      let sent = SentCommand(bench.loop.packet.toArray())
      #expect(sent?.isCommand == true && sent?.q.allSatisfy { $0.isFinite } == true)
    }
    #expect(bench.state(.leftArm) == .releasing)
  }

  @Test func leavingLowersTheWeightsThenGivesTheLeaseBackThreeTimes() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.ask(.leave)
    var returns = 0
    let hasLeft = bench.wait(upTo: 4_000) { bench in
      if SentCommand(bench.loop.packet.toArray())?.kind == LinkKind.giveBack.rawValue {
        returns += 1
        for group in JointGroup.allCases where bench.weight(group) > 0 { Issue.record("\(group) is let go before the return") }
      }
      return bench.loop.hasLeft
    }
    #expect(hasLeft && returns == 3)
  }

  @Test(arguments: [40, 100]) func aLateTickSaysSoAndStepsNoFartherThanOneAndAHalfPeriods(milliseconds: Int64) {
    var bench = LoopBench()
    bench.reach(.engaged)
    for _ in 0..<200 {
      bench.left[0] += 0.002
      bench.tick()
    }
    let before = bench.q(SmallRig.leftA)
    bench.left[0] += 0.1
    bench.now = bench.now + .milliseconds(milliseconds)
    bench.sendSamples()
    bench.step()
    #expect(bench.loop.faults.contains(.late) && bench.state(.leftArm) == .engaged)
    // 1 rad/s over 3 ms and what 60 rad/s² add.
    #expect(bench.q(SmallRig.leftA) - before < 0.003 + 60 * 0.003 * 0.003)
    bench.tick()
    #expect(!bench.loop.faults.contains(.late))
  }

  @Test func timeThatRunsBackwardsStandsStill() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.left[0] += 0.1
    bench.run(milliseconds: 10)
    let q = bench.q(SmallRig.leftA)
    let sent = bench.now.nanoseconds
    bench.now = bench.now - .seconds(5)
    bench.step()
    #expect(bench.q(SmallRig.leftA) == q)
    #expect(SentCommand(bench.loop.packet.toArray())?.sent == sent)
    #expect(bench.state(.leftArm) == .engaged)
  }

  @Test func allocatesNothingPerTick() {
    guard exocap_counts_allocations() else { return }
    // A debug build makes the metadata of generic types where they are first used: the first pass does.
    _ = Self.allocations(in: LoopBench())
    #expect(Self.allocations(in: LoopBench()) == 0)
  }

  /// Of the loop alone, over 2,000 ticks in which everything happens.
  private static func allocations(in bench: consuming LoopBench) -> UInt64 {
    var bench = bench
    var allocations: UInt64 = 0
    for index in 0..<2_000 {
      act(index, &bench)
      bench.now = bench.now + SmallRig.period
      bench.sendSamples()
      let before = exocap_allocation_count()
      bench.loop.step(now: bench.now)
      bench.loop.noteSent(.taken, began: bench.now, stepped: bench.now, sent: bench.now, arrived: .never)
      if index % 500 == 0 { bench.loop.writeCheckpoint(at: bench.now) }
      allocations += exocap_allocation_count() - before
      bench.settle()
    }
    #expect(bench.loop.tick == 2_000)
    return allocations
  }
}
