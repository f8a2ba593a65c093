import CRealtimeCheck
import ExocapCore
import Testing

@Suite struct CommandLimiterTests {
  static let period = SmallRig.period
  static let hand = JointGroup.rightHand

  /// Steps of one limiter in virtual time.
  struct Bench: ~Copyable {
    var limiter = CommandLimiter(profile: SmallRig.profile, limits: SmallRig.limits, period: CommandLimiterTests.period)
    var now = Timestamp(nanoseconds: 5_000_000_000)
    var goal = JointVector.zero
    var command = Command(count: SmallRig.jointCount)
    var clipping = InlineArray<64, Clipping>(repeating: .none)

    mutating func seedAll(at pose: Double = 0) {
      for joint in 0..<SmallRig.jointCount { limiter.seed(joint, at: pose) }
    }

    @discardableResult
    mutating func step(after elapsed: Interval = CommandLimiterTests.period) -> Double {
      now = now + elapsed
      let time = limiter.stepTime(now: now)
      limiter.limit(&goal, time: time, into: &command, clipping: &clipping)
      return time
    }
  }

  /// Two joints of an arm, one ten times slower: told to go along a line, they stay on it. Alone, the quick one would be there at once.
  @Test func anArmGoesTheWayThatItIsTold() {
    var limits = SmallRig.limits
    limits.velocity[SmallRig.leftB] = 1
    var bench = Bench()
    bench.limiter = CommandLimiter(profile: SmallRig.profile, limits: limits, period: Self.period)
    bench.seedAll()
    bench.goal[SmallRig.leftA] = 1
    bench.goal[SmallRig.leftB] = 1
    bench.goal[SmallRig.rightA] = 1
    var farthest = 0.0
    var slowed = 0
    var isRightThere = false
    for tick in 0..<1_500 {
      bench.step()
      farthest = max(farthest, abs(bench.command.q[SmallRig.leftA] - bench.command.q[SmallRig.leftB]))
      if bench.clipping[SmallRig.leftA].contains(.direction) { slowed += 1 }
      if tick == 200 { isRightThere = abs(bench.command.q[SmallRig.rightA] - 1) < 1e-3 }
    }
    #expect(farthest < 0.05)
    #expect(slowed > 100)
    // The other arm is none of theirs.
    #expect(isRightThere)
    #expect(abs(bench.command.q[SmallRig.leftA] - 1) < 1e-6 && abs(bench.command.q[SmallRig.leftB] - 1) < 1e-6)
  }

  /// A motion that every joint can follow is not touched.
  @Test func whatCanBeFollowedIsNotSlowed() {
    var bench = Bench()
    bench.seedAll()
    for tick in 0..<2_000 {
      let share = 0.5 * Math.sin(Double(tick) * 0.004) * min(1, Double(tick) / 500)
      bench.goal = JointVector([share, -0.5 * share, share, 0.3 * share, 0])
      bench.step()
      for joint in 0..<4 where bench.clipping[joint].contains(.direction) { Issue.record("joint \(joint) was slowed in tick \(tick)") }
    }
  }

  @Test func aStepUsesAtMostOneAndAHalfPeriods() {
    var bench = Bench()
    #expect(bench.step() == 0.002)
    #expect(abs(bench.step(after: .microseconds(2_400)) - 0.0024) < 1e-15)
    #expect(bench.step(after: .microseconds(3_000)) == 0.003)
    #expect(bench.step(after: .milliseconds(250)) == 0.003)
  }

  @Test func aTickCloserThanHalfAPeriodRepeatsTheLastSetPoint() {
    var bench = Bench()
    bench.seedAll()
    bench.goal = JointVector(repeating: 0.02)
    for _ in 0..<10 { bench.step() }
    let q = bench.command.q.prefix(5)
    let dq = bench.command.dq.prefix(5)
    #expect(bench.step(after: .microseconds(999)) == 0)
    #expect(bench.command.q.prefix(5) == q && bench.command.dq.prefix(5) == dq)
    // The time that was not used is not lost.
    #expect(bench.step(after: .microseconds(1_001)) == 0.002)
    #expect(bench.command.q.prefix(5) != q)
  }

  @Test func aJointThatWasNeverMeasuredGetsNoSetPoint() {
    var bench = Bench()
    bench.limiter.seed(1, at: 0.5)
    bench.limiter.seed(2, at: .nan)
    bench.goal = JointVector(repeating: 1)
    for _ in 0..<100 { bench.step() }
    #expect(bench.command.q.prefix(5).map(\.isNaN) == [true, false, true, true, true])
    #expect(bench.command.dq.prefix(5).map(\.isNaN) == [true, false, true, true, true])
    let unknown = bench.limiter.position(0)
    let rest = bench.limiter.restingPoint(0)
    #expect(unknown.isNaN && rest.isNaN)
  }

