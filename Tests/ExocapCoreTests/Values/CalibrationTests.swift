import ExocapCore
import Testing

@Suite struct CalibrationTests {
  static func linear(
    _ name: String = "j", field: Int = 0, scale: Double = 0.01, lower: Double = -.infinity, upper: Double = .infinity,
    fastest: Double = .infinity, rate: ScaledField? = nil, effort: ScaledField? = nil
  ) -> ValueProfile {
    ValueProfile(
      name: name, source: .linear(field: field, scale: scale, rate: rate, effort: effort), lower: lower, upper: upper, fastest: fastest)
  }

  static let plain = ValueCalibration(zero: 0, sign: 1)

  @Test func linearTakesScaleZeroAndSign() {
    let value = Self.linear(rate: ScaledField(field: 1, scale: 0.5), effort: ScaledField(field: 2, scale: 0.25))
    var bench = CalibrationBench([(value, ValueCalibration(zero: 3, sign: -1))])
    bench.feed([500, 8, -4], at: 10)
    // -(500 · 0.01 - 3) = -2; the rate and the effort turn with the sign.
    #expect(bench.value == -2)
    #expect(bench.sample.rates[0] == -4)
    #expect(bench.sample.efforts[0] == 1)
    #expect(bench.sample.device == DeviceID(3))
    #expect(bench.sample.kind == .joints)
    #expect(bench.sample.count == 1)
    #expect(bench.sample.captured == Timestamp(nanoseconds: 10_000_000))
    #expect(bench.sample.ages[0] == .zero)
  }

  @Test func theUnitsScaleReplacesTheProfiles() {
    var bench = CalibrationBench([(Self.linear(), ValueCalibration(zero: 1, sign: 1, scale: 0.5))])
    bench.feed([10], at: 0)
    #expect(bench.value == 4)
  }

  @Test func withoutCalibrationAValueIsNeverValid() {
    var bench = CalibrationBench([(Self.linear(), nil)])
    bench.feed([10], at: 0)
    #expect(bench.value == nil)
    #expect(bench.sample.values[0].isNaN)
    #expect(bench.sample.ages[0] == .distant)
  }

  @Test func whatWasNotReadKeepsItsLastValueAndGrowsOlder() {
    var bench = CalibrationBench([(Self.linear(), Self.plain), (Self.linear("k", field: 1), Self.plain)])
    bench.feed([100, 200], at: 0)
    bench.feed([nil, 300], at: 10)
    bench.feed([nil, 400], at: 30)
    #expect(bench.sample.valid == 0b10)
    #expect(bench.sample.values[0] == 1)
    #expect(bench.sample.ages[0] == .milliseconds(30))
    #expect(bench.sample.values[1] == 4)
    #expect(bench.sample.rates[0].isNaN)
  }

  @Test func outOfRangeIsInvalid() {
    var bench = CalibrationBench([(Self.linear(lower: -1, upper: 1), Self.plain)])
    bench.feed([100], at: 0)
    #expect(bench.value == 1)
    bench.feed([101], at: 10)
    #expect(bench.value == nil)
    #expect(bench.sample.values[0] == 1)
  }

