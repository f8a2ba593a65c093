import ExocapCore

/// What the servos of a capture say when they are asked who they are: the daemon asks at start, and the captures do not have it.
///
/// The packets as published: ROBOTIS e-Manual, Protocol 2.0, §Read and §Status, control table of the XM430-W350; Feetech's memory tables
/// of STS and SCS; Damiao's DM_CAN example.
struct IdentityReplies {
  private let device: WireProtocol

  init(of device: WireProtocol) { self.device = device }

  /// The reply to the request at the end of what was heard; nil where it asks something else.
  func reply(to heard: [UInt8]) -> [UInt8]? {
    switch device {
    case .dynamixel2: Self.dynamixel(heard.suffix(14).map { Int($0) })
    case .feetech(let bus): Self.feetech(heard.suffix(8).map { Int($0) }, bus.series)
    case .damiao(let bus): Self.damiao(Array(heard.suffix(30)), bus)
    case .text, .ft300, .modbus, .link, .packets, .keys: nil
    }
  }

  /// FF FF FD 00, id, length, instruction 2, address, count, CRC; the status is instruction 55h and begins with the error.
  private static func dynamixel(_ request: [Int]) -> [UInt8]? {
    guard request.count == 14, request.starts(with: [0xFF, 0xFF, 0xFD, 0]), request[5...7] == [7, 0, 2] else { return nil }
    let registers: [Int]
    switch Array(request[8...11]) {
    // Model 1020, model information, firmware 45, id.
    case [0, 0, 8, 0]: registers = [0xFC, 3, 0, 0, 0, 0, 45, request[4]]
    // No homing offset.
    case [20, 0, 4, 0]: registers = [0, 0, 0, 0]
    default: return nil
    }
    let packet = ([0xFF, 0xFF, 0xFD, 0, request[4], registers.count + 4, 0, 0x55, 0] + registers).map { UInt8($0) }
    let check = crc(packet)
    return packet + [UInt8(check & 0xFF), UInt8(check >> 8)]
  }

  /// CRC-16 of polynomial 8005h, from 0, not reflected: e-Manual, §CRC Calculation.
  private static func crc(_ bytes: [UInt8]) -> UInt16 {
    var crc: UInt16 = 0
    for byte in bytes {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x8005 }
    }
    return crc
  }

  /// FF FF, id, length, instruction 2, address, count, the inverted sum from the id on; the reply has the error in the instruction's place.
  private static func feetech(_ request: [Int], _ series: FeetechSeries) -> [UInt8]? {
    guard request.count == 8, request.starts(with: [0xFF, 0xFF]), request[3...4] == [4, 2] else { return nil }
    let registers: [Int]
    switch (request[5], request[6]) {
    // Firmware 3.10, model 777, whose high byte is first in SCS servos, id.
    case (0, 6): registers = [3, 10, 0] + (series == .scs ? [3, 9] : [9, 3]) + [request[2]]
    // No homing offset.
    case (31, 2): registers = [0, 0]
    default: return nil
    }
    let body = [request[2], registers.count + 2, 0] + registers
    return ([0xFF, 0xFF] + body + [~body.reduce(0, +) & 0xFF]).map { UInt8($0) }
  }

  /// 55 AA 1E …, CAN id 7FFh, id, 33h, register 15; the reply comes from the motor's MST_ID and has its serial number.
  private static func damiao(_ request: [UInt8], _ bus: DamiaoBus) -> [UInt8]? {
    guard request.count == 30, request.starts(with: [0x55, 0xAA, 0x1E]), request[13...14] == [0xFF, 7], request[23...24] == [0x33, 15],
      let motor = bus.motors.first(where: { $0.id == UInt16(request[21]) })
    else { return nil }
    return [0xAA, 0x11, 8, UInt8(motor.reply), 0, 0, 0, request[21], 0, 0x33, 15, request[21], 0, 0, 1, 0x55]
  }
}
