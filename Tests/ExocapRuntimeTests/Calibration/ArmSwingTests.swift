import ExocapCore
import ExocapRuntime
import Testing

@Suite struct ArmSwingTests {
  /// Pitch, then an elbow 0.3 m further down, then a roll 0.25 m below it; the hand 0.1 m below that.
  static let profile: DeviceProfile = {
    let links = ["back", "upper", "fore", "wrist"].map { RobotKinematics.Link(name: $0) }
    let joints: [RobotKinematics.Joint] = [
      .init(
        name: "pitch", kind: .revolute, parentLink: "back", childLink: "upper", origin: Vec3(0, 0.2, 0), axis: Vec3(0, 1, 0), lower: -3,
        upper: 3),
      .init(
        name: "elbow", kind: .revolute, parentLink: "upper", childLink: "fore", origin: .zero, axis: Vec3(0, 1, 0), lower: -3, upper: 3),
      .init(
        name: "roll", kind: .revolute, parentLink: "fore", childLink: "wrist", origin: Vec3(0, 0, -0.25), axis: Vec3(0, 0, 1), lower: -3,
        upper: 3),
    ]
    var profile = SmallRig.armProfile
    let names = ["elbow", "roll", "pitch"]
    for index in names.indices { profile.streams[0].values[index].name = names[index] }
    profile.kinematics = DeviceKinematics(
      tree: RobotKinematics(links: links, joints: joints),
      frames: ArmFrames(shoulder: "upper", elbow: "fore", wrist: "wrist", tool: Vec3(0, 0, -0.1)),
      lengths: [MeasuredLength(name: "upper_arm", joint: "elbow", direction: Vec3(0, 0, -1))])
    return profile
  }()

  private func failure(_ profile: DeviceProfile, _ lengths: [String: Double]) -> CalibrationFailure? {
    do throws(CalibrationFailure) {
      _ = try ArmSwing(profile, lengths: lengths)
      return nil
    } catch { return error }
  }

  @Test func theHandIsWhereTheJointsSay() throws {
    var swing = try ArmSwing(Self.profile, lengths: ["upper_arm": 0.3])
    #expect(swing.streams == [0])
    // Straight down; then forwards from the shoulder: a pitch of -90° turns -z to +x; then the elbow bent alone.
    swing.take(stream: 0, [0, 0, 0])
    swing.take(stream: 0, [0, 1, -.pi / 2])
    swing.take(stream: 0, [-.pi / 2, 0, 0])
    let expected = [Vec3(0, 0.2, -0.65), Vec3(0.65, 0.2, 0), Vec3(0.35, 0.2, -0.3)]
    let places = swing.places
    try #require(places.count == 3)
    for (place, expected) in zip(places, expected) { #expect((place - expected).length < 1e-12) }
  }

  @Test func restWeighsNothing() throws {
    var swing = try ArmSwing(Self.profile, lengths: ["upper_arm": 0.3])
    // 0.65 m times 4 mrad is 2.6 mm: every second counts.
    for index in 0..<100 { swing.take(stream: 0, [0, 0, 0.004 * Double(index)]) }
    for _ in 0..<1_000 { swing.take(stream: 0, [0, 0, 0.396]) }
    let (places, readings) = (swing.places.count, swing.readingCount)
    #expect(places == 50)
    #expect(readings == 1_100)
  }

  @Test func aJointThatIsNotKnownGivesNoPlace() throws {
    var swing = try ArmSwing(Self.profile, lengths: ["upper_arm": 0.3])
    swing.take(stream: 0, [0, .nan, 0])
    swing.take(stream: 0, [0, 0])
    swing.take(stream: 1, [1, 1, 1])
    let places = swing.places.count
    #expect(places == 0)
  }

  @Test func whatTheProfileLacksIsSaid() {
    #expect(failure(SmallRig.armProfile, [:]) == .noArm(profile: "small-arm"))
    #expect(failure(Self.profile, [:]) == .missingLengths(["upper_arm"]))
    var other = Self.profile
    other.streams[0].values[0].name = "another"
    #expect(failure(other, ["upper_arm": 0.3]) == .badKinematics("no stream has the joint 'elbow'"))
  }
}
