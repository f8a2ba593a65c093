import ExocapCore

extension TestDevices {
  /// Two joints with velocities at 200 Hz, a force at 50 Hz, a start, pings, who it is.
  static func packetArm(ending: PacketEnding = .length) -> DeviceProfile {
    var format = PacketFormat(messages: [
      PacketMessage(
        name: "joints", id: 1, rate: 200,
        fields: [
          PacketField(name: "number", number: .u8, role: .sequence), PacketField(name: "q", number: .i16, count: 2),
          PacketField(name: "dq", number: .i16, count: 2),
          PacketField(name: "flags", number: .u8, bits: [PacketBit(name: "a", bit: 2), PacketBit(name: "b", bit: 6)]),
        ], streams: 0b101),
      PacketMessage(name: "force", id: 2, rate: 50, fields: [PacketField(name: "grip", number: .u24, isBigEndian: true)], streams: 0b010),
      PacketMessage(name: "pong", id: 3, rate: 0, fields: [PacketField(name: "token", number: .u16, role: .echo)], streams: 0),
      PacketMessage(
        name: "hello", id: 4, rate: 0,
        fields: [PacketField(name: "unit", number: .u32, role: .unit), PacketField(name: "version", number: .u16, role: .firmware)],
        streams: 0),
    ])
    format.ending = ending
    format.sync = ending == .cobs ? [] : [0xA5, 0x5A]
    let first = format.sync.count
    format.id = PacketPlace(at: first, number: .u8)
    format.clock = PacketPlace(at: first + 1, number: .u32, isBigEndian: true)
    format.payloadAt = first + 5
    format.checksum = ending == .cobs ? .crc16Kermit : .crc32
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 0x10, payload: [0, 1])
    format.ping = PacketPing(command: .packet(id: 0x11, payload: [7]), reply: 2)
    let joints = (0..<2).map {
      ValueProfile(
        name: "joint\($0)",
        source: .linear(field: $0, scale: 0.001, rate: ScaledField(field: 2 + $0, scale: 0.01), effort: nil), lower: -7, upper: 7)
    }
    let buttons = [
      ValueProfile(name: "a", source: .button(field: 4, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1),
      ValueProfile(name: "b", source: .button(field: 5, threshold: 0.5, pressedBelow: true), lower: 0, upper: 1),
    ]
    let force = ValueProfile(name: "grip", source: .force(field: 6, scale: 0.001, saturatesAt: .infinity), lower: -100, upper: 100)
    return DeviceProfile(
      name: "packet-arm", title: "packet-arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 230_400), wire: .packets(format),
      streams: [
        StreamProfile(name: "joints", kind: .joints, rate: 200, staleAfter: .milliseconds(50), values: joints),
        StreamProfile(name: "grip", kind: .forces, rate: 50, staleAfter: .milliseconds(50), values: [force]),
        StreamProfile(name: "buttons", kind: .inputs, rate: 200, staleAfter: .milliseconds(50), values: buttons),
      ], provenAgainst: "test")
  }

  static let packetArmCalibration = DeviceCalibration(
    profile: "packet-arm", label: "test", serial: nil,
    values: [
      "joint0": ValueCalibration(zero: 0.3, sign: -1), "joint1": ValueCalibration(zero: -1.1, sign: 1),
      "grip": ValueCalibration(zero: -2, sign: 1),
    ])
}
