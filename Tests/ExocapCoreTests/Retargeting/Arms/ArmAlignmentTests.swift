import ExocapCore
import Testing

@Suite struct ArmAlignmentTests {
  /// Worked out by hand: 0.3 m in front of the operator's shoulder at scale 0.5 is 0.15 m in front of the robot's.
  @Test func absoluteLaysShouldersUponEachOther() {
    let alignment = ArmAlignment(mode: .absolute, scale: 0.5, shoulder: Vec3(0, 0.1, 0.4))
    let turn = Rotation(rollPitchYaw: Vec3(0.1, 0.2, 0.3))
    let target = alignment.target(for: Placement(rotation: turn, position: Vec3(0.3, 0.2, 0.1)), shoulder: Vec3(0, 0.2, 0.1))
    #expect((target.position - Vec3(0.15, 0.1, 0.4)).length < 1e-15)
    #expect(target.rotation == turn)
  }

  /// The hand turned by 90° about x since the latch: the tool has turned by that from its home, about the same outer axis.
  @Test func relativeCountsFromTheLatch() {
    var alignment = ArmAlignment(mode: .relative, scale: 2, shoulder: .zero)
    let before = Rotation(rollPitchYaw: Vec3(0, 0.4, 0))
    let home = Placement(rotation: Rotation(rollPitchYaw: Vec3(0, 0, 0.7)), position: Vec3(1, 2, 3))
    alignment.latch(hand: Placement(rotation: before, position: Vec3(0.1, 0.1, 0.1)), tool: home)
    let turn = Rotation(axis: Vec3(1, 0, 0), angle: .pi / 2)
    let target = alignment.target(for: Placement(rotation: turn * before, position: Vec3(0.2, 0.1, 0)), shoulder: Vec3(9, 9, 9))
    #expect((target.position - Vec3(1.2, 2, 2.8)).length < 1e-15)
    #expect(target.rotation.turn(to: turn * home.rotation).length < 1e-15)
  }

  @Test func theLatchItselfIsHome() {
    var alignment = ArmAlignment(mode: .relative, scale: 1.3, shoulder: .zero)
    let hand = Placement(rotation: Rotation(rollPitchYaw: Vec3(0.3, -0.4, 2)), position: Vec3(0.4, -0.1, 0.2))
    let home = Placement(rotation: Rotation(rollPitchYaw: Vec3(-1, 0.2, 0.7)), position: Vec3(0.2, 0.3, 0.1))
    alignment.latch(hand: hand, tool: home)
    let target = alignment.target(for: hand, shoulder: .zero)
    #expect(target.position == home.position)
    #expect(target.rotation.turn(to: home.rotation).length < 1e-15)
  }

  /// 15 µm short of where it was sent it goes on from there; 30 µm off, or turned by 2e-4 rad, it begins where it is.
  @Test func aToolThatIsWhereItWasSentGoesOnFromThere() {
    let sent = Placement(rotation: Rotation(rollPitchYaw: Vec3(0.1, 0.2, 0.3)), position: Vec3(0.3, 0.2, 0.1))
    func home(_ tool: Placement) -> Placement {
      var alignment = ArmAlignment(mode: .relative, scale: 1, shoulder: .zero)
      alignment.latch(hand: .identity, tool: tool)
      alignment.note(target: sent)
      alignment.latch(hand: .identity, tool: tool)
      return alignment.target(for: .identity, shoulder: .zero)
    }
    let near = Placement(rotation: sent.rotation * Rotation(axis: Vec3(1, 0, 0), angle: 5e-5), position: sent.position + Vec3(1.5e-5, 0, 0))
    #expect(home(near).position == sent.position)
    let far = Placement(rotation: sent.rotation, position: sent.position + Vec3(0, 3e-5, 0))
    #expect(home(far).position == far.position)
    let turned = Placement(rotation: sent.rotation * Rotation(axis: Vec3(0, 1, 0), angle: 2e-4), position: sent.position)
    #expect(home(turned).rotation.turn(to: turned.rotation).length < 1e-15)
  }
}
