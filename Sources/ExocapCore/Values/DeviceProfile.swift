/// What one kind of device is: how to recognise it, how to talk to it, and what it measures. It has no numbers of one unit.
package struct DeviceProfile: Sendable, Equatable {
  /// The id that rigs use: [a-z0-9-].
  package var name: String
  package var title: String
  package var kind: DeviceKind
  /// How the device shows itself on USB; any line may match. Empty where it has no USB of its own.
  package var usbMatches: [USBMatch]
  /// Of another transport than a serial line: the speed at which its simulated device paces its bytes.
  package var line: SerialLine
  package var wire: WireProtocol
  /// What the device measures, at most `StreamIndex.capacity`.
  package var streams: [StreamProfile]
  /// What this profile was proven against.
  package var provenAgainst: String
  /// Where its links are; nil where it has none or no source gives them.
  package var kinematics: DeviceKinematics?
  /// Where it is zeroed; nil: with every joint at 0.
  package var zero: ZeroPose?
  /// How its bytes reach the machine.
  package var transport: DeviceTransport

  package init(
    name: String, title: String, kind: DeviceKind, usbMatches: [USBMatch], line: SerialLine, wire: WireProtocol,
    streams: [StreamProfile], provenAgainst: String, kinematics: DeviceKinematics? = nil, zero: ZeroPose? = nil,
    transport: DeviceTransport = .serial
  ) {
    self.name = name
    self.title = title
    self.kind = kind
    self.usbMatches = usbMatches
    self.line = line
    self.wire = wire
    self.streams = streams
    self.provenAgainst = provenAgainst
    self.kinematics = kinematics
    self.zero = zero
    self.transport = transport
  }

  /// The device's own clock; nil where its packets have none.
  package var clock: DeviceClock? {
    if case .packets(let format) = wire { format.deviceClock } else { nil }
  }
}

/// What a device is worn or used as.
package enum DeviceKind: String, Sendable, CaseIterable {
  case arm
  case hand
  case grip
  case pedal
  case tracker
  case robot
}

/// A USB identity, as lsusb shows it.
package struct USBMatch: Sendable, Equatable {
  package var vendor: UInt16
  package var product: UInt16
  /// The product string must match this pattern ('*' matches anything); nil where the ids decide.
  package var productName: String?
  /// bInterfaceNumber of the one interface that is meant; nil: any.
  package var interface: Int?

  package init(vendor: UInt16, product: UInt16, productName: String? = nil, interface: Int? = nil) {
    self.vendor = vendor
    self.product = product
    self.productName = productName
    self.interface = interface
  }
}

/// Settings of a serial line; always 8 data bits, no parity, one stop bit, no flow control.
package struct SerialLine: Sendable, Equatable {
  /// [Bd]
  package var baud: Int
  /// What the USB adapter may wait before it passes bytes on.
  package var latency: Interval

  package init(baud: Int, latency: Interval = .milliseconds(1)) {
    self.baud = baud
    self.latency = latency
  }

  /// At which the simulated device of another transport paces its bytes, on a pseudo-terminal.
  package static var simulated: SerialLine { SerialLine(baud: 1_000_000) }
}

/// The wire protocols that exocap speaks, with what the profile says of each. The closed catalog of drivers.
package enum WireProtocol: Sendable, Equatable {
  case text(TextLineFormat)
  case dynamixel2(DynamixelBus)
  case ft300
  case damiao(DamiaoBus)
  case feetech(FeetechBus)
  case modbus(ModbusBus)
  /// The native link's state packets: the robot as a device.
  case link
  case packets(PacketFormat)

  case keys(KeysFormat)

  /// The names in profiles, in the catalog's order. Suites run over all of them.
  package static let names = ["text", "dynamixel2", "ft300", "feetech", "modbus", "damiao", "link", "packets", "keys"]

  package var name: String {
    switch self {
    case .text: "text"
    case .dynamixel2: "dynamixel2"
    case .ft300: "ft300"
    case .damiao: "damiao"
    case .feetech: "feetech"
    case .modbus: "modbus"
    case .link: "link"
    case .packets: "packets"
    case .keys: "keys"
    }
  }
}

extension WireProtocol {
  /// Whether it is a bus of servos: each has a part of the fingerprint.
  package var hasServos: Bool {
    switch self {
    case .dynamixel2, .feetech: true
    case .text, .ft300, .modbus, .damiao, .link, .packets, .keys: false
    }
  }

  /// What the nodes of a bus are called, and their ids in the profile's order; none where the device is no bus.
  package var nodes: (word: String, ids: [Int]) {
    switch self {
    case .dynamixel2(let bus): ("servo", bus.ids.map { Int($0) })
    case .feetech(let bus): ("servo", bus.ids.map { Int($0) })
    case .modbus(let bus): ("slave", bus.nodes.map { Int($0.slave) })
    case .damiao(let bus): ("motor", bus.motors.map { Int($0.id) })
    case .text, .ft300, .link, .packets, .keys: ("", [])
    }
  }

