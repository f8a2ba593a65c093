internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct CalibrationReaderTests {
  private var profile: DeviceProfile {
    let values = [
      ValueProfile(name: "hall", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3, upper: 3),
      ValueProfile(name: "angle", source: .linear(field: 2, scale: 0.01, rate: nil, effort: nil), lower: -3, upper: 3),
      ValueProfile(name: "cell", source: .force(field: 3, scale: 0, saturatesAt: 1e6), lower: 0, upper: 100),
      ValueProfile(name: "button", source: .button(field: 4, threshold: 1, pressedBelow: true), lower: 0, upper: 1),
    ]
    return DeviceProfile(
      name: "exo", title: "", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .text(TextLineFormat(columns: 5)),
      streams: [StreamProfile(name: "s", kind: .joints, rate: 1, staleAfter: .seconds(5), values: values)], provenAgainst: "")
  }

  private let good = """
    calibration: 1
    device: {profile: exo, label: left 01, serial: E66, }
    made: {at: 2026-11-22T10:44:03Z, by: mika, tool: exocap 0.1.0}
    values:
      hall: {zero: 90deg, sign: -1, ellipse: {centre: [120, -80], matrix: [[1e-3, 2e-4], [3e-4, 4e-3]]}, seen: [-1deg, 9deg], residual: 0.2deg}
      angle: {zero: 0rad, sign: +1}
      cell: {zero: 1.5N, sign: 1, scale: 2.5e-5N}
    """

  private func read(_ text: String) -> (DeviceCalibration?, [String]) {
    let diagnostics = Diagnostics()
    let calibration = CalibrationReader.read(SourceText(name: "t.yaml", text: text), profile: profile, diagnostics: diagnostics)
    return (calibration, reports(diagnostics))
  }

  private func problems(_ old: String, _ new: String) -> [String] {
    let parts = good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    return read(parts.joined(separator: new)).1
  }

  @Test func readsEveryField() {
    let (calibration, problems) = read(good)
    #expect(problems == [])
    let ellipse = HallEllipse(centreCosine: 120, centreSine: -80, t00: 1e-3, t01: 2e-4, t10: 3e-4, t11: 4e-3)
    #expect(
      calibration
        == DeviceCalibration(
          profile: "exo", label: "left 01", serial: "E66",
          values: [
            "hall": ValueCalibration(zero: .pi / 2, sign: -1, ellipse: ellipse), "angle": ValueCalibration(zero: 0, sign: 1),
            "cell": ValueCalibration(zero: 1.5, sign: 1, scale: 2.5e-5),
          ]))
  }

  @Test(arguments: [
    ("profile: exo", "profile: exo7", ["2:19: this calibration is for 'exo7', but the device is 'exo'"]),
    ("  angle: {zero: 0rad, sign: +1}\n", "", ["5:3: value 'angle' of profile 'exo' is not calibrated"]),
    (
      "angle:", "angel:",
      [
        "5:3: value 'angle' of profile 'exo' is not calibrated", "6:3: profile 'exo' has no value 'angel'", "= did you mean 'angle'?",
        "= allowed here: hall, angle, cell",
      ]
    ),
    ("sign: +1", "sign: 2", ["6:29: values.angle.sign is '2'", "= allowed here: 1, +1, -1"]),
    (", scale: 2.5e-5N", "", ["7:9: 'scale' is missing in values.cell"]),
    ("scale: 2.5e-5N", "scale: 0N", ["7:31: values.cell.scale is 0: the sensor would always read 0N"]),
    ("zero: 1.5N", "zero: 1.5rad", ["7:16: values.cell.zero is a force, but '1.5rad' is an angle", "= write it like '5N'"]),
    (
      "[3e-4, 4e-3]", "[2e-3, 4e-4]",
      [
        "5:63: values.hall.ellipse.matrix is singular: it makes a line of the circle", "= calibrate again",
      ]
    ),
    ("  cell:", "  button: {zero: 0}\n  cell:", ["7:3: 'button' is not calibrated: its range stands in the profile"]),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    #expect(problems(old, new) == expected)
  }

  @Test func aCentreIsReadWhereCountsBeginAnew() throws {
    var own = profile
    own.streams[0].values[0].turn = 2 * .pi
    let text = good.split(separator: "{zero: 90deg, sign: -1,", maxSplits: 1).joined(separator: "{zero: 90deg, sign: -1, centre: 180deg,")
    let diagnostics = Diagnostics()
    let read = CalibrationReader.read(SourceText(name: "t.yaml", text: text), profile: own, diagnostics: diagnostics)
    #expect(diagnostics.isClean, "\(diagnostics.text)")
    #expect(read?.values["hall"]?.centre == .pi)
    // A value whose counts go on has none.
    #expect(
      problems("angle: {zero: 0rad,", "angle: {zero: 0rad, centre: 1rad,").first?.hasSuffix("unknown key 'centre' in values.angle") == true)
  }

  @Test func pointsReplaceScaleZeroAndSign() throws {
    let (read, problems) = read(
      good.split(separator: "{zero: 1.5N, sign: 1, scale: 2.5e-5N}", maxSplits: 1, omittingEmptySubsequences: false).joined(
        separator: "{points: [[412, 0N], [980, 5N]], rms: 0.1N}"))
    #expect(problems.isEmpty)
    #expect(read?.values["cell"] == ValueCalibration(zero: 0, sign: 1, curve: ForceCurve([(412, 0), (980, 5)])))
    let whole = "{zero: 1.5N, sign: 1, scale: 2.5e-5N}"
    #expect(self.problems(whole, "{points: [[412, 0N], [412, 5N]]}").first?.hasSuffix("values.cell.points is no curve") == true)
    #expect(self.problems(whole, "{points: [[412, 0N]]}").first?.contains("has 1 items") == true)
    #expect(self.problems(whole, "{points: [[412, 0N], [980, 5N]], scale: 1N}").first?.contains("both points and scale") == true)
    #expect(self.problems(whole, "{points: [[412, 0N], [980, 5m]]}").first?.contains("is a force, but '5m' is a length") == true)
  }
}

extension CalibrationReaderTests {
  /// A sensor whose travel no source gives: the profile leaves a count's size to the calibration, which then must have it.
  @Test func aLinearValueMayLeaveItsScaleToTheCalibration() throws {
    let profile = try deviceProfile(
      SourceText(
        name: "t.yaml",
        text: """
          profile: 1
          name: glove
          title: A glove
          kind: hand
          line: {baud: 115200}
          protocol: text
          text: {columns: 2}
          streams: [{name: j, kind: joints, rate: 10Hz, stale_after: 1s, values: [{name: a, linear: {column: 0, scale: calibration}}]}]
          proven_against: nothing
          """))
    func read(_ value: String) -> (DeviceCalibration?, [String]) {
      let diagnostics = Diagnostics()
      let text = "calibration: 1\ndevice: {profile: glove, label: a}\nvalues:\n  a: \(value)\n"
      let calibration = CalibrationReader.read(SourceText(name: "c.yaml", text: text), profile: profile, diagnostics: diagnostics)
      return (calibration, reports(diagnostics))
    }
    let good = read("{zero: 10deg, sign: -1, scale: 0.5mrad}")
    #expect(good.1 == [] && good.0?.values["a"] == ValueCalibration(zero: 10 * .pi / 180, sign: -1, scale: 0.0005))
    #expect(read("{zero: 10deg, sign: -1}").1 == ["4:6: 'scale' is missing in values.a"])
  }
}
