import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct FingerSolverTests {
  /// Where a reachable pose's tip is, the solver goes: what it then leaves over is the weak pull to the open hand.
  @Test func reachesWhatCanBeReached() throws {
    guard let allegro = try Allegro() else { return Requirement.skip("the shared hand data are absent") }
    var random = SeededGenerator.printed()
    var worst = 0.0
    for finger in allegro.hand.fingers {
      for _ in 0..<2000 {
        var solver = try FingerSolver(finger, model: allegro.model, isFromKnuckle: true)
        var pose = InlineArray<6, Double>(repeating: 0)
        for joint in 0..<4 {
          let limits = allegro.model.limits[solver.chain.modelJoints[joint]]
          pose[joint] = Double.random(in: limits.lower...limits.upper, using: &random)
        }
        var chain = solver.chain
        chain.update(&pose)
        solver.search(chain.vector)
        worst = max(worst, solver.error)
      }
    }
    #expect(worst < 0.003)
  }

  @Test func goesNoFurtherThanItsReach() throws {
    guard let allegro = try Allegro() else { return Requirement.skip("the shared hand data are absent") }
    var solver = try FingerSolver(allegro.hand.fingers[1], model: allegro.model, isFromKnuckle: true)
    let before = solver.positions
    solver.solve(Vec3(0.09, 0, 0), reach: 0.02, turns: 20)
    let moved = (0..<4).map { joint in abs(solver.positions[joint] - before[joint]) }
    #expect(moved.allSatisfy { $0 <= 0.02 + 1e-15 } && moved.max() == 0.02)
  }
}