  @Test func whatIsNotFiniteNeverLeaves() {
    var bench = Bench()
    bench.seedAll()
    bench.goal = JointVector(repeating: 0.01)
    for _ in 0..<200 { bench.step() }
    let stood = bench.command.q[0]
    for value in [Double.nan, .infinity, -.infinity, .signalingNaN] {
      bench.goal = JointVector(repeating: value)
      for _ in 0..<50 {
        bench.step()
        #expect(bench.clipping[0].contains(.notFinite))
        for joint in 0..<SmallRig.jointCount {
          #expect(bench.command.q[joint].isFinite && bench.command.dq[joint].isFinite)
        }
      }
    }
    #expect(abs(bench.command.q[0] - stood) < 1e-6)
  }

  @Test func theMarginIsKeptFree() {
    var bench = Bench()
    bench.seedAll()
    bench.goal = JointVector([3, -3, 3, -3, 1])
    for _ in 0..<3_000 { bench.step() }
    #expect(bench.clipping[0].contains(.position))
    #expect(abs(bench.command.q[0] - 1.98) < 1e-6 && bench.command.q[0] <= 1.98)
    #expect(abs(bench.command.q[1] + 1.98) < 1e-6 && bench.command.q[1] >= -1.98)
    #expect(abs(bench.command.q[4] - 0.04) < 1e-7 && bench.command.q[4] <= 0.04)
  }

  @Test func saysWhereItRests() {
    var bench = Bench()
    bench.seedAll()
    bench.goal = JointVector(repeating: 1.5)
    for _ in 0..<60 { bench.step() }
    let rest = bench.limiter.restingPoint(0)
    #expect(rest > bench.command.q[0] + 0.01)
    bench.goal = JointVector(repeating: rest)
    for _ in 0..<500 { bench.step() }
    #expect(abs(bench.command.q[0] - rest) < 1e-5)
  }

  // MARK: Force

  @Test func aForceRisesInATenthOfASecondToItsCeilingAndNoFurther() {
    var bench = Bench()
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    var forces: [Double] = []
    for _ in 0..<100 {
      forces.append(bench.limiter.limitForce(100, group: Self.hand, time: 0.002, clipping: &clipping))
    }
    // 30 N in 0.1 s: 0.6 N a tick of 2 ms.
    #expect(abs(forces[0] - 0.6) < 1e-6 && abs(forces[24] - 15) < 1e-4)
    #expect(forces[51] == 30 && forces[99] == 30)
    #expect(clipping[SmallRig.grip].contains(.force))
  }

  @Test func aForceIsOnTheWiresGridAndNeverNegative() {
    var bench = Bench()
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    for wanted in [0.1, 0.3, 7.7, -5, .infinity, 12.3] {
      for _ in 0..<30 {
        let force = bench.limiter.limitForce(wanted, group: Self.hand, time: 0.002, clipping: &clipping)
        #expect(Double(Float(force)) == force && force >= 0 && force <= 30)
      }
    }
  }

  @Test func withoutAWishTheLastForceStays() {
    var bench = Bench()
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    for _ in 0..<50 { _ = bench.limiter.limitForce(12, group: Self.hand, time: 0.002, clipping: &clipping) }
    clipping[SmallRig.grip] = .none
    let kept = bench.limiter.limitForce(.nan, group: Self.hand, time: 0.002, clipping: &clipping)
    #expect(kept == 12)
    #expect(clipping[SmallRig.grip] == .none)
  }

  @Test func beforeTheFirstWishThereIsNoForceSetPoint() {
    var bench = Bench()
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    let nothing = bench.limiter.limitForce(.nan, group: Self.hand, time: 0.002, clipping: &clipping)
    let noGripper = bench.limiter.limitForce(5, group: .leftHand, time: 0.002, clipping: &clipping)
    #expect(nothing.isNaN && noGripper.isNaN)
  }

  @Test func aCheckpointGoesOnBitForBit() {
    var first = Bench()
    first.seedAll(at: 0.1)
    first.goal = JointVector(repeating: 1)
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    for _ in 0..<40 { first.step() }
    _ = first.limiter.limitForce(20, group: Self.hand, time: 0.002, clipping: &clipping)
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.limiter.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var second = Bench()
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.limiter.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    (second.now, second.goal) = (first.now, first.goal)
    for _ in 0..<100 {
      first.step()
      second.step()
      #expect(first.command.q.prefix(5) == second.command.q.prefix(5))
    }
    let one = first.limiter.limitForce(20, group: Self.hand, time: 0.002, clipping: &clipping)
    let other = second.limiter.limitForce(20, group: Self.hand, time: 0.002, clipping: &clipping)
    #expect(one == other)
  }

  @Test func allocatesNothing() {
    guard exocap_counts_allocations() else { return }
    var bench = Bench()
    bench.seedAll()
    // A debug build makes the metadata of generic types where they are first used.
    bench.step()
    let before = exocap_allocation_count()
    for _ in 0..<100 { bench.step() }
    #expect(exocap_allocation_count() == before)
  }
}
