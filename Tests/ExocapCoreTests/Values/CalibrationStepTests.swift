@testable import ExocapCore
import Testing

@Suite struct CalibrationStepTests {
  static func step(_ source: ValueSource, _ calibration: ValueCalibration?, lower: Double = -100, upper: Double = 100) -> CalibrationStep {
    CalibrationStep(ValueProfile(name: "v", source: source, lower: lower, upper: upper), calibration, stream: 1, place: 2)
  }

  @Test func whatNeedsNumbersAndHasNoneIsNeverConverted() {
    let numbers = ValueCalibration(zero: 0, sign: 1)
    #expect(Self.step(.linear(field: 0, scale: 1, rate: nil, effort: nil), nil).conversion == .none)
    #expect(Self.step(.force(field: 0, scale: 1, saturatesAt: 1), nil).conversion == .none)
    #expect(Self.step(.hallPair(sine: 0, cosine: 1, mid: 1), nil).conversion == .none)
    // A Hall pair needs its ellipse as well.
    #expect(Self.step(.hallPair(sine: 0, cosine: 1, mid: 1), numbers).conversion == .none)
    #expect(Self.step(.button(field: 0, threshold: 1, pressedBelow: true), nil).conversion == .button)
    #expect(Self.step(.axis(field: 0, lowest: 0, highest: 1), nil).conversion == .axis)
  }

  @Test func aForceIsStillWithinHalfAPercentOfItsRange() {
    let numbers = ValueCalibration(zero: 0, sign: 1)
    let source = ValueSource.force(field: 0, scale: 1, saturatesAt: 1)
    #expect(Self.step(source, numbers).stillness == 1)
    #expect(Self.step(source, numbers, lower: 0, upper: 2).stillness == 0.05)
    #expect(Self.step(source, numbers, lower: -.infinity, upper: .infinity).stillness == 1)
  }
}
