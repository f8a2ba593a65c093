import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct FingerChainTests {
  /// Against the core's kinematics of the whole hand, which are tested against Pinocchio, and their finite differences.
  @Test func tipsAndColumnsAreThoseOfTheWholeHand() throws {
    guard let allegro = try Allegro() else { return Requirement.skip("the shared hand data are absent") }
    var random = SeededGenerator.printed()
    var state = KinematicState(allegro.model)
    for (finger, description) in allegro.hand.fingers.enumerated() {
      var chain = try FingerChain(description, model: allegro.model)
      #expect(chain.count == 4)
      var q = InlineArray<6, Double>(repeating: 0)
      for joint in 0..<4 { q[joint] = Double.random(in: -0.2...1, using: &random) }
      func vector(_ q: InlineArray<6, Double>) -> Vec3 {
        for joint in 0..<4 { state.setPosition(q[joint], joint: chain.modelJoints[joint]) }
        state.updatePlacements()
        let tip = state.placement(link: allegro.model.link(named: Allegro.tips[finger]) ?? 0).position
        return tip - state.placement(link: allegro.model.link(named: Allegro.knuckles[finger]) ?? 0).position
      }
      chain.update(&q)
      #expect((chain.vector - vector(q)).length < 1e-15)
      for joint in 0..<4 {
        var (up, down) = (q, q)
        up[joint] += 1e-6
        down[joint] -= 1e-6
        let slope = (vector(up) - vector(down)) * (1 / 2e-6)
        let column = chain.column(joint, fromKnuckle: true)
        #expect((column - slope).length < 1e-8)
      }
    }
  }

  /// The index's bones: 54, 38.4 and 38.7 mm in the URDF.
  @Test func aFingersLengthIsThatOfItsBones() throws {
    guard let allegro = try Allegro() else { return Requirement.skip("the shared hand data are absent") }
    var chain = try FingerChain(allegro.hand.fingers[1], model: allegro.model)
    var bent = InlineArray<6, Double>(repeating: 0.7)
    chain.update(&bent)
    let length = chain.length
    #expect(abs(length - 0.1311) < 1e-12)
  }
}
