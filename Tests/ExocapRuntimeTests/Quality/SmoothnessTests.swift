import ExocapCore
import Testing

@testable import ExocapRuntime

/// Values: numpy 2 in double precision from the formulas of the papers that `Smoothness` names.
struct SmoothnessTests {
  private static let count = 128

  /// The example of the authors' published program (siva82kb/SPARC, smoothness.py): -1.41403.
  @Test func aGaussianIsAsThePublishedExampleSays() {
    let speeds = (0..<200).map { place -> Double in
      let time = -1 + Double(place) * 0.01
      return Math.exp(-5 * time * time)
    }
    var measure = Smoothness(count: 200, rate: 100)
    let arc = measure.spectralArcLength(speeds)
    #expect(abs(arc - -1.41403) < 5e-6)
    #expect(abs(arc - -1.414031261710479) < 1e-9)
    #expect(abs(measure.logDimensionlessJerk(speeds) - -5.816357414756398) < 1e-7)
  }

  private static func minimumJerk(_ place: Int) -> Double {
    let part = Double(place) / Double(count - 1)
    return 30 * part * part * (1 - part) * (1 - part)
  }

  @Test(arguments: [
    (0, -1.3923159931098212, -5.306285552067246), (1, -3.1123691233319875, -12.445969498452634),
    (2, -2.071073823446237, -14.511241035965295),
  ])
  func threeMovementsAreAsComputedElsewhere(movement: Int, arc: Double, jerk: Double) {
    let speeds = (0..<Self.count).map { place -> Double in
      let (reach, sine) = (Self.minimumJerk(place), Math.sin(2 * .pi * Double(place) * 2 / Double(Self.count)))
      let shake = Math.sin(2 * .pi * 5 * Double(place) / 50)
      return [reach, abs(sine) * 0.5, reach + 0.4 * shake * shake][movement]
    }
    var measure = Smoothness(count: Self.count, rate: 50)
    let found = measure.spectralArcLength(speeds)
    #expect(abs(found - arc) < 1e-9)
    #expect(abs(measure.logDimensionlessJerk(speeds) - jerk) < 1e-7)
  }

  @Test func standingStillHasNoSmoothness() {
    var measure = Smoothness(count: Self.count, rate: 50)
    let arc = measure.spectralArcLength(Array(repeating: 0, count: Self.count))
    #expect(arc.isNaN)
    #expect(measure.logDimensionlessJerk(Array(repeating: 0, count: Self.count)).isNaN)
  }
}
