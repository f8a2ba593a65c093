import ExocapCore
import ExocapRuntime
import Testing

@Suite struct CalibrationTextTests {
  private let profile = DeviceProfile(
    name: "exo", title: "", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .text(TextLineFormat(columns: 5)),
    streams: [
      StreamProfile(
        name: "s", kind: .joints, rate: 1, staleAfter: .seconds(5),
        values: [
          ValueProfile(name: "hall", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3, upper: 3, turn: 2 * .pi),
          ValueProfile(name: "slide", source: .linear(field: 2, scale: 1e-4, rate: nil, effort: nil), lower: -3, upper: 3, isLength: true),
        ]),
      StreamProfile(
        name: "f", kind: .forces, rate: 1, staleAfter: .seconds(5),
        values: [
          ValueProfile(name: "cell", source: .force(field: 3, scale: 0, saturatesAt: 1e6), lower: 0, upper: 100),
          ValueProfile(name: "known", source: .force(field: 4, scale: 0.1, saturatesAt: 1e6), lower: 0, upper: 100),
        ]),
    ], provenAgainst: "")

  @Test func whatIsWrittenIsReadAgain() throws {
    let degree = Double.pi / 180
    let curve = try #require(ForceCurve([(412, 0), (980, 5), (1530, 10)]))
    let ellipse = HallEllipse(
      centreCosine: 107.758, centreSine: -85.1862, t00: 0.0011339390916833354, t01: -1e-4, t10: -1e-4, t11: 0.0013836893671619907)
    let given = DeviceCalibration(
      profile: "exo", label: "left \"03\"", serial: "E66: 1",
      values: [
        "hall": ValueCalibration(zero: 200.5 * degree, sign: -1, ellipse: ellipse, centre: 210.25 * degree),
        "slide": ValueCalibration(zero: 0.0125, sign: 1), "cell": ValueCalibration(zero: 0, sign: 1, curve: curve),
        "known": ValueCalibration(zero: 0.25, sign: 1),
      ])
    let text = CalibrationText(
      given, profile: profile,
      notes: ["hall": .init(seen: -30 * degree...140 * degree, residual: 0.004), "cell": .init(rms: 0.0379)],
      made: .init(at: "2026-11-22T10:44:03Z", by: "mika #1", tool: "exocap 0.1.0"),
      kept: ["lengths: {}   # tape"]
    ).text
    #expect(
      text == """
        # Made by 'exocap calibrate'; older ones lie in history/.
        calibration: 1
        device: {profile: exo, label: "left \\"03\\"", serial: "E66: 1"}
        made: {at: "2026-11-22T10:44:03Z", by: "mika #1", tool: "exocap 0.1.0"}
        values:
          hall: {zero: 200.5deg, sign: -1, centre: 210.25deg, ellipse: {centre: [107.758, -85.1862], matrix: [[0.0011339390916833354, \
        -0.0001], [-0.0001, 0.0013836893671619907]]}, seen: [-30.0deg, 140.0deg], residual: 0.23deg}
          slide: {zero: 12.5mm, sign: 1}
          cell: {points: [[412, 0N], [980, 5N], [1530, 10N]], rms: 0.0379N}
          known: {zero: 0.25N, sign: 1}
        lengths: {}   # tape

        """)
    let diagnostics = Diagnostics()
    let read = CalibrationReader.read(SourceText(name: "t.yaml", text: text), profile: profile, diagnostics: diagnostics)
    #expect(diagnostics.isClean, "\(diagnostics.text)")
    let found = try #require(read)
    #expect(found.label == given.label && found.serial == given.serial)
    #expect(found.values["cell"] == given.values["cell"] && found.values["known"] == given.values["known"])
    #expect(abs((found.values["slide"]?.zero ?? 0) - 0.0125) < 1e-12)
    let hall = try #require(found.values["hall"])
    #expect(abs(hall.zero - 200.5 * degree) < 1e-12 && abs((hall.centre ?? 0) - 210.25 * degree) < 1e-12)
    #expect(hall.ellipse == ellipse && hall.sign == -1)
  }
}
