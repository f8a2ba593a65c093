internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderLimitsTests {
  private static func load(_ limits: String, suggestion: String? = suggestion) -> (LimitSettings?, [String]) {
    var fixture = RigFixture()
    if let suggestion { fixture.bot += "\n" + suggestion }
    let head = fixture.rig.split(separator: "limits: {velocity", maxSplits: 1)[0]
    fixture.rig = head + "limits: \(limits)\nrecording: {folder: out}\n"
    let (loaded, said) = fixture.load()
    return (loaded?.rig.robots[0].limits, said)
  }

  private static let suggestion = """
    suggested_limits:
      source: a study
      velocity: 3rad/s
      velocities: {left_wrist: 5rad/s}
      acceleration: 40rad/s^2
      jerk: 2000rad/s^3
      margin: 0.1rad
      slides: {velocity: 0.1m/s, acceleration: 4m/s^2, jerk: 80m/s^3, margin: 1mm}
      hand_speed: 1m/s
    """

  @Test func aRigTakesWhatTheProfileSuggests() {
    let (limits, said) = Self.load("suggested")
    #expect(said == [])
    let expected = LimitSettings(
      velocity: [3, 5, 0.1, 3], acceleration: [40, 40, 4, 40], jerk: [2000, 2000, 80, 2000], margin: [0.1, 0.1, 0.001, 0.1])
    #expect(limits == expected)
  }

  /// Velocities are shares of the ratings 4, 6, 0.2 and 5.
  @Test func aRigChangesWhatItNames() {
    #expect(Self.load("{base: suggested, jerk: 9000rad/s^3}").0?.jerk == [9000, 9000, 80, 9000])
    #expect(Self.load("{base: suggested, velocity: 50%}").0?.velocity == [2, 3, 0.1, 2.5])
    #expect(Self.load("{base: suggested, slides: {jerk: 7m/s^3}}").0?.jerk == [2000, 2000, 7, 2000])
  }

  @Test func nothingSuggestedCannotBeTaken() {
    for text in ["suggested", "{base: suggested}"] {
      #expect(Self.load(text, suggestion: nil).1.contains("rigs/r.yaml:28: robot 'bot' suggests no limits"))
    }
  }

  @Test func withoutABaseEverythingIsNeeded() {
    #expect(Self.load("{velocity: 50%}").1.contains("rigs/r.yaml:28: 'jerk' is missing in robots[0].limits"))
  }

  @Test func aSuggestionOverARatingIsRefused() {
    let over = Self.suggestion.split(separator: "left_wrist: 5rad/s").joined(separator: "left_wrist: 7rad/s")
    #expect(Self.load("suggested", suggestion: over).1.contains("robots/bot.yaml:21: 7 is over joint 'left_wrist's rating of 6"))
  }
}
