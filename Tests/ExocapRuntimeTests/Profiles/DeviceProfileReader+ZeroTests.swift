internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DeviceProfileReaderZeroTests {
  private let good = """
    profile: 1
    name: exo
    title: An exoskeleton
    kind: arm
    line: {baud: 115_200}
    protocol: text
    text: {columns: 4}
    streams:
      - name: joints
        kind: joints
        rate: 50Hz
        stale_after: 50ms
        values:
          - {name: elbow, hall: {sine: 0, cosine: 1, middle: 2047.5}}
          - {name: wheel, linear: {column: 2, scale: 0.1deg}, wraps: 3600}
          - {name: slide, linear: {column: 3, scale: 0.1mm}}
    zero:
      pose: {elbow: 90deg, slide: 10mm}
      hint: upper arms down, forearms forward
      positive: {elbow: bend it}
      snap: 90deg
      refuse_beyond: 20deg
    proven_against: nothing
    """

  private func read(_ text: String) -> (DeviceProfile?, [String]) {
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  private func replaced(_ old: String, _ new: String) -> (DeviceProfile?, [String]) {
    read(good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: new))
  }

  @Test func readsEveryField() throws {
    let (profile, problems) = read(good)
    #expect(problems.isEmpty)
    let zero = try #require(profile?.zero)
    #expect(
      zero
        == ZeroPose(
          pose: ["elbow": .pi / 2, "slide": 0.01], hint: "upper arms down, forearms forward", positive: ["elbow": "bend it"],
          snap: .pi / 2, refuseBeyond: 20 * .pi / 180))
    let values = try #require(profile?.streams.first?.values)
    #expect(values[0].turn == 2 * .pi)
    #expect(abs(values[1].turn - 2 * .pi) < 1e-12)
    #expect(values[2].turn == .infinity && values[2].isLength)
  }

  @Test func withoutItTheZeroIsThatOfEveryJoint() {
    let parts = good.split(separator: "zero:", maxSplits: 1)
    let (profile, problems) = read(String(parts[0]) + "proven_against: nothing\n")
    #expect(problems.isEmpty)
    #expect(profile != nil && profile?.zero == nil)
    #expect(ZeroPose().refuseBeyond == 15 * .pi / 180)
  }

  @Test func aHallPairMayTurnManyTimes() {
    let (profile, problems) = replaced("middle: 2047.5}}", "middle: 2047.5}, turns: many}")
    #expect(problems.isEmpty)
    #expect(profile?.streams.first?.values.first?.turn == .infinity)
  }

  @Test(arguments: [
    ("{elbow: 90deg, slide: 10mm}", "{elbo: 90deg}", "there is no joint 'elbo'"),
    ("{elbow: 90deg, slide: 10mm}", "{elbow: 10mm}", "zero.pose.elbow is an angle, but '10mm' is a length"),
    ("refuse_beyond: 20deg", "refuse_beyond: 50deg", "zero.refuse_beyond refuses nothing"),
    ("scale: 0.1deg}, wraps: 3600", "scale: 0.1deg}, turns: many", "unknown key 'turns'"),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: String) {
    let (profile, problems) = replaced(old, new)
    #expect(profile == nil)
    #expect(problems.first?.contains(expected) == true, "\(problems)")
  }
}
