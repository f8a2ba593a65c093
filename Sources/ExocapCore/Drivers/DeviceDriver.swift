/// The driver of one device: the closed catalog of wire protocols, as one value without references.
///
/// It holds the state of every protocol, of which only the one named by `kind` is used: so a call is a switch and a direct
/// call, without existentials, generics or copies. A protocol is added here, in `WireProtocol` and in a file of its own.
///
/// Order of calls, all by the device's own thread: `opened`, then `receive` for each byte and `endPacket` where a datagram
/// ends, `poll` at least at its deadline, `wrote` with what the port answered to a request of `poll`, and `closed`.
package struct DeviceDriver: ~Copyable {
  /// Which protocol a device speaks: one case a driver.
  package enum Kind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case text
    case dynamixel
    case ft300
    case feetech
    case modbus
    case link
    case damiao
    case packets
    case keys
  }

  package let kind: Kind
  var text: TextLineDriver
  var dynamixel: DynamixelDriver
  var ft300: FT300Driver
  var feetech: FeetechDriver
  var modbus: ModbusDriver
  var link: LinkStateDriver
  var damiao: DamiaoDriver
  var packets: PacketDriver
  var keys: KeysDriver

  /// The driver that `wire` names. Allocates all that it will ever need. `robot` and `jointMapHash`: whose states a link takes;
  /// nil: of any robot.
  package init(_ wire: WireProtocol, line: SerialLine, robot: UInt32? = nil, jointMapHash: UInt32? = nil) {
    var format = TextLineFormat(columns: 1)
    var bus = DynamixelBus(ids: [1], block: .position, read: .sync, rate: 1, returnDelay: .zero, setup: [])
    var packetFormat = PacketFormat(messages: [PacketMessage(name: "none", id: nil, rate: 0, fields: [])])
    var busLine = SerialLine(baud: 57_600)
    let motor = DamiaoMotor(id: 1, reply: 0, position: 1, velocity: 1, torque: 1)
    var motors = DamiaoBus(motors: [motor], rate: 1, adapter: .usbSerial)
    var feetechBus = FeetechBus(series: .sts, ids: [1], block: .position, rate: 1, returnDelay: .zero, setup: [])
    var keysFormat = KeysFormat(codes: [1], rate: 1)
    var modbusBus = ModbusBus(nodes: [ModbusNode(name: "", slave: 1, register: 0, type: .unsigned16)], rate: 1)
    switch wire {
    case .text(let given):
      kind = .text
      format = given
    case .dynamixel2(let given):
      kind = .dynamixel
      bus = given
      busLine = line
    case .ft300: kind = .ft300
    case .damiao(let given):
      kind = .damiao
      motors = given
    case .feetech(let given):
      kind = .feetech
      feetechBus = given
      busLine = line
    case .modbus(let given):
      kind = .modbus
      modbusBus = given
      busLine = line
    case .link: kind = .link
    case .packets(let given):
      kind = .packets
      packetFormat = given
    case .keys(let given):
      kind = .keys
      keysFormat = given
    }
    text = TextLineDriver(format)
    dynamixel = DynamixelDriver(bus, line: busLine)
    ft300 = FT300Driver()
    feetech = FeetechDriver(feetechBus, line: busLine)
    modbus = ModbusDriver(modbusBus, line: busLine)
    link = LinkStateDriver(robot: robot, jointMapHash: jointMapHash)
    damiao = DamiaoDriver(motors, line: line)
    packets = PacketDriver(packetFormat)
    keys = KeysDriver(keysFormat)
  }
}

extension DeviceDriver {
  /// Takes note that the port is open: half packets and requests under way are forgotten.
  package mutating func opened(at now: Timestamp) {
    switch kind {
    case .text: text.opened(at: now)
    case .dynamixel: dynamixel.opened(at: now)
    case .ft300: ft300.opened(at: now)
    case .feetech: feetech.opened(at: now)
    case .modbus: modbus.opened(at: now)
    case .link: link.opened(at: now)
    case .damiao: damiao.opened(at: now)
    case .packets: packets.opened(at: now)
    case .keys: keys.opened(at: now)
    }
  }

