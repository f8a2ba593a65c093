import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct SelfCollisionTests {
  static let time = 0.002

  /// Trunk, upper arms, forearms and hands of the G1, roughly.
  static func capsules(_ model: KinematicModel) -> [Capsule] {
    func link(_ name: String) -> Int { model.link(named: name)! }
    var capsules = [Capsule(link: link("torso_link"), start: Vec3(0, 0, 0.05), end: Vec3(0, 0, 0.28), radius: 0.09)]
    for side in ArmBench.sides {
      capsules += [
        Capsule(link: link("\(side)_shoulder_yaw_link"), start: Vec3(0, 0, 0.05), end: Vec3(0.01, 0, -0.07), radius: 0.035),
        Capsule(link: link("\(side)_elbow_link"), start: Vec3(0, 0, -0.005), end: Vec3(0.09, 0, -0.01), radius: 0.03),
        Capsule(link: link("\(side)_wrist_yaw_link"), start: .zero, end: Vec3(0.1, 0, 0), radius: 0.03),
      ]
    }
    return capsules
  }

  /// Arm against arm, and forearms and hands against the trunk.
  static let pairs = [(1, 4), (1, 5), (1, 6), (2, 4), (2, 5), (2, 6), (3, 4), (3, 5), (3, 6), (0, 2), (0, 3), (0, 5), (0, 6)]
    .map { SelfCollision.Pair($0.0, $0.1) }

  private func watched(_ bench: ArmBench, hasWaist: Bool) throws -> ArmIK {
    var ik = try bench.arms(hasWaist: hasWaist)
    var home = [Double](repeating: 0, count: bench.model.jointCount)
    for joint in 0..<ik.jointCount { home[ik.modelJoint(joint)] = ik.position(joint) }
    ik.setCollisions(
      try SelfCollision(
        bench.model, arms: ArmBench.sides.map { bench.cut($0, hasWaist: hasWaist) }, capsules: Self.capsules(bench.model),
        pairs: Self.pairs, home: home))
    return ik
  }

  /// Distances by the whole model, which knows nothing of chains and rows.
  private func clearance(_ state: inout KinematicState, _ ik: borrowing ArmIK, _ capsules: [Capsule]) -> Double {
    for joint in 0..<ik.jointCount { state.setPosition(ik.position(joint), joint: ik.modelJoint(joint)) }
    state.updatePlacements()
    var least = Double.infinity
    for pair in Self.pairs {
      let (a, b) = (capsules[pair.first], capsules[pair.second])
      let (p, q) = (state.placement(link: a.link), state.placement(link: b.link))
      let near = Capsule.nearest(p * a.start, p * a.end, q * b.start, q * b.end)
      least = min(least, (near.first - near.second).length - a.radius - b.radius)
    }
    return least
  }

  @Test(arguments: [false, true])
  func handsThatAreLedIntoEachOtherStayApart(hasWaist: Bool) throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try watched(bench, hasWaist: hasWaist)
    var state = KinematicState(bench.model)
    let capsules = Self.capsules(bench.model)
    var (worst, rows) = (Double.infinity, 0)
    for tick in 0..<4_000 {
      let t = Double(tick) * Self.time
      // Through each other and through the trunk, at up to 0.6 m/s.
      let centre = Vec3(0.15 + 0.1 * Math.sin(3 * t), 0.12 * Math.cos(4.1 * t), 0.1 + 0.1 * Math.sin(1.7 * t))
      ik.setTarget(0, Placement(rotation: .identity, position: centre + Vec3(0, -0.03, 0)))
      ik.setTarget(1, Placement(rotation: .identity, position: centre + Vec3(-0.05, 0.06, 0)))
      let report = ik.step(time: Self.time)
      #expect(report.isExact && report.collisionOverflow == 0)
      rows = max(rows, report.collisionRows)
      worst = min(worst, clearance(&state, ik, capsules))
    }
    #expect(rows >= 2)
    // Margins are 10 mm or less; what a step's curvature takes is under a millimetre.
    #expect(worst > 0.003)
  }

  @Test func aMarginThatIsBrokenAtRestOpensSlowly() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var ik = try watched(bench, hasWaist: false)
    for joint in 0..<14 { ik.setPosture(joint, to: .nan) }
    // Forearms crossed before the chest: whatever the start, no joint is thrown out of its bounds and the gap opens.
    for arm in 0..<2 {
      let side = arm == 0 ? 1.0 : -1.0
      for (joint, position) in [-0.5, side * 0.1, side * -0.55, 0.3, 0, 0, 0].enumerated() { ik.seed(7 * arm + joint, at: position) }
    }
    _ = ik.step(time: Self.time)
    let before = ik.clearance()
    #expect(before < 0.003)
    var last = before
    for _ in 0..<1_500 {
      _ = ik.step(time: Self.time)
      // 0.05 m/s a row; a joint may serve two of them.
      #expect(ik.clearance() - last < 0.001)
      last = ik.clearance()
    }
    #expect(last > before + 0.002)
  }
}
