import ExocapCore
import ExocapRuntime
import Testing

@Suite struct UnitNumbersTests {
  private let degree = Double.pi / 180

  private func swept(_ lower: Double, _ upper: Double, limits: ClosedRange<Double> = -200...200) -> SweptValue {
    let value = TravelSweepTests.encoder("elbow", field: 0, lower: limits.lowerBound * degree, upper: limits.upperBound * degree)
    return SweptValue(value: value, centre: (lower + upper) / 2 * degree, lower: lower * degree, upper: upper * degree)
  }

  private func numbers(_ joint: SweptValue, held: Double, sign: Double, _ zero: ZeroPose) -> UnitNumbers {
    var numbers = UnitNumbers()
    numbers.add([joint], held: [held * degree], signs: [sign], zero: zero)
    return numbers
  }

  /// Held at 200° where the pose says 90°, and positive the other way: 200 = zero - 90, so zero is 290°; 150 … 320 reads -30 … 140.
  @Test func zeroAndTravelByHand() throws {
    let found = numbers(swept(150, 320), held: 200, sign: -1, ZeroPose(pose: ["elbow": 90 * degree]))
    #expect(found.refusals.isEmpty)
    let value = try #require(found.values["elbow"])
    #expect(abs(value.zero - 290 * degree) < 1e-12)
    #expect(value.sign == -1)
    #expect(abs((value.centre ?? 0) - 235 * degree) < 1e-12)
    let seen = try #require(found.notes["elbow"]?.seen)
    #expect(abs(seen.lowerBound + 30 * degree) < 1e-12 && abs(seen.upperBound - 140 * degree) < 1e-12)
  }

  /// A horn on a quarter turn: 187° is 180° held 7° off, 199° is nobody's.
  @Test func zerosSnapToTheHornsTeeth() {
    let pose = ZeroPose(snap: 90 * degree, refuseBeyond: 15 * degree)
    let near = numbers(swept(100, 260), held: 187, sign: 1, pose)
    #expect(near.refusals.isEmpty)
    #expect(abs((near.values["elbow"]?.zero ?? 0) - 180 * degree) < 1e-12)
    let far = numbers(swept(100, 260), held: 199, sign: 1, pose)
    #expect(far.refusals.count == 1)
    #expect(far.refusals.first?.message == "the zero of 'elbow' is 19.0° from a multiple of 90.0°, and 15.0° is the most")
  }

  @Test func aTravelBeyondTheLimitsIsRefused() {
    // Seen -30 … 140 about a zero at 180; allowed 0 … 145, and 10° more.
    let found = numbers(swept(150, 320, limits: 0...145), held: 180, sign: 1, ZeroPose())
    #expect(found.refusals.first?.message == "'elbow' would move over -30.0° … 140.0°, and the profile allows 0.0° … 145.0°")
    #expect(numbers(swept(172, 320, limits: 0...145), held: 180, sign: 1, ZeroPose()).refusals.isEmpty)
    // The wrong direction is seen the same way.
    #expect(numbers(swept(172, 320, limits: 0...145), held: 180, sign: -1, ZeroPose()).refusals.count == 1)
  }

  @Test func aPoseOutsideOfTheTravelIsRefused() {
    let found = numbers(swept(150, 220), held: 240, sign: 1, ZeroPose())
    #expect(found.refusals.first?.message == "'elbow' stood 20.0° outside of the travel that it showed")
    #expect(numbers(swept(150, 220), held: 225, sign: 1, ZeroPose()).refusals.isEmpty)
  }
}
