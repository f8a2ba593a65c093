import ExocapCore
import ExocapSimulation
import Testing

@Suite struct UncalibrationTests {
  /// By hand: (-(-1) + 3) / 0.5 = 8 counts; the rate turns with the sign.
  @Test func linearIsInverted() {
    let profile = Self.profile(.linear(field: 0, scale: 0.5, rate: ScaledField(field: 1, scale: 0.1), effort: nil))
    var counts = Uncalibration(profile: profile, calibration: Self.numbers(ValueCalibration(zero: 3, sign: -1)))
    counts.set([-1], rates: [2], stream: 0)
    #expect(counts.counts[0] == 8)
    #expect(counts.counts[1] == -20)
  }

  @Test func aForceEndsAtItsRange() {
    let profile = Self.profile(.force(field: 2, scale: 0.01, saturatesAt: 500))
    var counts = Uncalibration(profile: profile, calibration: Self.numbers(ValueCalibration(zero: 0, sign: 1)))
    counts.set([4.2], stream: 0)
    #expect(counts.counts[2] == 420)
    counts.set([-9], stream: 0)
    #expect(counts.counts[2] == -500)
  }

  /// By hand on a circle of radius 1000 about (100, -50): the angle 0 lies at cosine + 1100, sine - 50.
  @Test func aHallPairLiesOnItsEllipse() {
    let profile = Self.profile(.hallPair(sine: 0, cosine: 1, mid: 2047.5))
    let ellipse = HallEllipse(centreCosine: 100, centreSine: -50, t00: 0.001, t01: 0, t10: 0, t11: 0.001)
    var counts = Uncalibration(profile: profile, calibration: Self.numbers(ValueCalibration(zero: 0, sign: 1, ellipse: ellipse)))
    counts.set([0], stream: 0)
    #expect(abs(counts.counts[1] - 3147.5) <= 0.5)
    #expect(abs(counts.counts[0] - 1997.5) <= 0.5)
    counts.set([Double.pi / 2], stream: 0)
    #expect(abs(counts.counts[1] - 2147.5) <= 0.5)
    #expect(abs(counts.counts[0] - 2997.5) <= 0.5)
  }

  @Test func inputsAreInverted() {
    var button = Uncalibration(profile: Self.profile(.button(field: 0, threshold: 2000, pressedBelow: true)), calibration: nil)
    #expect(button.counts[0] > 2000)
    button.set([1], stream: 0)
    #expect(button.counts[0] < 2000)
    var axis = Uncalibration(profile: Self.profile(.axis(field: 0, lowest: 0, highest: 4000)), calibration: nil)
    #expect(axis.counts[0] == 2000)
    axis.set([-0.5], stream: 0)
    #expect(axis.counts[0] == 1000)
  }

  @Test func nanLeavesAValueAsItIs() {
    var axis = Uncalibration(profile: Self.profile(.axis(field: 0, lowest: 0, highest: 4000)), calibration: nil)
    axis.set([1], stream: 0)
    axis.set([.nan], stream: 0)
    #expect(axis.counts[0] == 4000)
  }

  static func profile(_ source: ValueSource) -> DeviceProfile {
    DeviceProfile(
      name: "d", title: "d", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
      streams: [
        StreamProfile(
          name: "s", kind: .joints, rate: 100, staleAfter: .seconds(1),
          values: [ValueProfile(name: "v", source: source, lower: -10, upper: 10)])
      ], provenAgainst: "test")
  }

  static func numbers(_ value: ValueCalibration) -> DeviceCalibration {
    DeviceCalibration(profile: "d", label: "t", serial: nil, values: ["v": value])
  }
}
