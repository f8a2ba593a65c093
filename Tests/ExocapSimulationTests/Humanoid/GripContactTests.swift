import ExocapCore
import Testing

@testable import ExocapSimulation

/// Numbers of `GripContact.Pad`: 20 kN/m a pad, 10 kN/m of shear, friction 0.8; the bar is 20 mm thick.
@Suite struct GripContactTests {
  private func touch(_ contact: inout GripContact, opening: Double, offset: Vec3 = .zero) -> GripContact.Forces {
    contact.forces(opening: opening, openingSpeed: 0, halfWidth: 0.01, offset: offset, velocity: .zero)
  }

  @Test func squeezeIsStiffnessTimesDepth() {
    var contact = GripContact()
    let apart = touch(&contact, opening: 0.011)
    let pressed = touch(&contact, opening: 0.009)
    #expect(apart.squeeze == 0 && abs(pressed.squeeze - 20) < 1e-9)
  }

  @Test func padsNeverPull() {
    var contact = GripContact()
    _ = touch(&contact, opening: 0.011)
    let leaving = contact.forces(opening: 0.00999, openingSpeed: 1, halfWidth: 0.01, offset: .zero, velocity: .zero)
    #expect(leaving.squeeze == 0 && leaving.pull == .zero)
  }

  /// Hand calculation: 1 mm of shear is 10 N; 2 · 0.8 · 20 N = 32 N is the cone.
  @Test func pullsBackToWhereItTookHoldAndSlipsOnTheCone() {
    var contact = GripContact()
    _ = touch(&contact, opening: 0.011)
    let start = Vec3(0.01, 0, 0)
    let grasp = touch(&contact, opening: 0.009, offset: start)
    #expect(grasp.pull == .zero)
    let held = touch(&contact, opening: 0.009, offset: start + Vec3(0.001, 0, 0))
    #expect((held.pull - Vec3(-10, 0, 0)).length < 1e-9 && !held.isSlipping)
    let slid = touch(&contact, opening: 0.009, offset: start + Vec3(0.005, 0, 0))
    #expect((slid.pull - Vec3(-32, 0, 0)).length < 1e-9 && slid.isSlipping)
    // It has slid 1.8 mm: the springs' rest is 3.2 mm behind.
    let after = touch(&contact, opening: 0.009, offset: start + Vec3(0.0018, 0, 0))
    #expect(after.pull.length < 1e-9 && !after.isSlipping)
  }

  @Test func holdIsLostOutOfReachAndNeedsAnOpenHandAgain() {
    var contact = GripContact()
    _ = touch(&contact, opening: 0.011)
    let lost = touch(&contact, opening: 0.009, offset: Vec3(0.041, 0, 0))
    let closed = touch(&contact, opening: 0.009)
    #expect(lost.squeeze == 0 && closed.squeeze == 0 && !contact.isAround)
    _ = touch(&contact, opening: 0.01)
    let again = touch(&contact, opening: 0.009)
    #expect(again.squeeze > 0 && contact.isAround)
  }
}
