package import ExocapCore

extension CaptureDevices {
  /// Joints at 100 Hz, a force at 50 Hz, a start and pings.
  package static var packetExo: (profile: DeviceProfile, calibration: DeviceCalibration) {
    let joints = PacketMessage(
      name: "joints", id: 1, rate: 100,
      fields: [
        PacketField(name: "number", number: .u8, role: .sequence), PacketField(name: "time", number: .u32, role: .clock),
        PacketField(name: "q", number: .i16, count: 2),
        PacketField(name: "flags", number: .u8, bits: [PacketBit(name: "trigger", bit: 3)]),
      ], streams: 0b101)
    let force = PacketMessage(name: "force", id: 2, rate: 50, fields: [PacketField(name: "grip", number: .u16)], streams: 0b010)
    let pong = PacketMessage(
      name: "pong", id: 0x83, rate: 0,
      fields: [PacketField(name: "token", number: .u8, role: .echo), PacketField(name: "now", number: .u32, role: .clock)], streams: 0)
    var format = PacketFormat(messages: [joints, force, pong])
    format.sync = [0xA5, 0x5A]
    format.length = PacketLength(place: PacketPlace(at: 2, number: .u8), counts: .payload)
    format.id = PacketPlace(at: 3, number: .u8)
    format.payloadAt = 4
    format.checksum = .crc16CCITTFalse
    format.checksumFrom = 2
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 0x80, payload: [100, 0])
    format.ping = PacketPing(command: .packet(id: 0x82, payload: []), reply: 2)
    let streams = [
      StreamProfile(
        name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "elbow", source: .linear(field: 0, scale: 0.001, rate: nil, effort: nil), lower: -3, upper: 3),
          ValueProfile(name: "wrist", source: .linear(field: 1, scale: 0.001, rate: nil, effort: nil), lower: -3, upper: 3),
        ]),
      StreamProfile(
        name: "grip", kind: .forces, rate: 50, staleAfter: .milliseconds(50),
        values: [ValueProfile(name: "grip", source: .force(field: 3, scale: 0.01, saturatesAt: 4095), lower: -5, upper: 50)]),
      StreamProfile(
        name: "inputs", kind: .inputs, rate: 100, staleAfter: .milliseconds(50),
        values: [ValueProfile(name: "trigger", source: .button(field: 2, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1)]),
    ]
    let numbers = [
      "elbow": ValueCalibration(zero: 0.5, sign: -1), "wrist": ValueCalibration(zero: 0, sign: 1),
      "grip": ValueCalibration(zero: 2, sign: 1),
    ]
    return (profile("packet-exo", 115_200, .packets(format), streams), calibration("packet-exo", numbers))
  }

  /// Three axes; one count is 0.01 N on this unit.
  package static var optoForce: (profile: DeviceProfile, calibration: DeviceCalibration) {
    let values = ["x", "y", "z"].enumerated().map {
      ValueProfile(name: $0.element, source: .force(field: 1 + $0.offset, scale: 0, saturatesAt: .infinity), lower: -50, upper: 50)
    }
    var format = optoForceFormat
    format.messages[0].rate = 100
    format.messages[0].streams = 0b1
    let numbers = Dictionary(uniqueKeysWithValues: ["x", "y", "z"].map { ($0, ValueCalibration(zero: 0, sign: 1, scale: 0.01)) })
    return (
      profile(
        "optoforce", 1_000_000, .packets(format),
        [StreamProfile(name: "force", kind: .forces, rate: 100, staleAfter: .milliseconds(50), values: values)]),
      calibration("optoforce", numbers)
    )
  }

  /// Sync, length, three 16-bit forces, a sum: what vectors_optoforce.json describes.
  package static var optoForceFormat: PacketFormat {
    var format = PacketFormat(
      messages: [
        PacketMessage(
          name: "force", id: nil, rate: 10,
          fields: [
            PacketField(name: "number", number: .u16, isBigEndian: true, role: .sequence),
            PacketField(name: "status", number: .u16, isBigEndian: true, role: .status),
            PacketField(name: "f", number: .i16, count: 3, isBigEndian: true),
          ])
      ])
    format.sync = [0xAA, 0x07, 0x08]
    format.length = PacketLength(place: PacketPlace(at: 3, number: .u8), counts: .payload)
    format.payloadAt = 4
    format.checksum = .sum16
    format.checksumIsBigEndian = true
    return format
  }

  /// Two joints and two buttons of docs/exostream.md's layout.
  package static var exoStream: (profile: DeviceProfile, calibration: DeviceCalibration) {
    let joints = PacketMessage(
      name: "joints", id: 1, rate: 500,
      fields: [
        PacketField(name: "q", number: .i16, count: 2),
        PacketField(name: "buttons", number: .u8, bits: [PacketBit(name: "a", bit: 0), PacketBit(name: "c", bit: 2)]),
      ], streams: 0b11)
    let hello = PacketMessage(
      name: "hello", id: 64, rate: 0,
      fields: [PacketField(name: "unit", number: .u32, role: .unit), PacketField(name: "firmware", number: .u32, role: .firmware)],
      streams: 0)
    let pong = PacketMessage(name: "pong", id: 65, rate: 0, fields: [PacketField(name: "token", number: .u16, role: .echo)], streams: 0)
    var format = PacketFormat(messages: [joints, hello, pong])
    format.ending = .cobs
    format.id = PacketPlace(at: 0, number: .u8)
    format.sequence = PacketPlace(at: 1, number: .u8)
    format.clock = PacketPlace(at: 2, number: .u32)
    format.payloadAt = 6
    format.checksum = .crc16CCITTFalse
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 128, payload: [])
    format.ping = PacketPing(command: .packet(id: 129, payload: []), reply: 2)
    let turn = 2 * Double.pi / 65536
    let streams = [
      StreamProfile(
        name: "joints", kind: .joints, rate: 500, staleAfter: .milliseconds(20),
        values: (0..<2).map {
          ValueProfile(name: "joint\($0)", source: .linear(field: $0, scale: turn, rate: nil, effort: nil), lower: -4, upper: 4)
        }),
      StreamProfile(
        name: "inputs", kind: .inputs, rate: 500, staleAfter: .milliseconds(20),
        values: (0..<2).map {
          ValueProfile(name: "b\($0)", source: .button(field: 2 + $0, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1)
        }),
    ]
    let numbers = ["joint0": ValueCalibration(zero: 0, sign: 1), "joint1": ValueCalibration(zero: 0.25, sign: -1)]
    return (profile("exostream", 1_000_000, .packets(format), streams), calibration("exostream", numbers))
  }
}
