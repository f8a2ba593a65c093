internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct MapEntryTests {
  private let fixture = RigFixture()
  private static let degree = Double.pi / 180
  private static let elbow = ValueReference(device: DeviceID(0), stream: StreamIndex(0), value: 0)
  private static let wrist = ValueReference(device: DeviceID(0), stream: StreamIndex(0), value: 1)
  private static let old = "left_elbow: {from: arm.elbow, sign: -1, scale: 2, offset: 10deg}"

  private func mapping(_ text: String) throws -> JointCombination {
    var changed = fixture
    changed.rig = fixture.rig.split(separator: Self.old, omittingEmptySubsequences: false).joined(separator: "left_elbow: " + text)
    let (loaded, said) = changed.load()
    #expect(said == [])
    let mapping = try #require(loaded?.rig.robots[0].map[0])
    guard case .combined(let combination) = mapping else {
      Issue.record("\(mapping)")
      return JointCombination(terms: [])
    }
    return combination
  }

  @Test func aCurveGoesThroughItsPoints() throws {
    let found = try mapping("{from: arm.elbow, points: [[-90deg, -1rad], [0deg, 0.25rad], [1rad, 2rad]]}")
    #expect(found.terms == [MapTerm(source: Self.elbow)])
    #expect(
      found.curve == [
        MapPoint(value: -.pi / 2, position: -1), MapPoint(value: 0, position: 0.25), MapPoint(value: 1, position: 2),
      ])
    #expect(found.range == -1...2)
  }

  /// A differential: the joint is half the sum of two values, and 5 degrees.
  @Test func aSumIsARowOfTheCouplingMatrix() throws {
    let found = try mapping("{sum: [{from: arm.elbow, gain: 0.5}, {from: arm.wrist, gain: -0.5}], scale: 2, offset: 5deg}")
    #expect(found.terms == [MapTerm(source: Self.elbow, gain: 1), MapTerm(source: Self.wrist, gain: -1)])
    #expect(found.offset == 5 * Self.degree && found.curve == [] && found.range == nil)
  }

  /// The bot's elbow goes from -1 to 2 rad: 0 … 60 degrees become that, or what 'onto' says.
  @Test func aRangeBecomesTheJointsTravel() throws {
    let whole = try mapping("{from: arm.elbow, range: [0deg, 60deg]}")
    #expect(abs(whole.terms[0].gain - 9 / .pi) < 1e-14 && abs(whole.offset - -1) < 1e-14 && whole.range == -1...2)
    let part = try mapping("{sum: [{from: arm.elbow}, {from: arm.wrist}], range: [0rad, 2rad], onto: [1rad, 0rad]}")
    #expect(part.terms.map(\.gain) == [-0.5, -0.5] && part.offset == 1 && part.range == 0...1)
    let axis = try mapping("{from: arm.button, range: [0, 1]}")
    #expect(axis.terms[0].gain == 3)
  }

  @Test func aTurnIsFoundInTheJointsTravelOrAtAPose() throws {
    let within = try mapping("{from: arm.elbow, unwrap: {range: [-100deg, 200deg]}}")
    #expect(within.terms[0].turn == .within(middle: 50 * Self.degree))
    let homed = try mapping("{from: arm.elbow, unwrap: {homing: 720deg}}")
    #expect(homed.terms[0].turn == .homed(at: 4 * .pi))
  }

  @Test func theProfilesLimitsAreATravel() {
    var limited = fixture
    limited.exo = fixture.exo.split(separator: "scale: 0.1deg}}", maxSplits: 1).joined(
      separator: "scale: 0.1deg}, limits: [-180deg, 180deg]}")
    limited.rig = fixture.rig.split(separator: Self.old).joined(separator: "left_elbow: {from: arm.elbow, unwrap: true}")
    guard case .combined(let found)? = limited.load().0?.rig.robots[0].map[0] else {
      Issue.record("\(limited.load().1)")
      return
    }
    #expect(found.terms[0].turn == .within(middle: 0))
  }

  @Test(arguments: [
    (
      "{from: arm.elbow, unwrap: true}",
      [
        "rigs/r.yaml:12: 'elbow' travels over any number of turns: in which of them it stands after power-on nobody can know",
        "= give the pose in which a person homes it: 'unwrap: {homing: 0deg}'",
        "= or its real travel, at most a turn: 'unwrap: {range: [-100deg, 120deg]}'",
      ]
    ),
    (
      "{from: arm.elbow, unwrap: {range: [-360deg, 180deg]}}",
      ["rigs/r.yaml:12: 'elbow' travels over 1.5 turns: in which of them it stands after power-on nobody can know"]
    ),
    (
      "{from: arm.elbow, points: [[0deg, 0deg], [10deg, 30deg], [20deg, 20deg]]}",
      ["rigs/r.yaml:12: robots[0].map.left_elbow.points[2]: the positions must only grow or only fall"]
    ),
    (
      "{from: arm.elbow, points: [[0deg, 0deg], [0deg, 30deg]]}",
      ["rigs/r.yaml:12: robots[0].map.left_elbow.points[1]: the values must grow from point to point"]
    ),
    ("{from: arm.elbow, points: [[0deg, 0deg]]}", ["= allowed: 2 .. 8"]),
    (
      "{from: arm.elbow, sign: -1, points: [[0deg, 0deg], [9deg, 9deg]]}",
      ["rigs/r.yaml:12: robots[0].map.left_elbow has both points and sign"]
    ),
    ("{from: arm.elbow, onto: [0deg, 1deg]}", ["rigs/r.yaml:12: robots[0].map.left_elbow.onto needs a range"]),
    (
      "{from: arm.elbow, range: [0deg, 0deg]}",
      ["rigs/r.yaml:12: robots[0].map.left_elbow.range: two different ends with the same unit are needed, and a joint with limits"]
    ),
    ("{sum: [{from: arm.elbow, gain: 0}]}", ["rigs/r.yaml:12: robots[0].map.left_elbow.sum[0].gain is 0: the value would do nothing"]),
    ("{from: arm.elbow, point: []}", ["= did you mean 'points'?"]),
  ])
  func explainsWhatIsWrong(new: String, expected: [String]) {
    let said = fixture.problems(in: \.rig, Self.old, "left_elbow: " + new)
    #expect(Set(expected).isSubset(of: Set(said)), "\(said)")
  }

  @Test func aMirrorNeedsAnAxis() {
    var flat = fixture
    flat.rig = fixture.rig.split(separator: Self.old).joined(separator: "left_elbow: {from: arm.elbow, mirror: true}")
    flat.bot = """
      robot: 1
      name: bot
      title: A bot
      source: a test
      joints: [{name: left_elbow, group: left_arm, limits: [-1rad, 2rad], velocity: 4rad/s, effort: 4Nm, kp: 50Nm/rad}]
      """
    #expect(flat.load().1.contains("rigs/r.yaml:12: no kinematics tell how joint 'left_elbow' mirrors"))
  }
}
