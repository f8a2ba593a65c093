import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct DirectionMatchTests {
  /// [rad] Between two directions.
  private func angle(_ a: Vec3, _ b: Vec3) -> Double { Math.atan2(a.cross(b).length, a.dot(b)) }

  @Test(arguments: ArmBench.sides)
  func directionsLeadBackToTheJoints(_ side: String) throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var random = SeededGenerator.printed()
    var match = try DirectionMatch(bench.model, bench.cut(side))
    var chain = try ArmChain(bench.model, bench.cut(side))
    var (judged, worst, worstJoint) = (0, 0.0, 0.0)
    for _ in 0..<1_000 {
      var (joints, start) = (InlineArray<7, Double>(repeating: 0), InlineArray<7, Double>(repeating: 0))
      for joint in 0..<7 {
        joints[joint] = 0.9 * .random(in: chain.lower(joint)...chain.upper(joint), using: &random)
        start[joint] = joints[joint] + .random(in: -0.1...0.1, using: &random)
      }
      let wanted = match.directions(at: joints)
      // Near a straight arm, an upper arm along the first axis, or a wrist turned to a right angle there is no one answer.
      _ = ArmBench.tool(&chain, (0..<7).map { joints[$0] })
      let bent = angle(wanted.upper, wanted.fore)
      let lifted = angle(chain.column(0).angular, wanted.upper)
      if min(bent, .pi - bent) < 0.35 || min(lifted, .pi - lifted) < 0.5 || abs(joints[5]) > 1.3 { continue }
      judged += 1
      worst = max(worst, match.match(wanted, from: start))
      for joint in 0..<7 { worstJoint = max(worstJoint, abs(match.joints[joint] - joints[joint])) }
    }
    #expect(judged > 200)
    #expect(worst < 1e-4 && worstJoint < 1e-3)
  }

  @Test func scaleDropsOut() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var match = try DirectionMatch(bench.model, bench.cut("left"))
    // Upper arm down, forearm ahead, hand as it stands at zero: any operator's, of any size.
    let wanted = ArmDirections(upper: Vec3(0, 0, -1), fore: Vec3(1, 0, 0), hand: .identity)
    let rest = match.match(wanted, from: InlineArray(repeating: 0))
    #expect(rest < 1e-6)
    let reached = match.directions(at: match.joints)
    #expect(angle(reached.upper, wanted.upper) < 1e-6 && angle(reached.fore, wanted.fore) < 1e-6)
  }

  @Test func whatLimitsForbidIsLeftOver() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var match = try DirectionMatch(bench.model, bench.cut("left"))
    var chain = try ArmChain(bench.model, bench.cut("left"))
    // A forearm folded back along the upper arm: no elbow does that.
    let rest = match.match(
      ArmDirections(upper: Vec3(0, 0, -1), fore: Vec3(0.1, 0, 0.995), hand: .identity), from: InlineArray(repeating: 0))
    #expect(rest > 0.2)
    for joint in 0..<7 { #expect(match.joints[joint] >= chain.lower(joint) && match.joints[joint] <= chain.upper(joint)) }
    _ = ArmBench.tool(&chain, (0..<7).map { match.joints[$0] })
  }

  @Test func anArmOfSixIsRefused() throws {
    guard let vectors = try KinematicVectors(.synthetic) else { return Requirement.skip("no shared robot models") }
    #expect(throws: KinematicError.self) {
      _ = try DirectionMatch(vectors.model, ArmChain.Cut(base: 0, tip: vectors.model.link(named: "tip_a")!))
    }
  }
}
