internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DeviceProfileReaderTransportTests {
  private static let pedal = """
    profile: 1
    name: pedal
    title: A pedal
    kind: pedal
    match:
      - usb: {vid: 0x3553, pid: 0xb001, interface: 1}
    transport: evdev
    protocol: keys
    keys: {codes: [KEY_A, BTN_0], rate: 50Hz}
    streams:
      - name: pedals
        kind: inputs
        stale_after: 100ms
        values:
          - {name: left, button: {key: KEY_A}}
          - {name: right, button: {key: BTN_0}}
    proven_against: nothing
    """

  private func read(_ changes: [(String, String)]) -> (DeviceProfile?, [String]) {
    var text = Self.pedal
    for (old, new) in changes {
      let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
      #expect(parts.count == 2, "the profile has no '\(old)'")
      text = parts.joined(separator: new)
    }
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  /// Numbers of linux/input-event-codes.h: KEY_A 30, BTN_0 0x100.
  @Test func readsAPedal() throws {
    let (found, problems) = read([])
    #expect(problems == [])
    let profile = try #require(found)
    #expect(profile.transport == .evdev)
    #expect(profile.wire == .keys(KeysFormat(codes: [30, 0x100], rate: 50)))
    #expect(profile.usbMatches == [USBMatch(vendor: 0x3553, product: 0xB001, interface: 1)])
    #expect(profile.streams[0].rate == 50)
    #expect(
      profile.streams[0].values.map(\.source) == [
        .button(field: 0, threshold: 0.5, pressedBelow: false), .button(field: 1, threshold: 0.5, pressedBelow: false),
      ])
  }

  private static let text: [(String, String)] = [
    ("protocol: keys\nkeys: {codes: [KEY_A, BTN_0], rate: 50Hz}", "protocol: text\ntext: {columns: 2}"),
    ("kind: inputs", "kind: inputs\n    rate: 50Hz"),
    ("button: {key: KEY_A}", "button: {column: 0, threshold: 1, pressed: above}"),
    ("button: {key: BTN_0}", "button: {column: 1, threshold: 1, pressed: above}"),
  ]

  @Test(arguments: [
    ("hidraw", DeviceTransport.hidraw),
    ("{usb: {interface: 2, in: 0x81, out: 0x01}}", .usb(USBEndpoints(interface: 2, input: 0x81, output: 1))),
    ("{usb: {interface: 0, in: 0x83}}", .usb(USBEndpoints(interface: 0, input: 0x83))),
    ("{can: {bitrate: 1_000_000}}", .can(CANBus(bitrate: 1_000_000))),
  ])
  func readsOtherTransports(text: String, expected: DeviceTransport) {
    let (profile, problems) = read([("transport: evdev", "transport: " + text)] + Self.text)
    #expect(problems == [])
    #expect(profile?.transport == expected)
  }

  @Test(arguments: [
    ("transport: evdev", "transport: bluetooth", "7:12: transport is 'bluetooth'"),
    ("transport: evdev", "transport: usb", "7:12: transport 'usb' needs its settings"),
    ("transport: evdev", "transport: {usb: {interface: 0, in: 0x01}}", "7:37: transport.usb.in is 0x01"),
    (
      "transport: evdev", "transport: {can: {bitrate: 1_000_000}, usb: {interface: 0, in: 0x81}}",
      "7:12: transport needs exactly one of usb, can"
    ),
    ("transport: evdev", "transport: evdev\nline: {baud: 9600}", "8:1: 'line' is of a serial port, and transport is evdev"),
    ("transport: evdev", "transport: hidraw", "7:1: protocol 'keys' does not go over transport 'hidraw'"),
    ("key: KEY_A", "key: KEY_B", "15:36: keys.codes has no 'KEY_B'"),
    ("[KEY_A,", "[KEY_AA,", "9:16: keys.codes[0] is 'KEY_AA'"),
  ])
  func saysWhatIsWrong(old: String, new: String, expected: String) {
    let (profile, problems) = read([(old, new)])
    #expect(profile == nil)
    #expect(problems.contains(expected), "\(problems)")
  }

  @Test func aSerialDeviceNeedsItsLine() {
    let (_, problems) = read([("transport: evdev", "transport: serial")] + Self.text)
    #expect(problems.contains { $0.contains("'line' is missing") }, "\(problems)")
  }

  @Test func aMistypedKeyIsGuessed() {
    let (_, problems) = read([("[KEY_A,", "[KEY_SPCAE,")])
    #expect(problems.contains("= did you mean 'KEY_SPACE'?"), "\(problems)")
  }
}
