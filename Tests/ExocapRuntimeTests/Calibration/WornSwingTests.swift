import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

/// The whole way on a committed device: encoder angles, its own kinematics, the sphere.
@Suite struct WornSwingTests {
  /// [m] In the frame of the ACE arm's base, beside its own first joint.
  static let shoulder = Vec3(-0.05, 0.02, 0.12)
  static let armLength = 0.55

  private func profile(_ name: String) throws -> DeviceProfile {
    let source = try readText(Requirement.repositoryRoot + "/hw-profiles/devices/\(name).yaml")
    return try #require(DeviceProfileReader.read(source, diagnostics: Diagnostics()))
  }

  /// Poses within the joints' limits whose hand is within 1 mm of the sphere, read by encoders of 4096 counts a turn.
  ///
  /// The shell's 1 mm (0.6 mm root mean square) and the encoders' 0.4 mrad over six joints and half a metre (0.5 mm) leave under 1 mm.
  @Test func theShoulderBesideAnExoskeletonIsFound() throws {
    let profile = try profile("ace-exo")
    let kinematics = try #require(profile.kinematics)
    let model = try KinematicModel(kinematics.tree)
    var state = KinematicState(model)
    let hand = try #require(model.link(named: kinematics.frames?.wrist ?? ""))
    var swing = try ArmSwing(profile, lengths: [:])
    let columns = model.jointNames.map { name in profile.streams[0].values.firstIndex { $0.name == name } ?? 0 }
    var random = SeededGenerator.printed()
    for _ in 0..<80_000 {
      var angles = [Double](repeating: .nan, count: columns.count)
      for joint in 0..<model.jointCount {
        let angle = Double.random(in: model.limits[joint].lower...model.limits[joint].upper, using: &random)
        state.setPosition(angle, joint: joint)
        let count = 2 * Double.pi / 4096
        angles[columns[joint]] = (angle / count).rounded() * count
      }
      state.updatePlacements()
      let distance = (state.placement(link: hand).position - Self.shoulder).length
      if abs(distance - Self.armLength) < 0.001 { swing.take(stream: 0, angles) }
    }
    let fit = try ShoulderFit(swing.places)
    #expect(fit.pointCount > 300)
    #expect((fit.shoulder - Self.shoulder).length < 0.001)
    #expect(abs(fit.armLength - Self.armLength) < 0.001)
    #expect(fit.residual < 0.001)
  }

  /// All shoulder joints of hmc-exo meet in its root: a straight elbow's hand is `upper_arm + forearm` from there, whatever they are.
  @Test(arguments: [1.0, 2.0]) func lengthsCannotBeSeenFromJoints(_ scale: Double) throws {
    var swing = try ArmSwing(try profile("hmc-exo"), lengths: ["upper_arm": 0.25 * scale, "forearm": 0.2 * scale])
    for index in 0..<600 {
      let t = Double(index) * 0.02
      swing.take(stream: 0, [-0.7 + 0.9 * Math.sin(t), 0.3, 0.8 * Math.sin(1.7 * t), 0, 0.1])
    }
    let fit = try ShoulderFit(swing.places)
    #expect(fit.shoulder.length < 1e-9)
    #expect(abs(fit.armLength - 0.45 * scale) < 1e-9)
    #expect(fit.residual < 1e-9)
  }
}