  /// Lines of the Unitree G1 exoskeleton, its calibration format version 2; angles by an independent program.
  @Test func hallPairsGiveThePublishedAngles() {
    let joints: [(String, Int, HallEllipse, Double)] = [
      (
        "shoulder_pitch", 0,
        HallEllipse(
          centreCosine: 120, centreSine: -80, t00: 0.00104374745871931, t01: 0.0003809975638393904, t10: -0.0004898540106506448,
          t11: 0.0013419610183533985), 0.3
      ),
      (
        "shoulder_yaw", 2,
        HallEllipse(
          centreCosine: -60, centreSine: 40, t00: 0.001225083222301552, t01: -0.00024833666349382655, t10: 0.00024227967170129417,
          t11: 0.0011952031437088312), -1.1
      ),
      (
        "shoulder_roll", 4,
        HallEllipse(
          centreCosine: 10, centreSine: 15, t00: 0.0015307756388892705, t01: 0.000153589871764351, t10: -0.00011092601849647573,
          t11: 0.001105560183642251), 2.4
      ),
      ("elbow", 6, HallEllipse(centreCosine: 0, centreSine: 0, t00: 0.001, t01: 0, t10: 0, t11: 0.001), 0),
      (
        "wrist_roll", 14,
        HallEllipse(
          centreCosine: -200, centreSine: 150, t00: 0.0016506712298193567, t01: 0.0011292849467900708, t10: -0.0007429506228882045,
          t11: 0.0010859679143548399), -2.9
      ),
    ]
    let lines: [([Double], [Double])] = [
      (
        [2457, 2904, 1299, 2198, 2620, 1520, 2048, 3048, 2048, 2048, 2048, 2100, 4000, 1990, 1773, 1549],
        [-0.000601, 9e-06, 0.00053, -0.0005, 0.0003]
      ),
      (
        [2139, 3044, 1400, 2417, 2748, 1604, 1115, 2410, 2048, 2048, 2048, 2100, 4000, 1990, 1524, 1952],
        [0.500507, -0.299942, 0.199466, 1.200034, -0.70066]
      ),
      (
        [1559, 1371, 2213, 1197, 1771, 1455, 2006, 1048, 2048, 2048, 2048, 2100, 4000, 1990, 2644, 2124],
        [-3.000352, 2.000076, -0.999832, 3.100096, 3.100089]
      ),
    ]
    var bench = CalibrationBench(
      joints.map { name, field, ellipse, zero in
        (
          ValueProfile(name: name, source: .hallPair(sine: field, cosine: field + 1, mid: 2047.5), lower: -3.2, upper: 3.2),
          ValueCalibration(zero: zero, sign: -1, ellipse: ellipse)
        )
      })
    for (place, (counts, angles)) in lines.enumerated() {
      bench.feed(counts, at: Int64(place) * 10)
      #expect(bench.sample.valid == 0b11111)
      // The published angles have six decimals.
      for (joint, angle) in angles.enumerated() { #expect(abs(bench.sample.values[joint] - angle) < 1e-6) }
    }
  }

  @Test func aHallPairFarFromItsEllipseIsInvalid() {
    let ellipse = HallEllipse(centreCosine: 0, centreSine: 0, t00: 0.001, t01: 0, t10: 0, t11: 0.001)
    let value = ValueProfile(name: "h", source: .hallPair(sine: 0, cosine: 1, mid: 2048), lower: -4, upper: 4)
    var bench = CalibrationBench([(value, ValueCalibration(zero: 0, sign: 1, ellipse: ellipse))])
    bench.feed([2048, 3048], at: 0)
    #expect(bench.value == 0)
    // A pulled plug: both inputs float in the middle, or hang at an end.
    bench.feed([2050, 2060], at: 10)
    #expect(bench.value == nil)
    bench.feed([4095, 4095], at: 20)
    #expect(bench.value == nil)
    bench.feed([nil, 3048], at: 30)
    #expect(bench.value == nil)
  }

  @Test func buttonsAndAxesNeedNoCalibration() {
    let values: [(ValueProfile, ValueCalibration?)] = [
      (ValueProfile(name: "b", source: .button(field: 0, threshold: 2047.5, pressedBelow: true), lower: 0, upper: 1), nil),
      (ValueProfile(name: "c", source: .button(field: 0, threshold: 2047.5, pressedBelow: false), lower: 0, upper: 1), nil),
      (ValueProfile(name: "a", source: .axis(field: 1, lowest: 100, highest: 300), lower: -1, upper: 1), nil),
    ]
    var bench = CalibrationBench(values, kind: .inputs)
    bench.feed([2047, 250], at: 0)
    #expect(bench.sample.values.prefix(3) == [1, 0, 0.5])
    bench.feed([2048, 500], at: 10)
    #expect(bench.sample.values.prefix(3) == [0, 1, 1])
    #expect(bench.sample.valid == 0b111)
  }

  @Test func aSpikeNeverPasses() {
    // 20 rad/s at 100 Hz: 0.2 rad a sample.
    var bench = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    bench.feed([0], at: 0)
    bench.feed([21], at: 10)
    #expect(bench.value == nil)
    #expect(bench.sample.values[0] == 0)
    bench.feed([15], at: 20)
    #expect(bench.value == 0.15)
    #expect(bench.events.map(\.kind) == [.jumpRefused])
  }

  @Test func aJumpThatLastsIsBelievedAfterThreeThatAgree() {
    var bench = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    bench.feed([0], at: 0)
    var valid: [Bool] = []
    for turn in Int64(1)...5 {
      bench.feed([300], at: 10 * turn)
      valid.append(bench.value != nil)
    }
    #expect(valid == [false, false, false, true, true])
    #expect(bench.sample.values[0] == 3)
    #expect(bench.events.count == 1)
  }

  @Test func aJumpThatGoesOnJumpingIsRefusedUntilItRests() {
    var bench = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    bench.feed([0], at: 0)
    for turn in Int64(1)...20 {
      bench.feed([turn % 2 == 0 ? 9000 : -9000], at: 10 * turn)
      #expect(bench.value == nil)
    }
  }

  @Test func linesThatArriveTogetherAreNoJump() {
    // Two samples of one USB read: no time between them, one period of motion.
    var bench = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    bench.feed([0], at: 0)
    bench.feed([15], at: 20)
    bench.feed([30], at: 20)
    #expect(bench.value == 0.3)
  }

  @Test func aHallPairMayCrossTheSeam() {
    let ellipse = HallEllipse(centreCosine: 0, centreSine: 0, t00: 0.001, t01: 0, t10: 0, t11: 0.001)
    let value = ValueProfile(
      name: "h", source: .hallPair(sine: 0, cosine: 1, mid: 2048), lower: -4, upper: 4, fastest: 20)
    var bench = CalibrationBench([(value, ValueCalibration(zero: 0, sign: 1, ellipse: ellipse))])
    // atan2(±50, -999) = ±3.0916.
    bench.feed([2098, 1049], at: 0)
    bench.feed([1998, 1049], at: 10)
    #expect((bench.value ?? 0) < -3)
  }

  @Test func aCheckpointGivesTheSameSamples() {
    var first = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    var second = CalibrationBench([(Self.linear(fastest: 20), Self.plain)])
    for turn in Int64(0)...2 { first.feed([turn == 0 ? 0 : 300], at: 10 * turn) }
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.calibration.checkpoint(&archive)
    let bytes = unsafe Array(archive.contents)
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.calibration.checkpoint(&archive)
    let isRestored = archive.isComplete
    #expect(isRestored)
    for turn in Int64(3)...6 {
      first.feed([300], at: 10 * turn)
      second.feed([300], at: 10 * turn)
      #expect(first.value == second.value)
      #expect(first.sample.ages[0] == second.sample.ages[0])
    }
  }
}
