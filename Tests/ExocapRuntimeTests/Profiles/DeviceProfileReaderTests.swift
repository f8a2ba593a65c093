internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct DeviceProfileReaderTests {
  private let good = """
    profile: 1
    name: exo
    title: An exoskeleton
    kind: arm
    match:
      - usb: {vid: 0x2e8a, pid: 0x000a, product: "Exo7*"}
    line: {baud: 115_200, format: 8N1, latency: 2ms}
    protocol: text
    text: {separator: ",", columns: 4, numbers: integers, range: [0, 4095], longest_line: 40}
    streams:
      - name: joints
        kind: joints
        rate: 100Hz
        stale_after: 50ms
        values:
          - {name: elbow, hall: {sine: 0, cosine: 1, middle: 2047.5}, limits: [-10deg, 145deg], fastest: 20rad/s}
          - {name: slide, linear: {column: 2, scale: 0.1mm}, limits: [0mm, 200mm], fastest: 1m/s}
      - name: inputs
        kind: inputs
        rate: 100Hz
        stale_after: 50ms
        values:
          - {name: trigger, button: {column: 3, threshold: 100, pressed: above}}
          - {name: stick, axis: {column: 3, range: [0, 4095]}}
    proven_against: nothing
    """

  private func read(_ text: String) -> (DeviceProfile?, [String]) {
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  /// The reports after one line of the good profile was replaced.
  private func problems(_ old: String, _ new: String, location: SourceLocation = #_sourceLocation) -> [String] {
    let parts = good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "the good profile has no '\(old)'", sourceLocation: location)
    return read(parts.joined(separator: new)).1
  }

  @Test func readsEveryField() throws {
    let (profile, problems) = read(good)
    #expect(problems == [])
    let expected = DeviceProfile(
      name: "exo", title: "An exoskeleton", kind: .arm,
      usbMatches: [USBMatch(vendor: 0x2E8A, product: 0x000A, productName: "Exo7*")],
      line: SerialLine(baud: 115_200, latency: .milliseconds(2)),
      wire: .text(TextLineFormat(separator: 0x2C, columns: 4, numericColumns: 0b1111, longestLine: 40, lowest: 0, highest: 4095)),
      streams: [
        StreamProfile(
          name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
          values: [
            ValueProfile(
              name: "elbow", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -10 * .pi / 180, upper: 145 * .pi / 180,
              fastest: 20, turn: 2 * .pi),
            ValueProfile(
              name: "slide", source: .linear(field: 2, scale: 0.0001, rate: nil, effort: nil), lower: 0, upper: 0.2, fastest: 1,
              isLength: true),
          ]),
        StreamProfile(
          name: "inputs", kind: .inputs, rate: 100, staleAfter: .milliseconds(50),
          values: [
            ValueProfile(name: "trigger", source: .button(field: 3, threshold: 100, pressedBelow: false), lower: 0, upper: 1),
            ValueProfile(name: "stick", source: .axis(field: 3, lowest: 0, highest: 4095), lower: -1, upper: 1),
          ]),
      ], provenAgainst: "nothing")
    #expect(profile == expected)
  }

  @Test func readsTextWithLabels() throws {
    let text = """
      profile: 1
      name: cell
      title: HX711 demo
      kind: grip
      line: {baud: 9600}
      protocol: text
      text: {columns: 3, numbers: decimals, skip: [0, 2]}
      streams:
        - {name: f, kind: forces, rate: 5Hz, stale_after: 1s, values: [{name: f, force: {column: 1, scale: calibration}}]}
      proven_against: "Reading: 123.4 g"
      """
    let (profile, problems) = read(text)
    #expect(problems == [])
    #expect(
      profile?.wire
        == .text(TextLineFormat(columns: 3, numericColumns: 0b010, longestLine: 128, allowsDecimals: true)))
    #expect(profile?.streams[0].values[0].source == .force(field: 1, scale: 0, saturatesAt: .infinity))
  }

  @Test(arguments: [
    (
      "kind: arm", "kind: glov",
      ["4:7: kind is 'glov'", "= did you mean 'hand'?", "= allowed here: arm, hand, grip, pedal, tracker, robot"]
    ),
    (
      "baud: 115_200", "buad: 115200",
      ["7:8: unknown key 'buad' in line", "= did you mean 'baud'?", "= allowed here: baud, latency, format"]
    ),
    ("latency: 2ms", "latency: 1Hz", ["7:45: line.latency is a time, but '1Hz' is a frequency", "= write it like '20ms' or '1.5s'"]),
    ("format: 8N1", "format: 7E1", ["7:31: line.format is '7E1'", "= allowed here: 8N1"]),
    (
      "protocol: text", "protocol: txt",
      [
        "8:11: protocol is 'txt'", "= did you mean 'text'?",
        "= allowed here: text, dynamixel2, ft300, feetech, modbus, damiao, packets, keys",
      ]
    ),
    ("name: slide", "name: elbow", ["17:16: value 'elbow' is there twice", "= first on line 16"]),
    ("sine: 0", "sine: 4", ["16:36: streams[0].values[0].hall.sine is 4", "= allowed: 0 .. 3"]),
    (
      "stale_after: 50ms", "stale_after: 15ms",
      [
        "14:5: streams[0].stale_after is shorter than two samples at 100Hz",
        "= one late sample would stop the joint group: give at least 20ms",
      ]
    ),
    (
      "[-10deg, 145deg]", "[145deg, -10deg]",
      [
        "16:75: streams[0].values[0].limits: the lower end is not below the upper one (145deg .. -10deg)",
        "= swap them, or give sign: -1 if it turns the other way",
      ]
    ),
    (
      "fastest: 1m/s", "fastest: 1rad/s",
      [
        "17:89: streams[0].values[1].fastest is a velocity, but '1rad/s' is an angular velocity", "= write it like '0.1m/s'",
      ]
    ),
    (
      "button: {column: 3, threshold: 100, pressed: above}", "servo: 3",
      [
        "23:9: streams[1].values[0] needs exactly one source", "= allowed in a stream of inputs: button, axis",
        "23:25: unknown key 'servo' in streams[1].values[0]", "= allowed here: name, button, axis",
      ]
    ),
    (
      "separator: \",\"", "separator: \", \"",
      [
        "9:19: text.separator must be one ASCII character", "= write it like '\" \"', '\",\"' or '\"\\t\"'",
      ]
    ),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    #expect(problems(old, new) == expected)
  }

  /// 4 numbers of 4 digits, 3 commas, a newline: 20 bytes, at 9600 baud 20.83 ms.
  @Test func refusesARateThatTheLineCannotCarry() {
    #expect(
      problems("baud: 115_200", "baud: 9600") == [
        "13:5: streams[0].rate: 100Hz does not fit on the line", "= one sample takes 20.8333 ms at 9600 baud: at most 48Hz fit",
        "= lower the rate, or raise line.baud if the device can",
        "20:5: streams[1].rate: 100Hz does not fit on the line", "= one sample takes 20.8333 ms at 9600 baud: at most 48Hz fit",
        "= lower the rate, or raise line.baud if the device can",
      ])
  }

  @Test func refusesABusRateThatDoesNotFit() {
    let text = """
      profile: 1
      name: gello
      title: factory settings
      kind: arm
      line: {baud: 57600}
      protocol: dynamixel2
      bus: {model: xl330-m288, ids: [1, 2, 3, 4, 5, 6, 7], block: velocity_position, read: sync_read, rate: 250Hz}
      streams:
        - {name: joints, kind: joints, stale_after: 50ms, values: [{name: a, servo: 8}]}
      proven_against: nothing
      """
    #expect(
      read(text).1 == [
        "7:97: bus.rate: 250Hz does not fit on the bus", "= one sample takes 30.2361 ms at 57600 baud: at most 33Hz fit",
        "= lower the rate, or raise line.baud if the device can",
        "9:79: the bus has no id 8", "= allowed here: 1, 2, 3, 4, 5, 6, 7",
      ])
    // 30.24 ms a turn at the factory's baud and return delay (teleop.md §4.1): 33 turns a second.
    let fits = text.split(separator: "servo: 8").joined(separator: "servo: 7")
    #expect(
      read(fits).1 == [
        "7:97: bus.rate: 250Hz does not fit on the bus", "= one sample takes 30.2361 ms at 57600 baud: at most 33Hz fit",
        "= lower the rate, or raise line.baud if the device can",
      ])
  }

  @Test func reportsEverythingInTheBrokenExampleAtOnce() throws {
    guard let path = Requirement.sharedData("../reference/profiles/broken.yaml") else {
      Requirement.skip("the shared example profiles are absent")
      return
    }
    let diagnostics = Diagnostics()
    #expect(DeviceProfileReader.read(try readText(path), diagnostics: diagnostics) == nil)
    let lines = reports(diagnostics)
    #expect(lines.contains("6:8: unknown key 'buad' in line"))
    #expect(lines.contains("6:45: line.latency is a time, but '1Hz' is a frequency"))
    #expect(lines.contains("3:7: kind is 'glov'"))
    #expect(lines.contains("7:11: protocol is 'framed'"))
    #expect(lines == lines.filter { !$0.contains("'baud' is missing") })
  }
}