  /// [Hz] Turns a second of a bus that is asked; nil where the device sends by itself.
  package var busRate: Double? {
    switch self {
    case .dynamixel2(let bus): bus.rate
    case .feetech(let bus): bus.rate
    case .modbus(let bus): bus.rate
    case .damiao(let bus): bus.rate
    case .text, .ft300, .link, .packets, .keys: nil
    }
  }
}

/// A line of numbers. Bytes outside printable ASCII, blank and tab void the line.
package struct TextLineFormat: Sendable, Equatable {
  /// Between columns; runs count as one where it is a blank.
  package var separator: UInt8
  /// Exactly this many columns, or the line is dropped and counted.
  package var columns: Int
  /// Columns whose token is a number; the others (labels, unit names) are skipped. Bit i: column i. Fields keep column numbers.
  package var numericColumns: UInt64
  /// Longer lines are dropped and counted. At most 256.
  package var longestLine: Int
  /// Whether decimals are allowed. Where false, '.' voids the line.
  package var allowsDecimals: Bool
  /// [counts] Numbers outside void the line: two lines glued by a lost newline make such numbers.
  package var lowest: Double
  package var highest: Double

  package init(
    separator: UInt8 = 0x20, columns: Int, numericColumns: UInt64? = nil, longestLine: Int = 128, allowsDecimals: Bool = false,
    lowest: Double = -1e12, highest: Double = 1e12
  ) {
    self.separator = separator
    self.columns = columns
    self.numericColumns = numericColumns ?? (columns >= 64 ? .max : (1 << UInt64(columns)) - 1)
    self.longestLine = longestLine
    self.allowsDecimals = allowsDecimals
    self.lowest = lowest
    self.highest = highest
  }
}

/// A chain of Dynamixel protocol 2.0 servos on one half-duplex bus. Fields of its raw samples: n positions, n velocities, n currents.
package struct DynamixelBus: Sendable, Equatable {
  /// Ids in the profile's order, 1 … 21 of them.
  package var ids: [UInt8]
  /// What each turn reads.
  package var block: DynamixelBlock
  /// The best read to try first.
  package var read: DynamixelRead
  /// [Hz] Turns a second.
  package var rate: Double
  /// What the servos wait before they answer, once the set-up is done.
  package var returnDelay: Interval
  /// Written once when the bus opens, in order, each verified by reading it back.
  package var setup: [DynamixelWrite]
  /// Whether each servo is asked who it is when it is set up.
  package var readsIdentity: Bool
  /// A servo that pulls on the operator's finger; nil: none does.
  package var spring: ServoSpring?
  /// Where the servos' indirect data begins: what a block in several pieces is read from, once `setup` has told each byte's address.
  package var indirectData: UInt16 = 224

  package init(
    ids: [UInt8], block: DynamixelBlock, read: DynamixelRead, rate: Double, returnDelay: Interval, setup: [DynamixelWrite],
    readsIdentity: Bool = false, spring: ServoSpring? = nil
  ) {
    self.ids = ids
    self.block = block
    self.read = read
    self.rate = rate
    self.returnDelay = returnDelay
    self.setup = setup
    self.readsIdentity = readsIdentity
    self.spring = spring
  }

  /// Where a turn's read begins.
  package var address: UInt16 { block.registers.count == 1 ? block.registers[0].lowerBound : indirectData }
}

/// The run of registers that a turn reads from each servo.
package enum DynamixelBlock: String, Sendable, CaseIterable {
  /// Address 132, 4 bytes: present position.
  case position
  /// Address 128, 8 bytes: present velocity, present position.
  case velocityPosition = "velocity_position"
  /// Address 126, 10 bytes: present current, present velocity, present position.
  case currentVelocityPosition = "current_velocity_position"
  /// 6 bytes of the indirect data: present current, present position, which do not stand side by side.
  case currentPosition = "current_position"

  /// Where the registers that are read stand, in the order of the bytes.
  package var registers: [ClosedRange<UInt16>] {
    switch self {
    case .position: [132...135]
    case .velocityPosition: [128...135]
    case .currentVelocityPosition: [126...135]
    case .currentPosition: [126...127, 132...135]
    }
  }

  package var hasVelocity: Bool { self == .velocityPosition || self == .currentVelocityPosition }
  package var hasCurrent: Bool { self == .currentPosition || self == .currentVelocityPosition }

  /// [B]
  package var length: UInt16 { registers.reduce(0) { $0 + UInt16($1.count) } }
}

/// The instruction that asks all servos at once.
package enum DynamixelRead: String, Sendable, CaseIterable {
  case fastSync = "fast_sync_read"
  case sync = "sync_read"
}

/// A register of a Dynamixel servo to set.
package typealias DynamixelWrite = RegisterWrite
