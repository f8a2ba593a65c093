internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct CalibrationReaderFingerprintTests {
  private let profile = DeviceProfile(
    name: "exo", title: "", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
    streams: [
      StreamProfile(
        name: "s", kind: .inputs, rate: 1, staleAfter: .seconds(5),
        values: [ValueProfile(name: "b", source: .button(field: 4, threshold: 1, pressedBelow: true), lower: 0, upper: 1)])
    ], provenAgainst: "")

  private func read(_ fingerprint: String) -> (DeviceCalibration?, [String]) {
    let text = "calibration: 1\ndevice: {profile: exo, label: one, fingerprint: \(fingerprint)}\nvalues: {}\n"
    let diagnostics = Diagnostics()
    let read = CalibrationReader.read(SourceText(name: "t.yaml", text: text), profile: profile, diagnostics: diagnostics)
    return (read, reports(diagnostics))
  }

  @Test func servosAndPartsAreRead() throws {
    let (servos, problems) = read("{servos: [[1, 1200, 53, 0], [2, 1200, 53, -12]]}")
    #expect(problems.isEmpty)
    let identity = try #require(servos?.fingerprint)
    #expect(identity.isWhole && identity.count == 2)
    #expect(identity.part(1) == 0x0204_B035_FFFF_FFF4)
    let parts = read("{parts: [0xfedcba9876543210]}").0
    #expect(parts?.fingerprint?.part(0) == 0xFEDC_BA98_7654_3210)
  }

  @Test(arguments: [
    ("{}", "has either servos or parts"), ("{servos: [[1, 2, 3, 4]], parts: [0x1]}", "has either servos or parts"),
    ("{parts: [12]}", "device.fingerprint.parts[0] is '12'"), ("{servos: [[300, 1, 1, 0]]}", "device.fingerprint.servos[0][0] is 300"),
    ("{servo: [[1, 2, 3, 4]]}", "unknown key 'servo'"),
  ])
  func explainsWhatIsWrong(text: String, expected: String) {
    let (calibration, problems) = read(text)
    #expect(calibration == nil)
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
  }
}
