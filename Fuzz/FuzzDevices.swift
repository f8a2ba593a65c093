import ExocapCore

/// What each kind of driver is fuzzed with: one or more formats, the worst that a profile may say.
enum FuzzDevices {
  /// The formats of a kind. There is no default: a new driver does not compile until it says what it is fuzzed with.
  static func wires(_ kind: DeviceDriver.Kind) -> [WireProtocol] {
    switch kind {
    case .text:
      [
        .text(TextLineFormat(columns: 3, lowest: -5000, highest: 5000)),
        .text(TextLineFormat(separator: 0x2C, columns: 64, numericColumns: 0x5555, longestLine: 256, allowsDecimals: true)),
      ]
    case .dynamixel: [bus(.sync), bus(.fastSync)]
    case .ft300: [.ft300]
    case .link: [.link]
    case .feetech: [feetech(.sts, .positionSpeedLoad), feetech(.scs, .position)]
    case .modbus: [modbus(nil), modbus(.milliseconds(2))]
    case .damiao: [damiao(.usbSerial, sets: true), damiao(.usbSerial, sets: false), damiao(.socketCAN, sets: false)]
    case .keys: [.keys(KeysFormat(codes: [30, 48, 1], rate: 50))]
    case .packets: [.packets(sealed), .packets(summed), .packets(stuffed), .packets(reports)]
    }
  }

  private static func bus(_ read: DynamixelRead) -> WireProtocol {
    .dynamixel2(
      DynamixelBus(
        ids: [1, 2, 3], block: read == .sync ? .currentPosition : .currentVelocityPosition, read: read, rate: 100, returnDelay: .zero,
        setup: [RegisterWrite(name: "torque_enable", address: 64, length: 1, value: 1)], readsIdentity: true,
        spring: ServoSpring(id: 2, rest: -40, perNewton: -1e9, limit: 1e300)))
  }

  private static func feetech(_ series: FeetechSeries, _ block: FeetechBlock) -> WireProtocol {
    .feetech(
      FeetechBus(
        series: series, ids: [1, 2, 3], block: block, rate: 100, returnDelay: .zero,
        setup: [RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0)], readsIdentity: true))
  }

  private static func modbus(_ pipelining: Interval?) -> WireProtocol {
    let nodes = [
      ModbusNode(name: "a", slave: 1, register: 0x41, type: .unsigned16),
      ModbusNode(name: "b", slave: 9, register: 0x300, type: .unsigned16),
    ]
    var bus = ModbusBus(nodes: nodes, rate: 50)
    bus.pipelining = pipelining
    return .modbus(bus)
  }

  private static func damiao(_ adapter: DamiaoAdapter, sets: Bool) -> WireProtocol {
    let motors = [
      DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 30, torque: 10),
      DamiaoMotor(id: 2, reply: 0, position: 12.5, velocity: 10, torque: 28),
    ]
    var bus = DamiaoBus(motors: motors, rate: 100, adapter: adapter)
    (bus.freesMotors, bus.checksScales, bus.readsIdentity) = (sets, sets, adapter == .usbSerial)
    return .damiao(bus)
  }

  private static let values = [
    PacketField(name: "number", number: .u8, role: .sequence), PacketField(name: "time", number: .u32, role: .clock),
    PacketField(name: "a", number: .i24, count: 3), PacketField(name: "b", number: .f32, isBigEndian: true),
    PacketField(name: "c", number: .u16, role: .status), PacketField(name: "d", number: .u8, bits: [PacketBit(name: "e", bit: 7)]),
  ]

  private static let pong = [
    PacketField(name: "token", number: .u8, role: .echo), PacketField(name: "now", number: .u32, role: .clock),
    PacketField(name: "unit", number: .u32, role: .unit), PacketField(name: "version", number: .u16, role: .firmware),
  ]

  /// Sync, length, id; a sum, which a fuzzer finds.
  private static var sealed: PacketFormat {
    var format = PacketFormat(messages: [
      PacketMessage(name: "m", id: 1, rate: 100, fields: values), PacketMessage(name: "pong", id: 2, rate: 0, fields: pong),
      PacketMessage(name: "text", id: 3, rate: 0, fields: [], longest: 480),
    ])
    format.sync = [0xA5, 0x5A]
    format.length = PacketLength(place: PacketPlace(at: 2, number: .u16), counts: .rest, plus: 1)
    format.id = PacketPlace(at: 4, number: .u8)
    format.payloadAt = 5
    format.checksum = .sum8
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 0x80, payload: [1])
    format.ping = PacketPing(command: .packet(id: 0x81, payload: []), reply: 1)
    return format
  }

  /// No sync: every byte may begin a packet.
  private static var summed: PacketFormat {
    var format = PacketFormat(messages: [PacketMessage(name: "m", id: nil, rate: 0, fields: values)])
    format.checksum = .xor8
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    return format
  }

  private static var stuffed: PacketFormat {
    var format = PacketFormat(messages: [
      PacketMessage(name: "m", id: 1, rate: 100, fields: values.filter { $0.role != .clock && $0.role != .sequence }),
      PacketMessage(name: "text", id: 2, rate: 0, fields: [], longest: 300),
    ])
    format.ending = .cobs
    format.id = PacketPlace(at: 0, number: .u8)
    format.sequence = PacketPlace(at: 1, number: .u16)
    format.clock = PacketPlace(at: 3, number: .u24, isBigEndian: true)
    format.payloadAt = 6
    format.deviceClock = DeviceClock(tick: 1e6, bits: 24)
    return format
  }

  private static var reports: PacketFormat {
    var format = sealed
    format.ending = .report
    return format
  }
}
