import ExocapCore
import Testing

@Suite struct GripRetargeterTests {
  static func grip(
    aperture: (gain: Double, offset: Double)? = (1, 0), force: (gain: Double, offset: Double)? = (1, 0), ceiling: Double = 20
  ) -> [GripMapping] {
    [
      GripMapping(
        aperture: aperture.map { AxisMapping(source: SmallRig.value(1, 1, 0), gain: $0.gain, offset: $0.offset) },
        force: force.map { AxisMapping(source: SmallRig.value(2, 0, 0), gain: $0.gain, offset: $0.offset) }, forceCeiling: ceiling)
    ]
  }

  static func retarget(_ grips: [GripMapping], trigger: Double?, force: Double?) -> (position: Double, force: Double) {
    var table = StreamTable(devices: SmallRig.rig().sampleSources)
    for (device, stream, value) in [(1, 1, trigger), (2, 0, force)] {
      guard let value else { continue }
      var sample = StreamTableTests.sample([value], at: 0)
      sample.device = DeviceID(device)
      sample.stream = StreamIndex(stream)
      StreamTableTests.take(sample, &table)
    }
    var retargeter = GripRetargeter(profile: SmallRig.profile, grips: grips)
    var wanted = JointVector(repeating: 0.0125)
    var forces = InlineArray<7, Double>(repeating: .nan)
    retargeter.retarget(&table, into: &wanted, force: &forces)
    return (wanted[SmallRig.grip], forces[Int(JointGroup.rightHand.rawValue)])
  }

  @Test(arguments: [(0.0, 0.0), (0.5, 0.02), (1.0, 0.04), (-3.0, 0.0), (7.0, 0.04)])
  func opensFromClosedToOpenAndNoFurther(trigger: Double, position: Double) {
    #expect(abs(Self.retarget(Self.grip(), trigger: trigger, force: 0).position - position) < 1e-15)
  }

  /// Squeezing a force sensor closes: open at 1 N, closed at 8 N.
  @Test func aFallingAxisCloses() {
    let found = Self.retarget(Self.grip(aperture: (-1.0 / 7, 8.0 / 7)), trigger: 8, force: 0)
    #expect(abs(found.position) < 1e-15)
    #expect(abs(Self.retarget(Self.grip(aperture: (-1.0 / 7, 8.0 / 7)), trigger: 1, force: 0).position - 0.04) < 1e-15)
  }

  @Test(arguments: [(5.0, 5.0), (-2.0, 0.0), (25.0, 20.0), (1000.0, 20.0)])
  func theForceIsClampedToTheRigsCeiling(newtons: Double, wanted: Double) {
    #expect(Self.retarget(Self.grip(), trigger: 0, force: newtons).force == wanted)
  }

  @Test func theRigCannotRaiseTheProfilesCeiling() {
    #expect(Self.retarget(Self.grip(ceiling: 500), trigger: 0, force: 400).force == 30)
  }

  @Test func aSourceThatWasNeverSeenGivesNothing() {
    let found = Self.retarget(Self.grip(), trigger: nil, force: nil)
    #expect(found.position.isNaN && found.force.isNaN)
  }

  @Test func aGripperWithoutASourceKeepsWhatItHas() {
    let found = Self.retarget(Self.grip(aperture: nil, force: nil), trigger: 1, force: 1)
    #expect(found.position == 0.0125 && found.force.isNaN)
  }

  @Test func moreOpenIsTheGrippersOwnDirection() {
    var upwards = GripRetargeter(profile: SmallRig.profile, grips: Self.grip())
    var profile = SmallRig.profile
    profile.grippers[0].closed = 0.04
    profile.grippers[0].open = 0
    var downwards = GripRetargeter(profile: profile, grips: Self.grip())
    for (held, wanted) in [(0.01, 0.03), (0.03, 0.01)] {
      let more = upwards.moreOpen(held, wanted, joint: SmallRig.grip)
      let less = downwards.moreOpen(held, wanted, joint: SmallRig.grip)
      #expect(more == 0.03 && less == 0.01)
    }
    let noGripper = upwards.moreOpen(0.01, 0.03, joint: SmallRig.leftA)
    let unknown = upwards.moreOpen(0.01, .nan, joint: SmallRig.grip)
    #expect(noGripper == 0.01 && unknown == 0.01)
  }

  /// A gripper that meets an object at 60 % opening and feels `felt` N; the trigger goes from open to closed and back.
  static func openings(felt: Double, speed: Double, holds: Bool) -> [Double] {
    var grips = Self.grip()
    grips[0].rules.holdsOnContact = holds
    var table = StreamTable(devices: SmallRig.rig().sampleSources)
    var retargeter = GripRetargeter(profile: SmallRig.profile, grips: grips, state: DeviceID(3))
    var forces = InlineArray<7, Double>(repeating: .nan)
    return [1.0, 0.8, 0.6, 0.4, 0.2, 0.5, 0.7, 1].map { trigger in
      var wanted = JointVector(repeating: 0)
      let feels = trigger <= 0.4
      var state = StreamTableTests.sample([0, 0, 0, 0, 0.024], at: 0)
      for joint in 0..<5 { state.rates[joint] = speed }
      state.device = DeviceID(3)
      StreamTableTests.take(state, &table)
      for (device, stream, values) in [
        (1, 1, [trigger]), (2, 0, [10.0]), (3, 1, (0..<7).map { $0 == 3 && feels ? felt : 0 }),
      ] {
        var sample = StreamTableTests.sample(values, at: 0)
        (sample.device, sample.stream) = (DeviceID(device), StreamIndex(stream))
        StreamTableTests.take(sample, &table)
      }
      retargeter.retarget(&table, time: 0.01, into: &wanted, force: &forces)
      return wanted[SmallRig.grip] / 0.04
    }
  }

  @Test func closingStopsOnAnObjectAndOpeningNever() {
    let expected = [1, 0.8, 0.6, 0.6, 0.6, 0.5, 0.7, 1]
    for (found, wanted) in zip(Self.openings(felt: 10, speed: 0, holds: true), expected) { #expect(abs(found - wanted) < 1e-12) }
  }

  @Test(arguments: [(5.0, 0.0, true), (10, 0.1, true), (10, 0, false)])
  func withoutForceOrStandstillClosingGoesOn(felt: Double, speed: Double, holds: Bool) {
    let triggers = [1.0, 0.8, 0.6, 0.4, 0.2, 0.5, 0.7, 1]
    for (found, wanted) in zip(Self.openings(felt: felt, speed: speed, holds: holds), triggers) { #expect(abs(found - wanted) < 1e-12) }
  }
}
