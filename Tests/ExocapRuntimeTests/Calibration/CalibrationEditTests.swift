import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct CalibrationEditTests {
  static let wearer = WearerFit(shoulder: Vec3(0.03, -0.18, 0), armLength: 0.6234)
  static let block = """
    wearer:
      shoulder_m: [0.03, -0.18, 0.0]
      arm_length: 0.6234m
      residual: 4.2 mm, one swing

    """

  private func edited(_ text: String, lengths: [(String, Double)] = [], wearer: Bool = true) throws -> String {
    var edit = CalibrationEdit(SourceText(name: "t.yaml", text: text))
    try edit.set(lengths: lengths.map { (name: $0.0, metres: $0.1) })
    if wearer { try edit.set(wearer: Self.wearer, note: "4.2 mm, one swing") }
    return String(decoding: edit.source.bytes, as: UTF8.self)
  }

  private func failure(_ text: String) -> CalibrationFailure? {
    var edit = CalibrationEdit(SourceText(name: "t.yaml", text: text))
    do throws(CalibrationFailure) {
      try edit.set(wearer: Self.wearer, note: "-")
      return nil
    } catch { return error }
  }

  @Test func aNewWearerComesAtTheEnd() throws {
    let text = "# Mine.\ncalibration: 1   # one\nvalues: {a: {zero: 1rad}}\n"
    #expect(try edited(text) == text + Self.block)
    // Also where the last line has no end.
    #expect(try edited(String(text.dropLast())) == text + Self.block)
  }

  @Test func anOldWearerIsReplacedAndNothingElse() throws {
    let head = "calibration: 1\n\n# About the person.\n"
    let tail = "\n# About the unit.\nvalues:  {a: {zero: 1rad}}   # Grüße\n"
    for old in [
      "wearer: {shoulder_m: [0, 0, 0], arm_length: 0.5m}\n", "wearer:\n  shoulder_m:\n  - 0\n  - 0\n  - 0\n\n  arm_length: 0.5m\n",
    ] {
      #expect(try edited(head + old + tail) == head + Self.block + tail)
      #expect(try edited(head + tail + old) == head + tail + Self.block)
    }
  }

  @Test func aLengthKeepsItsLine() throws {
    let text = "calibration: 1\nlengths:\n    upper_arm: 0.3m   # by Mika\n    forearm: 250mm\nvalues: 1\n"
    #expect(
      try edited(text, lengths: [("upper_arm", 0.315)], wearer: false)
        == "calibration: 1\nlengths:\n    upper_arm: 0.315m   # by Mika\n    forearm: 250mm\nvalues: 1\n")
    #expect(
      try edited(text, lengths: [("hand", 0.09), ("forearm", 0.26)], wearer: false)
        == "calibration: 1\nlengths:\n    upper_arm: 0.3m   # by Mika\n    forearm: 0.26m\n    hand: 0.09m\nvalues: 1\n")
  }

  @Test func lengthsInBracesKeepThem() throws {
    let text = "calibration: 1\nlengths: {upper_arm: 0.3m, }  # tape\nvalues: 1\n"
    #expect(
      try edited(text, lengths: [("upper_arm", 0.31), ("forearm", 0.25)], wearer: false)
        == "calibration: 1\nlengths: {upper_arm: 0.31m, forearm: 0.25m, }  # tape\nvalues: 1\n")
    #expect(
      try edited("calibration: 1\nlengths: {}\nvalues: 1\n", lengths: [("a", 0.2), ("b", 0.1)], wearer: false)
        == "calibration: 1\nlengths: {a: 0.2m, b: 0.1m}\nvalues: 1\n")
  }

  @Test func newLengthsComeAtTheEnd() throws {
    #expect(
      try edited("calibration: 1\nvalues: 1\n", lengths: [("upper_arm", 0.3), ("forearm", 0.25)])
        == "calibration: 1\nvalues: 1\nlengths:\n  upper_arm: 0.3m\n  forearm: 0.25m\n" + Self.block)
  }

  @Test func otherLineEndsAndTheDocumentsEndStay() throws {
    let text = "calibration: 1\r\nwearer: {arm_length: 0.5m}\r\nvalues: 1\r\n"
    let block = Self.block.split(separator: "\n").map { $0 + "\r\n" }.joined()
    #expect(try edited(text).utf8.elementsEqual("calibration: 1\r\n\(block)values: 1\r\n".utf8))
    #expect(try edited("---\ncalibration: 1\nwearer: 1\n...\n") == "---\ncalibration: 1\n\(Self.block)...\n")
  }

  @Test func aFileInOneLineIsRefused() {
    guard case .notEditable? = failure("{calibration: 1, wearer: {arm_length: 0.5m}}\n") else {
      Issue.record("there is no line to replace")
      return
    }
  }

  /// What was written is read back as it was meant.
  @Test func theDemosCalibrationTakesAll() throws {
    let profile = try committed("devices/hmc-exo") { DeviceProfileReader.read($0, diagnostics: $1) }
    let whole = try text("hw-profiles/calibrations/demo/left-arm.yaml")
    // Its last line has the lengths; without it the edit only adds.
    let end = try #require(whole.bytes.dropLast().lastIndex(of: 10))
    let source = SourceText(name: whole.name, bytes: Array(whole.bytes[...end]))
    var edit = CalibrationEdit(source)
    let before = try #require(edit.calibration(of: profile))
    try edit.set(lengths: [(name: "upper_arm", metres: 0.31), (name: "forearm", metres: 0.26)])
    try edit.set(wearer: Self.wearer, note: "4.2 mm over 812 places, 2026-11-24")
    var expected = before
    expected.lengths = ["upper_arm": 0.31, "forearm": 0.26]
    expected.wearer = Self.wearer
    #expect(edit.calibration(of: profile) == expected)
    #expect(edit.source.bytes.starts(with: source.bytes))
  }

  private func committed<Value>(_ name: String, _ read: (SourceText, Diagnostics) -> Value?) throws -> Value {
    try #require(read(try text("hw-profiles/\(name).yaml"), Diagnostics()))
  }

  private func text(_ path: String) throws -> SourceText {
    try readText(Requirement.repositoryRoot + "/" + path)
  }
}