  /// Takes one byte. True where it completes a packet: then `raw` holds it.
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    switch kind {
    case .text: text.receive(byte, at: arrival, into: &raw)
    case .dynamixel: dynamixel.receive(byte, at: arrival, into: &raw)
    case .ft300: ft300.receive(byte, at: arrival, into: &raw)
    case .feetech: feetech.receive(byte, at: arrival, into: &raw)
    case .modbus: modbus.receive(byte, at: arrival, into: &raw)
    case .link: link.receive(byte, at: arrival, into: &raw)
    case .damiao: damiao.receive(byte, at: arrival, into: &raw)
    case .packets: packets.receive(byte, at: arrival, into: &raw)
    case .keys: keys.receive(byte, at: arrival, into: &raw)
    }
  }

  /// Takes bytes from index `start` on, as `receive` takes one, until one completes a packet: then `raw` holds it.
  /// Returns the index behind that byte; nil where the bytes end before.
  package mutating func receive(
    _ bytes: borrowing Span<UInt8>, from start: Int, at arrival: Timestamp, into raw: inout RawSample
  ) -> Int? {
    if kind == .text { return text.receive(bytes, from: start, at: arrival, into: &raw) }
    if kind == .link {
      link.receive(bytes, from: start)
      return nil
    }
    for index in start..<bytes.count where receive(bytes[index], at: arrival, into: &raw) { return index &+ 1 }
    return nil
  }

  /// Takes the end of a datagram. True where it completes a packet: then `raw` holds it.
  package mutating func endPacket(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    switch kind {
    case .text, .dynamixel, .ft300, .feetech, .modbus: return false
    case .link: return link.endPacket(at: arrival, into: &raw)
    case .packets: return packets.endPacket(at: arrival, into: &raw)
    case .damiao: damiao.endPacket(at: arrival)
    case .keys: keys.endPacket()
    }
    return false
  }

  /// Writes what must be sent now into `request`, which the caller has emptied.
  ///
  /// A poll may also end a turn that some did not answer: then `raw` is complete as after a true `receive`.
  package mutating func poll(
    now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample
  ) -> PollOutcome {
    switch kind {
    case .text, .link: PollOutcome(hasRequest: false, hasSample: false)
    case .dynamixel: dynamixel.poll(now: now, into: &request, raw: &raw)
    case .ft300: ft300.poll(now: now, into: &request)
    case .damiao: damiao.poll(now: now, into: &request, raw: &raw)
    case .packets: packets.poll(now: now, into: &request, raw: &raw)
    case .feetech: feetech.poll(now: now, into: &request, raw: &raw)
    case .keys: keys.poll(now: now, into: &raw)
    case .modbus: modbus.poll(now: now, into: &request, raw: &raw)
    }
  }

  /// Takes what the port answered to the request of the last `poll`.
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    switch kind {
    case .text, .link, .keys: break
    case .dynamixel: dynamixel.wrote(outcome, at: now)
    case .ft300: ft300.wrote(outcome, at: now)
    case .damiao: damiao.wrote(outcome, at: now)
    case .packets: packets.wrote(outcome, at: now)
    case .feetech: feetech.wrote(outcome, at: now)
    case .modbus: modbus.wrote(outcome, at: now)
    }
  }

  /// Takes a person's request. What a protocol does not have is ignored.
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    switch kind {
    case .text, .link, .keys: break
    case .dynamixel: dynamixel.request(request, at: now)
    case .ft300: ft300.request(request, at: now)
    case .damiao: damiao.request(request, at: now)
    case .packets: packets.request(request, at: now)
    case .feetech: feetech.request(request, at: now)
    case .modbus: modbus.request(request, at: now)
    }
  }

  /// Takes what the robot's hand feels [N], NaN where that is not known. What a protocol cannot let anybody feel is ignored.
  package mutating func feel(_ newtons: Double, at now: Timestamp) {
    if kind == .dynamixel { dynamixel.feel(newtons, at: now) }
  }

  /// Takes note that the port is gone.
  package mutating func closed(at now: Timestamp) {
    switch kind {
    case .text: text.closed(at: now)
    case .dynamixel: dynamixel.closed(at: now)
    case .ft300: ft300.closed(at: now)
    case .feetech: feetech.closed(at: now)
    case .modbus: modbus.closed(at: now)
    case .link: link.closed(at: now)
    case .damiao: damiao.closed(at: now)
    case .packets: packets.closed(at: now)
    case .keys: keys.closed(at: now)
    }
  }

  /// When `poll` next wants to be called, if nothing arrives before; `.distantFuture` where it has nothing to ask.
  package var deadline: Timestamp {
    mutating get {
      switch kind {
      case .text, .link: .distantFuture
      case .dynamixel: dynamixel.deadline
      case .ft300: ft300.deadline
      case .damiao: damiao.deadline
      case .packets: packets.deadline
      case .feetech: feetech.deadline
      case .keys: keys.deadline
      case .modbus: modbus.deadline
      }
    }
  }

  /// What was seen on the wire.
  package var counters: DriverCounters {
    mutating get {
      switch kind {
      case .text: text.counters
      case .dynamixel: dynamixel.counters
      case .ft300: ft300.counters
      case .feetech: feetech.counters
      case .modbus: modbus.counters
      case .link: link.counters
      case .damiao: damiao.counters
      case .packets: packets.counters
      case .keys: keys.counters
      }
    }
  }

  /// Who the device says it is; without parts where its protocol does not tell.
  package var identity: DeviceIdentity {
    mutating get {
      switch kind {
      case .text, .ft300, .modbus, .link, .keys: DeviceIdentity()
      case .dynamixel: dynamixel.servos.identity
      case .feetech: feetech.servos.identity
      case .damiao: damiao.identity
      case .packets: DeviceDriver.unitIdentity(packets.identity.unit)
      }
    }
  }

  /// The number of a unit as its only part; 0 says nothing. Its firmware may be renewed and is none of it.
  private static func unitIdentity(_ unit: UInt32) -> DeviceIdentity {
    guard unit != 0 else { return DeviceIdentity() }
    var identity = DeviceIdentity(count: 1)
    identity.set(0, UInt64(unit))
    return identity
  }

  /// Counts what was learnt or forgotten of `identity`.
  var identityChanges: UInt32 {
    mutating get {
      switch kind {
      case .text, .ft300, .modbus, .link, .keys: 0
      case .dynamixel: dynamixel.servos.changes
      case .feetech: feetech.servos.changes
      case .damiao: damiao.identityChanges
      // One number: it has changed where it is another.
      case .packets: packets.identity.unit
      }
    }
  }

  /// What a Dynamixel bus is like; of a bus that is not used where the device is no such bus.
  package var dynamixelState: DynamixelBusState {
    mutating get { dynamixel.state }
  }

  /// The last ping that the device answered, once; nil where none was since the last call.
  package mutating func takePing() -> PingExchange? { kind == .packets ? packets.takePing() : nil }

  /// How often the device's clock started anew: ticks before and after such a start are not of one count.
  package var clockStarts: UInt32 {
    mutating get { kind == .packets ? packets.clockStarts : 0 }
  }

  /// What the device says of itself; zeros where its protocol has no such thing.
  package var packetIdentity: PacketIdentity {
    mutating get { kind == .packets ? packets.identity : PacketIdentity() }
  }

  /// What a Feetech bus is like; of a bus that is not used where the device is no such bus.
  package var feetechState: ServoBusState {
    mutating get { feetech.state }
  }

  /// Slaves of a Modbus line that are silent; none where the device is no such line. Bit i: node i of the profile.
  package var modbusSilent: UInt32 {
    mutating get { modbus.silent }
  }

  /// Saves or restores the state of the protocol in use.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    switch kind {
    case .text: text.checkpoint(&archive)
    case .dynamixel: dynamixel.checkpoint(&archive)
    case .ft300: ft300.checkpoint(&archive)
    case .feetech: feetech.checkpoint(&archive)
    case .modbus: modbus.checkpoint(&archive)
    case .link: link.checkpoint(&archive)
    case .damiao: damiao.checkpoint(&archive)
    case .packets: packets.checkpoint(&archive)
    case .keys: keys.checkpoint(&archive)
    }
  }
}
