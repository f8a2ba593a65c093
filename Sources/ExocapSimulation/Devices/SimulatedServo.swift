package import ExocapCore

/// One Dynamixel X servo: its registers, as the XL330-M288's control table has them (ROBOTIS e-Manual).
package struct SimulatedServo: Sendable {
  /// The registers up to the readings; what is behind is refused, but for what follows.
  static let tableLength = 147
  /// 20 indirect addresses, of two bytes, and then as many bytes of what stands there.
  static let indirectAddresses = 168..<208
  static let indirectData = 208..<228
  /// Below this address lies the EEPROM, which is locked while the torque is on.
  static let endOfEEPROM = 64

  /// Whether it has power and its wires.
  package var isAnswering = true
  /// Sets the alert bit in every reply.
  package var hasAlert = false
  package private(set) var registers: [UInt8]

  package init(id: UInt8, baud: Int) {
    registers = Array(repeating: 0, count: SimulatedServo.indirectAddresses.upperBound)
    store(0, 1200, 2)
    store(6, 53, 1)
    store(7, UInt32(id), 1)
    store(8, SimulatedServo.baudCode(baud), 1)
    store(9, 250, 1)
    store(11, 3, 1)
    store(48, 4095, 4)
    store(68, 2, 1)
    store(144, 50, 2)
    store(146, 30, 1)
  }

  package var id: UInt8 { registers[7] }
  /// Register 9, 2 µs each.
  package var returnDelay: Interval { .microseconds(2 * Int64(registers[9])) }
  package var isTorqueOn: Bool { registers[64] != 0 }
  /// What it answers to: 0 pings, 1 also reads, 2 all.
  var statusLevel: UInt8 { registers[68] }
  /// The error byte of a reply with no error.
  var alertBit: UInt8 { hasAlert ? 0x80 : 0 }

  /// The bytes of registers; nil where the table has none there.
  package func read(_ address: Int, _ length: Int) -> [UInt8]? {
    guard length > 0, address >= 0 else { return nil }
    if SimulatedServo.indirectData.contains(address) { return readIndirect(address, length) }
    let end = SimulatedServo.indirectAddresses.contains(address) ? registers.count : SimulatedServo.tableLength
    guard address + length <= end else { return nil }
    return Array(registers[address..<address + length])
  }

  private func readIndirect(_ address: Int, _ length: Int) -> [UInt8]? {
    guard address + length <= SimulatedServo.indirectData.upperBound else { return nil }
    return (address..<address + length).map { place in
      let pointer = SimulatedServo.indirectAddresses.lowerBound + 2 * (place - SimulatedServo.indirectData.lowerBound)
      let target = Int(registers[pointer]) | Int(registers[pointer + 1]) << 8
      return target < SimulatedServo.tableLength ? registers[target] : 0
    }
  }

  /// Writes registers. Returns the error code of the reply: 0, or 7 (access) where they cannot be written now.
  package mutating func write(_ address: Int, _ bytes: [UInt8]) -> UInt8 {
    guard !bytes.isEmpty, address + bytes.count <= registers.count else { return 7 }
    // Model and firmware, and the readings from the present PWM on.
    if address < 7 || address >= 120 && !SimulatedServo.indirectAddresses.contains(address) { return 7 }
    if address < SimulatedServo.endOfEEPROM && isTorqueOn { return 7 }
    registers.replaceSubrange(address..<address + bytes.count, with: bytes)
    return 0
  }

  /// Restarts it: the RAM is as after power on.
  package mutating func reboot() {
    for address in SimulatedServo.endOfEEPROM..<120 where address != 68 { registers[address] = 0 }
    for address in SimulatedServo.indirectAddresses { registers[address] = 0 }
  }

  /// Sets what it measures.
  mutating func measure(position: Int32, velocity: Int32, current: Int16, at now: Timestamp) {
    store(120, UInt32((now.nanoseconds / 1_000_000) & 0x7FFF), 2)
    store(126, UInt32(UInt16(bitPattern: current)), 2)
    store(128, UInt32(bitPattern: velocity), 4)
    store(132, UInt32(bitPattern: position), 4)
  }

  private mutating func store(_ address: Int, _ value: UInt32, _ length: Int) {
    for byte in 0..<length { registers[address + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
  }

  /// Register 8.
  private static func baudCode(_ baud: Int) -> UInt32 {
    switch baud {
    case 9_600: 0
    case 57_600: 1
    case 115_200: 2
    case 1_000_000: 3
    case 2_000_000: 4
    case 3_000_000: 5
    default: 6
    }
  }
}
