package import ExocapCore

/// One Feetech servo: its registers, as the memory tables of STS3215 and SCS0009 have them.
package struct SimulatedFeetechServo: Sendable {
  /// The registers that a servo has; what is behind is not answered.
  static let tableLength = 87
  /// Where the readings begin, which cannot be written.
  static let firstReading = 56

  /// Whether it has power and its wires.
  package var isAnswering = true
  /// What stands in the error byte of every reply.
  package var errors: UInt8 = 0
  package private(set) var registers: [UInt8]
  private let series: FeetechSeries

  package init(id: UInt8, baud: Int, series: FeetechSeries) {
    self.series = series
    registers = Array(repeating: 0, count: SimulatedFeetechServo.tableLength)
    // Firmware 3.10; models 777 (STS3215) and 1284 (SCS0009) as the makers' tables number them.
    registers[0] = 3
    registers[1] = 10
    store(3, series == .sts ? 777 : 1284, 2)
    store(5, Int(id), 1)
    store(6, SimulatedFeetechServo.baudCode(baud), 1)
    store(7, 250, 1)
    store(8, 1, 1)
    store(11, series == .sts ? 4095 : 1023, 2)
    registers[series == .sts ? 55 : 48] = 1
    registers[62] = 74
    registers[63] = 31
  }

  package var id: UInt8 { registers[5] }
  /// Register 7, 2 µs each.
  package var returnDelay: Interval { .microseconds(2 * Int64(registers[7])) }
  package var isTorqueOn: Bool { registers[40] != 0 }
  /// Whether it answers to writes too, and not only to reads and pings.
  var answersWrites: Bool { registers[8] != 0 }

  /// The bytes of registers; nil where the table has none there.
  package func read(_ address: Int, _ length: Int) -> [UInt8]? {
    guard length > 0, address + length <= registers.count else { return nil }
    return Array(registers[address..<address + length])
  }

  /// Writes registers, as far as they can be written.
  package mutating func write(_ address: Int, _ bytes: [UInt8]) {
    for (offset, byte) in bytes.enumerated() {
      let place = address + offset
      if place >= 5 && place < SimulatedFeetechServo.firstReading { registers[place] = byte }
    }
  }

  /// Restarts it: the RAM is as after power on.
  package mutating func reboot() {
    for address in 40..<SimulatedFeetechServo.firstReading { registers[address] = 0 }
  }

  /// Sets register 31 [counts]; what it reports is given with it taken off already.
  package mutating func setHoming(_ offset: Int) { store(31, SimulatedFeetechServo.signed(offset, bit: 11), 2) }

  /// Sets what it measures: counts, counts a second, thousandths of the motor's voltage.
  mutating func measure(position: Int, speed: Int, load: Int) {
    store(56, SimulatedFeetechServo.signed(position, bit: 15), 2)
    store(58, SimulatedFeetechServo.signed(speed, bit: 15), 2)
    store(60, SimulatedFeetechServo.signed(load, bit: 10), 2)
  }

  /// Sign and magnitude, the sign in `bit`.
  private static func signed(_ value: Int, bit: Int) -> Int {
    let magnitude = min(abs(value), (1 << bit) - 1)
    return value < 0 ? magnitude + (1 << bit) : magnitude
  }

  private mutating func store(_ address: Int, _ value: Int, _ length: Int) {
    for byte in 0..<length {
      let place = series == .sts ? byte : length - 1 - byte
      registers[address + byte] = UInt8(truncatingIfNeeded: value >> (8 * place))
    }
  }

  /// Register 6.
  private static func baudCode(_ baud: Int) -> Int {
    [1_000_000, 500_000, 250_000, 128_000, 115_200, 76_800, 57_600, 38_400].firstIndex(of: baud) ?? 0
  }
}
