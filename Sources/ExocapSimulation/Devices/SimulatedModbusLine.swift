package import ExocapCore

/// Slaves of Modbus RTU on one serial line, behind one USB adapter: each has the registers that the profile reads.
///
/// They answer reads of holding and input registers after the standard's silence, and all else with an exception.
package struct SimulatedModbusLine: Sendable {
  /// What the person does to them, in the fields of the raw sample.
  package var worn: Uncalibration
  /// Slaves without power.
  package var silent: Set<UInt8> = []
  /// Slaves that answer every read with this exception.
  package var exceptions: [UInt8: UInt8] = [:]
  private let bus: ModbusBus
  private let delay: Interval
  private var line: PacedBytes
  private var heard: [UInt8] = []
  private var checksum = CRC16Modbus()

  /// `profile` speaks modbus.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?) {
    guard case .modbus(let bus) = profile.wire else { preconditionFailure("a Modbus line speaks modbus") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    self.bus = bus
    delay = max(bus.replyDelay, ModbusTiming.standardSilence(baud: profile.line.baud))
    line = PacedBytes(baud: profile.line.baud)
  }

  /// Takes what the host wrote; requests are answered when their last byte is here.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    heard += bytes
    while let request = ModbusRequest.take(from: &heard) { answer(request, at: now) }
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] { line.take(now: now) }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { line.deadline }

  private mutating func answer(_ request: ModbusRequest, at now: Timestamp) {
    guard bus.nodes.contains(where: { $0.slave == request.slave }), !silent.contains(request.slave) else { return }
    var packet = PacketBuffer()
    if let code = exception(to: request) {
      ModbusPackets.appendException(code, to: request.function, of: request.slave, to: &packet, checksum: &checksum)
    } else {
      let table = registers(of: request)
      let words = (0..<request.word(2)).map { table[request.word(0) + $0] ?? 0 }
      ModbusPackets.appendReply(request.function, of: request.slave, registers: words, to: &packet, checksum: &checksum)
    }
    line.append(packet.toArray(), notBefore: now + delay)
  }

  /// Codes of "MODBUS Application Protocol" V1.1b3, §7: 1 function, 2 register, 3 count.
  private func exception(to request: ModbusRequest) -> UInt8? {
    guard ModbusFunction(rawValue: request.function) != nil else { return 1 }
    if let code = exceptions[request.slave] { return code }
    guard (1...125).contains(request.word(2)) else { return 3 }
    let table = registers(of: request)
    return (0..<request.word(2)).allSatisfy { table[request.word(0) + $0] != nil } ? nil : 2
  }

  /// The registers of the slave that `request` means, by number, with what is worn now.
  private func registers(of request: ModbusRequest) -> [Int: UInt16] {
    var table: [Int: UInt16] = [:]
    for (index, node) in bus.nodes.enumerated() where node.slave == request.slave && node.function.rawValue == request.function {
      for place in 0..<node.count {
        let words = SimulatedModbusLine.words(worn.counts[bus.firstField(of: index) + place], node)
        for (offset, word) in words.enumerated() { table[Int(node.register) + place * node.type.registers + offset] = word }
      }
    }
    return table
  }

  private static func words(_ value: Double, _ node: ModbusNode) -> [UInt16] {
    let bits: UInt32
    switch node.type {
    case .unsigned16: return [UInt16(min(max(value, 0), 65_535))]
    case .signed16: return [UInt16(bitPattern: Int16(min(max(value, -32_768), 32_767)))]
    case .unsigned32: bits = UInt32(min(max(value, 0), 4_294_967_295))
    case .signed32: bits = UInt32(bitPattern: Int32(min(max(value, -2_147_483_648), 2_147_483_647)))
    case .float32: bits = Float(value).bitPattern
    }
    let words = [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
    return node.wordOrder == .highFirst ? words : words.reversed()
  }
}
