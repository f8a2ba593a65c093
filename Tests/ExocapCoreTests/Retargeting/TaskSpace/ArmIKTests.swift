import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct ArmIKTests {
  static let time = 0.002

  @Test func reachableTargetsAreReached() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var random = SeededGenerator.printed()
    var left = try ArmChain(bench.model, bench.cut("left"))
    var right = try ArmChain(bench.model, bench.cut("right"))
    for _ in 0..<20 {
      var ik = try bench.arms()
      // Near the start, so that no limit is in the way.
      let goal = ArmBench.start.map { $0 + Double.random(in: -0.3...0.3, using: &random) }
      let targets = [ArmBench.tool(&left, Array(goal[0..<7])), ArmBench.tool(&right, Array(goal[7..<14]))]
      for arm in 0..<2 { ik.setTarget(arm, targets[arm]) }
      var report = ArmIK.Report()
      for _ in 0..<1_000 { report = ik.step(time: Self.time) }
      #expect(report.isExact && report.conflicts == 0)
      for arm in 0..<2 { #expect(report.positionError[arm] < 1e-4 && report.rotationError[arm] < 5e-4) }
    }
  }

  @Test func everyStepKeepsItsBounds() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var random = SeededGenerator.printed()
    var ik = try bench.arms()
    var last = (0..<14).map { ik.position($0) }
    var move = [Double](repeating: 0, count: 14)
    for tick in 0..<4_000 {
      if tick % 100 == 0 {
        for arm in 0..<2 {
          let place = Vec3(.random(in: -1...1, using: &random), .random(in: -1...1, using: &random), .random(in: -1...1, using: &random))
          let angles = Vec3(.random(in: -3...3, using: &random), .random(in: -1...1, using: &random), .random(in: -3...3, using: &random))
          ik.setTarget(arm, Placement(rotation: Rotation(rollPitchYaw: angles), position: place))
        }
      }
      let report = ik.step(time: Self.time)
      #expect(report.isExact && report.conflicts == 0)
      for joint in 0..<14 {
        let position = ik.position(joint)
        let limits = bench.model.limits[ik.modelJoint(joint)]
        let step = position - last[joint]
        #expect(position >= limits.lower && position <= limits.upper)
        #expect(abs(step) <= 10 * Self.time + 1e-12)
        #expect(abs(step - move[joint]) <= 118 * Self.time * Self.time + 1e-12)
        (last[joint], move[joint]) = (position, step)
      }
    }
  }

  @Test func aTargetThatIsNoNumberIsRefused() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try bench.arms()
    var chain = try ArmChain(bench.model, bench.cut("left"))
    let good = ArmBench.tool(&chain, Array(ArmBench.start[0..<7]))
    ik.setTarget(0, good)
    var bad = good
    bad.position.y = .nan
    ik.setTarget(0, bad)
    ik.setElbow(0, Vec3(.infinity, 0, 0))
    ik.setPosture(0, to: .nan)
    for _ in 0..<100 { _ = ik.step(time: Self.time) }
    _ = ik.step(time: .nan)
    for joint in 0..<14 { #expect(abs(ik.position(joint) - ArmBench.start[joint]) < 0.01) }
  }

  @Test func withoutTargetAnArmComesToRest() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try bench.arms()
    for joint in 0..<14 { ik.setPosture(joint, to: .nan) }
    var chain = try ArmChain(bench.model, bench.cut("left"))
    var target = ArmBench.tool(&chain, Array(ArmBench.start[0..<7]))
    target.position.x += 0.1
    ik.setTarget(0, target)
    for _ in 0..<40 { _ = ik.step(time: Self.time) }
    ik.clearTarget(0)
    for _ in 0..<200 { _ = ik.step(time: Self.time) }
    let positions = (0..<14).map { ik.position($0) }
    _ = ik.step(time: Self.time)
    #expect((0..<14).allSatisfy { ik.position($0) == positions[$0] })
    #expect(abs(positions[0] - ArmBench.start[0]) > 0.001)
  }

  @Test func theElbowFollowsTheOperatorsWithoutMovingTheHand() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try bench.arms()
    for joint in 0..<14 { ik.setPosture(joint, to: .nan) }
    var chain = try ArmChain(bench.model, bench.cut("left"))
    // A bent arm, and the same hand with the elbow swivelled outwards as far as a null-space motion takes it.
    let bent = [-0.6, 0.3, 0.1, 0.4, 0.1, 0.1, 0.1]
    let target = ArmBench.tool(&chain, bent)
    for joint in 0..<7 { ik.seed(joint, at: bent[joint]) }
    let elbow = chain.elbow
    ik.setTarget(0, target)
    ik.setElbow(0, Vec3(0, 0.3, 0.1))
    var worst = 0.0
    var report = ArmIK.Report()
    for _ in 0..<1_200 {
      report = ik.step(time: Self.time)
      worst = max(worst, report.positionError[0])
    }
    #expect(worst < 1e-4)
    _ = ArmBench.tool(&chain, (0..<7).map { ik.position($0) })
    #expect(chain.elbow.y > elbow.y + 0.005)
    #expect((0..<7).allSatisfy { report.bounded & (1 << UInt32($0)) == 0 })
    // At rest the elbow stands in the operator's direction off the line from shoulder to wrist.
    let shoulder = chain.body(1).position
    let line = chain.body(5).position - shoulder
    let axis = line * (1 / line.length)
    func off(_ v: Vec3) -> Vec3 { v - axis * axis.dot(v) }
    let (ours, theirs) = (off(chain.elbow - shoulder), off(Vec3(0, 0.3, 0.1)))
    #expect(Math.atan2(ours.cross(theirs).length, ours.dot(theirs)) < 0.02)
  }

  @Test func theWaistHelpsWhereArmsDoNotReach() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var locked = try bench.arms()
    var free = try bench.arms(hasWaist: true)
    #expect(locked.jointCount == 14 && locked.sharedCount == 0)
    #expect(free.jointCount == 17 && free.sharedCount == 3)
    var chain = try ArmChain(bench.model, bench.cut("left"))
    var far = ArmBench.tool(&chain, [-1.5, 0.2, 0, 0.9, 0, 0, 0])
    far.position.x += 0.12
    for tick in 0..<2_000 {
      _ = tick
      locked.setTarget(0, far)
      free.setTarget(0, far)
      _ = locked.step(time: Self.time)
      _ = free.step(time: Self.time)
    }
    let reports = (locked.step(time: Self.time), free.step(time: Self.time))
    #expect(reports.0.positionError[0] > 0.02)
    #expect(reports.1.positionError[0] < 0.003)
    #expect(reports.1.isExact)
  }

  @Test func aCorrectionIsWhereTheNextStepBegins() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try bench.arms()
    ik.correct(3, to: ArmBench.start[3] + 0.001)
    ik.correct(4, to: .nan)
    _ = ik.step(time: Self.time)
    // It came with 0.5 rad/s: 118 rad/s² take at most 0.236 of that away.
    #expect(ik.position(3) >= ArmBench.start[3] + 0.001 + 0.001 - 0.000472 - 1e-12)
  }

  @Test func aCheckpointGoesOnBitForBit() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var first = try bench.arms()
    var second = try bench.arms()
    var chain = try ArmChain(bench.model, bench.cut("right"))
    var target = ArmBench.tool(&chain, Array(ArmBench.start[7..<14]))
    func move(_ ik: inout ArmIK, _ ticks: Range<Int>) {
      for tick in ticks {
        target.position.z = 0.15 + 0.002 * Double(tick % 50)
        ik.setTarget(1, target)
        ik.setElbow(1, Vec3(0, -0.2, 0.05))
        _ = ik.step(time: Self.time)
      }
    }
    move(&first, 0..<120)
    var archive = CheckpointArchive()
    first.checkpoint(&archive)
    var copy = CheckpointArchive()
    unsafe copy.beginReading(archive.contents)
    second.checkpoint(&copy)
    let isComplete = copy.isComplete
    #expect(isComplete)
    move(&first, 120..<200)
    move(&second, 120..<200)
    for joint in 0..<14 { #expect(first.position(joint) == second.position(joint)) }
  }

  @Test func nothingIsAllocatedAfterInit() throws {
    guard exocap_counts_allocations() else { return }
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try bench.arms(hasWaist: true)
    var chain = try ArmChain(bench.model, bench.cut("left"))
    let target = ArmBench.tool(&chain, Array(ArmBench.start[0..<7]))
    var count: UInt64 = 0
    for _ in 0..<3 {
      count = exocap_allocation_count()
      ik.setTarget(0, target)
      ik.setElbow(0, Vec3(0, 0.2, 0))
      _ = ik.step(time: Self.time)
      count = exocap_allocation_count() - count
    }
    #expect(count == 0)
  }
}
