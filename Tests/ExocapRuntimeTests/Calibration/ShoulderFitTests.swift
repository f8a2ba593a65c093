import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct ShoulderFitTests {
  static let cone = SwingFixture.cone(1.2)

  private func refusal(_ places: [Vec3]) -> CalibrationFailure? {
    do throws(CalibrationFailure) {
      _ = try ShoulderFit(places)
      return nil
    } catch { return error }
  }

  @Test func exactPlacesGiveTheSphereBack() throws {
    let fit = try ShoulderFit(Self.cone)
    #expect((fit.shoulder - SwingFixture.shoulder).length < 1e-10)
    #expect(abs(fit.armLength - SwingFixture.armLength) < 1e-10)
    #expect(fit.residual < 1e-10)
    #expect(fit.pointCount == 800 && fit.leftOutCount == 0)
    #expect(fit.wearer == WearerFit(shoulder: SwingFixture.shoulder, armLength: SwingFixture.armLength))
  }

  /// (±0.2, ±0.6, 0) about (0.1, 0.2, 0.3) and their rotations lie on a sphere of radius √0.4 = 0.632455532.
  @Test func aSphereByHand() throws {
    var places: [Vec3] = []
    for _ in 0..<10 {
      for (a, b) in [(0.2, 0.6), (0.2, -0.6), (-0.2, 0.6), (-0.2, -0.6)] {
        for corner in [Vec3(a, b, 0), Vec3(0, a, b), Vec3(b, 0, a)] { places.append(Vec3(0.1, 0.2, 0.3) + corner) }
      }
    }
    let fit = try ShoulderFit(places)
    #expect((fit.shoulder - Vec3(0.1, 0.2, 0.3)).length < 1e-12)
    #expect(abs(fit.armLength - 0.632455532) < 1e-9)
    // Directions with the moment 0.4/3 in each axis, over 0.4: the spread is √(1/3).
    #expect(abs(fit.coverage.spread - 0.577350269) < 1e-9)
    #expect(fit.coverage.percent == 100)
  }

  /// 2 mm of noise over 800 places, and the direction known least by √800 · spread = 7 of them: a third of a millimetre; five times that.
  @Test func noiseCostsLittle() throws {
    var random = SeededGenerator.printed()
    let fit = try ShoulderFit(Self.cone.map { $0 + SwingFixture.noise(0.002, &random) })
    #expect((fit.shoulder - SwingFixture.shoulder).length < 0.002)
    #expect(abs(fit.armLength - SwingFixture.armLength) < 0.002)
    #expect(abs(fit.residual - 0.002) < 0.0004)
  }

  @Test func aBentElbowOnTheWayIsLeftOut() throws {
    var random = SeededGenerator.printed()
    var places = Self.cone.map { $0 + SwingFixture.noise(0.002, &random) }
    // One place in eight lies up to 15 cm nearer.
    for index in stride(from: 0, to: places.count, by: 8) {
      let inwards = SwingFixture.shoulder - places[index]
      places[index] = places[index] + inwards * (.random(in: 0.05...0.15, using: &random) / inwards.length)
    }
    let fit = try ShoulderFit(places)
    #expect((fit.shoulder - SwingFixture.shoulder).length < 0.003)
    #expect(abs(fit.armLength - SwingFixture.armLength) < 0.003)
    #expect((90...110).contains(fit.leftOutCount))
  }

  @Test func whatIsNotFiniteDoesNotCount() throws {
    let fit = try ShoulderFit(Self.cone + [Vec3(.nan, 0, 0), Vec3(0, .infinity, 0)])
    #expect(fit.pointCount == 800)
  }

  @Test func tooFewPlacesAreRefused() {
    #expect(refusal(Array(Self.cone.prefix(99))) == .tooFewPoints(99))
    #expect(refusal([]) == .tooFewPoints(0))
  }

  @Test func aSmallSwingIsRefused() throws {
    var random = SeededGenerator.printed()
    // 25° to each side: directions vary by (1 - cos 25°)/√12 = 0.027 along the axis of the cone.
    let places = SwingFixture.cone(0.436).map { $0 + SwingFixture.noise(0.001, &random) }
    guard case .tooLittleCoverage(let coverage)? = refusal(places) else {
      Issue.record("\(String(describing: refusal(places)))")
      return
    }
    #expect(abs(coverage.spread - 0.027) < 0.01)
    #expect(coverage.hint == "swing in wider circles, and further to the side and across the chest")
  }

  @Test(arguments: [0.0, 0.002]) func aSwingInOnePlaneIsRefused(_ noise: Double) {
    var random = SeededGenerator.printed()
    // Only up and down, in the plane of x and z.
    let places = (0..<500).map { index in
      let angle = Double(index) * 0.005
      return SwingFixture.shoulder + Vec3(Math.cos(angle), 0, -Math.sin(angle)) * 0.6 + SwingFixture.noise(noise, &random)
    }
    guard case .tooLittleCoverage(let coverage)? = refusal(places) else {
      Issue.record("\(String(describing: refusal(places)))")
      return
    }
    #expect(coverage.percent < SwingCoverage.leastPercent)
  }

  @Test func anElbowThatBendsAllTheTimeIsRefused() {
    // The distance goes from 0.62 m to 0.42 m and back while the arm swings.
    let places = Self.cone.enumerated().map { index, place in
      SwingFixture.shoulder + (place - SwingFixture.shoulder) * (1 - 0.16 * (1 + Math.sin(0.13 * Double(index))))
    }
    guard case .notASphere? = refusal(places) else {
      Issue.record("\(String(describing: refusal(places)))")
      return
    }
  }

  @Test(arguments: [0.2, 1.3]) func aLengthThatIsNoArmsIsRefused(_ length: Double) {
    let places = Self.cone.map { SwingFixture.shoulder + ($0 - SwingFixture.shoulder) * (length / SwingFixture.armLength) }
    guard case .armLength(let found)? = refusal(places) else {
      Issue.record("\(String(describing: refusal(places)))")
      return
    }
    #expect(abs(found - length) < 1e-9)
  }

  @Test func allAtOnePlaceIsRefused() {
    guard case .tooLittleCoverage? = refusal(Array(repeating: Vec3(0.1, 0.2, 0.3), count: 500)) else {
      Issue.record("a point is no sphere")
      return
    }
  }

  @Test func everyRefusalSaysWhatToDo() {
    let failures: [CalibrationFailure] = [
      .noArm(profile: "x"), .missingLengths(["upper_arm", "forearm"]), .badKinematics("y"), .tooFewPoints(3),
      .notASphere(residual: 0.04, leftOut: 0.3), .armLength(2), .notEditable("z"),
    ]
    #expect(failures.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty } as Bool)
    #expect(failures[1].remedy == "measure them from joint to joint: --length upper_arm=METRES --length forearm=METRES")
    #expect(failures[4].message == "the hand did not stay at one distance from the shoulder: 40 mm off, 30 % of the places left out")
  }
}
