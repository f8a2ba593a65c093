internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct PacketFormatReaderTests {
  private let good = """
    profile: 1
    name: exo7
    title: A home-made exoskeleton
    kind: arm
    line: {baud: 230_400}
    protocol: packets
    packets:
      sync: [0xA5, 0x5A]
      length: {at: 2, type: u8, counts: payload}
      id: {at: 3, type: u8}
      checksum: {kind: crc16-ccitt-false, from: 2}
      messages:
        - name: joints
          id: 1
          rate: 500Hz
          fields:
            - {name: seq, type: u16, role: sequence}
            - {name: time, type: u32, role: clock, tick: 1us}
            - {name: q, type: "i16[3]"}
            - {name: dq, type: i16, order: big}
            - {name: flags, type: u8, bits: {trigger: 0, estop: 7}}
        - {name: force, id: 2, rate: 100Hz, bytes: 6, fields: [{name: grip, type: "u16[2]"}]}
        - {name: pong, id: 0x83, fields: [{name: token, type: u8, role: echo}, {name: now, type: u32, role: clock, tick: 1us}]}
        - {name: text, id: 9, longest: 20}
      commands:
        start: {id: 0x80, payload: [0xE8, 0x03]}
        ping: {id: 0x82, reply: pong}
    streams:
      - name: joints
        kind: joints
        stale_after: 20ms
        values:
          - {name: elbow, linear: {field: "q[0]", scale: 0.01deg, rate: {field: dq, scale: 0.1deg/s}}}
          - {name: wrist, hall: {sine: "q[1]", cosine: "q[2]", middle: 2047.5}}
      - name: grip
        kind: forces
        stale_after: 50ms
        values: [{name: thumb, force: {field: "grip[1]", scale: 1mN}}]
      - name: buttons
        kind: inputs
        stale_after: 20ms
        values: [{name: trigger, button: {field: flags.trigger}}, {name: loose, button: {field: flags.estop, pressed: clear}}]
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
    var expected = PacketFormat(messages: [
      PacketMessage(
        name: "joints", id: 1, rate: 500,
        fields: [
          PacketField(name: "seq", number: .u16, role: .sequence), PacketField(name: "time", number: .u32, role: .clock),
          PacketField(name: "q", number: .i16, count: 3), PacketField(name: "dq", number: .i16, isBigEndian: true),
          PacketField(name: "flags", number: .u8, bits: [PacketBit(name: "trigger", bit: 0), PacketBit(name: "estop", bit: 7)]),
        ], streams: 0b101),
      PacketMessage(
        name: "force", id: 2, rate: 100,
        fields: [PacketField(name: "grip", number: .u16, count: 2), PacketField(name: "rest", number: .u8, count: 2, role: .unused)],
        streams: 0b010),
      PacketMessage(
        name: "pong", id: 0x83, rate: 0,
        fields: [PacketField(name: "token", number: .u8, role: .echo), PacketField(name: "now", number: .u32, role: .clock)], streams: 0),
      PacketMessage(name: "text", id: 9, rate: 0, fields: [], longest: 20, streams: 0),
    ])
    expected.sync = [0xA5, 0x5A]
    expected.length = PacketLength(place: PacketPlace(at: 2, number: .u8), counts: .payload)
    expected.id = PacketPlace(at: 3, number: .u8)
    expected.payloadAt = 4
    expected.checksum = .crc16CCITTFalse
    expected.checksumFrom = 2
    expected.start = .packet(id: 0x80, payload: [0xE8, 3])
    expected.ping = PacketPing(command: .packet(id: 0x82, payload: []), reply: 2)
    expected.deviceClock = DeviceClock(tick: 1000, bits: 32)
    #expect(profile?.wire == .packets(expected))
    let streams = try #require(profile?.streams)
    #expect(streams.map(\.rate) == [500, 100, 500])
    let degree = 0.01 * Double.pi / 180
    let rate = ScaledField(field: 3, scale: 0.1 * Double.pi / 180)
    #expect(streams[0].values[0].source == .linear(field: 0, scale: degree, rate: rate, effort: nil))
    #expect(streams[0].values[1].source == .hallPair(sine: 1, cosine: 2, mid: 2047.5))
    #expect(streams[1].values[0].source == .force(field: 7, scale: 0.001, saturatesAt: .infinity))
    #expect(streams[2].values[0].source == .button(field: 4, threshold: 0.5, pressedBelow: false))
    #expect(streams[2].values[1].source == .button(field: 5, threshold: 0.5, pressedBelow: true))
  }

  @Test(arguments: [
    (
      "id: {at: 3, type: u8}", "id: {at: 2, type: u8}",
      ["10:12: packets.id at byte 2 overlaps packets.length (bytes 2..2)", "= the next free byte is 3"]
    ),
    (
      "checksum: {kind: crc16-ccitt-false, from: 2}", "payload: {at: 3}",
      ["11:17: packets.payload at byte 3 overlaps packets.id (bytes 3..3)", "= the next free byte is 4"]
    ),
    (
      "kind: crc16-ccitt-false", "kind: crc16-ccitt",
      [
        "11:20: packets.checksum.kind is 'crc16-ccitt'", "= did you mean 'crc16-ccitt-false'?",
        "= allowed here: none, sum8, sum8-inverted, sum8-negated, sum16, xor8, crc8, crc8-maxim, crc16-modbus, crc16-ccitt-false, "
          + "crc16-xmodem, crc16-kermit, crc16-umts, crc32, crc32c, crc32-mpeg2",
      ]
    ),
    (
      "type: \"i16[3]\"", "type: \"int16[3]\"",
      [
        "19:27: packets.messages[0].fields[2].type is 'int16[3]'", "= did you mean 'i16'?",
        "= allowed here: u8, i8, u16, i16, u24, i24, u32, i32, f32", "= several of them: u16[3]",
      ]
    ),
    (
      "type: \"i16[3]\"", "type: \"i16[70]\"",
      ["19:27: packets.messages[0].fields[2].type has 70 numbers", "= allowed: at most 64"]
    ),
    (
      "\"q[0]\"", "\"q[3]\"", ["33:39: 'q[3]': q has 3 values", "= allowed here: q[0] .. q[2]"]
    ),
    (
      "\"q[0]\"", "q", ["33:39: 'q': q has 3 values", "= allowed here: q[0] .. q[2]"]
    ),
    (
      "field: dq", "field: qd",
      ["33:77: there is no field 'qd'", "= did you mean 'dq'?", "= allowed here: q, dq, flags, grip"]
    ),
    (
      "field: dq", "field: seq",
      ["33:77: field 'seq' has the role 'sequence': it is no value", "= allowed here: q, dq, flags, grip"]
    ),
    (
      "field: dq", "field: \"grip[0]\"",
      [
        "32:5: streams[0] has values of two messages: joints, force",
        "= give each message a stream of its own",
      ]
    ),
    (
      "flags.trigger", "flags.triger",
      ["42:46: 'flags.triger': flags has bits", "= did you mean 'flags.trigger'?", "= allowed here: flags.trigger, flags.estop"]
    ),
    (
      "bytes: 6", "bytes: 3",
      [
        "22:60: field 'grip' ends at byte 4 of a payload of 3", "= 'bytes' says how long the payload is; without it the fields do",
      ]
    ),
    (
      "now, type: u32, role: clock, tick: 1us", "now, type: u32, role: clock, tick: 1ms",
      [
        "23:118: packets.messages[2].fields[1].tick: another clock than the one before",
        "= a device has one clock: equal ticks and equal types",
      ]
    ),
    (
      "type: u32, role: clock, tick: 1us}\n", "type: u16, role: clock, tick: 1us}\n",
      [
        "18:54: packets.messages[0].fields[1].tick: a clock of 16 bits wraps every 65.536ms",
        "= bytes that wait in a buffer would hide a wrap: give it more bits or longer ticks, or the role 'unused'",
      ]
    ),
    (
      "id: 2, rate", "id: 1, rate", ["22:21: packets.messages[1] has the id of message 'joints'"]
    ),
    (
      "id: {at: 3, type: u8}", "order: little",
      ["13:5: packets.messages has 4 items, and packets have no id", "= give 'id: {at, type}'"]
    ),
    (
      "reply: pong", "reply: joints2",
      ["27:29: there is no message 'joints2'", "= did you mean 'joints'?", "= allowed here: joints, force, pong, text"]
    ),
    (
      "reply: pong", "reply: force",
      ["27:29: message 'force' has no clock", "= give it a field like '{name: time, type: u32, role: clock, tick: 1us}'"]
    ),
    (
      "name: text, id: 9, longest: 20", "name: text, id: 9",
      [
        "24:7: packets.messages[3] needs 'fields'",
        "= a message that is not read has 'longest: N' instead, the bytes of its longest payload",
      ]
    ),
    (
      "baud: 230_400", "baud: 57_600",
      [
        "12:3: packets.messages do not fit on the line: they would fill 203% of it",
        "= 500 x 21 + 100 x 12 bytes a second are 11700; 57600 baud carry 5760", "= lower the rates, or raise line.baud if the device can",
      ]
    ),
    (
      "role: echo", "role: ecko",
      [
        "23:69: packets.messages[2].fields[0].role is 'ecko'", "= did you mean 'echo'?",
        "= allowed here: value, sequence, clock, status, echo, unit, firmware, unused",
      ]
    ),
  ])
  func saysWhatIsWrongAndWhatIsAllowed(old: String, new: String, expected: [String]) {
    let found = problems(old, new)
    #expect(Array(found.prefix(expected.count)) == expected, "\(found)")
  }

  @Test func theRateIsTheMessages() {
    let found = problems("stale_after: 20ms\n", "rate: 500Hz\n    stale_after: 20ms\n")
    #expect(found == ["31:5: streams[0].rate: a stream of packets comes as often as its message", "= the message has the rate"])
  }

  /// Messages that name ids in vain say so once each; a misplaced id is one error.
  @Test func aMisplacedIDIsOneError() {
    #expect(problems("id: {at: 3, type: u8}", "id: {at: 2, type: u8}").count == 2)
    let found = problems("id: {at: 3, type: u8}", "order: little")
    #expect(found.contains("14:7: packets.messages[0] has an id, and packets have none"), "\(found)")
  }

  @Test func aPacketNeedsABeginning() {
    let text = """
      profile: 1
      name: bare
      title: Numbers without any sign
      kind: hand
      line: {baud: 115200}
      protocol: packets
      packets:
        messages: [{name: m, rate: 10Hz, fields: [{name: a, type: u8}]}]
      streams: [{name: s, kind: inputs, stale_after: 1s, values: [{name: a, axis: {field: a, range: [0, 255]}}]}]
      proven_against: nothing
      """
    #expect(
      read(text).1.prefix(2) == [
        "8:3: packets: nothing tells where a packet begins", "= give 'sync' or 'checksum', or 'ends: cobs', or 'ends: report'",
      ])
  }

  @Test func sixtyFiveValuesAreTooMany() {
    let found = problems("type: \"i16[3]\"", "type: \"i16[60]\"")
    // 60, dq, two bits, two of the grip.
    #expect(found.contains { $0.hasSuffix("the messages have 65 values") }, "\(found)")
  }
}
