@testable import ExocapCore

extension DriverCase {
  /// Two motors with answers of their own and one as from the factory, behind the maker's board or on a CAN interface.
  static func damiao(_ adapter: DamiaoAdapter) -> DriverCase {
    var random = WireRandom(seed: 5)
    let turns = (0..<4).map { turn in
      var counts = damiaoMotors.map { _ in (random.integer(0...65535), random.integer(0...4095), random.integer(0...4095)) }
      // The board's header, command and tail within the numbers.
      if turn == 1 { counts[1] = (0xAA11, 0x08A, 0xA55) }
      let bytes = zip(damiaoMotors, counts).flatMap { damiaoState($0, $1, adapter: adapter) }
      let numbers =
        counts.map { Double($0.0) - 32767.5 } + counts.map { Double($0.1) - 2047.5 } + counts.map { Double($0.2) - 2047.5 }
      return Turn(bytes: bytes, numbers: numbers)
    }
    var bus = DamiaoBus(motors: damiaoMotors, rate: 10, adapter: adapter)
    bus.freesMotors = false
    bus.checksScales = false
    return DriverCase(
      name: "damiao: \(adapter.rawValue)", kind: .damiao, wire: .damiao(bus), line: SerialLine(baud: 921_600), hasChecksum: false,
      range: -32767.5...32767.5, isAsked: true, turns: turns)
  }

  static let damiaoMotors = [
    DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 30, torque: 10),
    DamiaoMotor(id: 2, reply: 0x12, position: 12.5, velocity: 10, torque: 28),
    DamiaoMotor(id: 7, reply: 0, position: 12.5, velocity: 45, torque: 54),
  ]

  /// One state on the wire, put together by hand from the layout in vectors_damiao_can.json.
  static func damiaoState(
    _ motor: DamiaoMotor, _ counts: (Int, Int, Int), status: Int = 0, adapter: DamiaoAdapter
  ) -> [UInt8] {
    let (position, velocity, torque) = counts
    let content = [
      status << 4 | Int(motor.id) & 15, position >> 8, position & 0xFF, velocity >> 4, (velocity & 15) << 4 | torque >> 8, torque & 0xFF,
      28, 29,
    ].map { UInt8($0) }
    return damiaoAnswer(motor.reply, content, adapter)
  }

  static func damiaoAnswer(_ reply: UInt16, _ content: [UInt8], _ adapter: DamiaoAdapter) -> [UInt8] {
    let id = [UInt8(reply & 0xFF), UInt8(reply >> 8), 0, 0]
    switch adapter {
    case .usbSerial: return [0xAA, 0x11, 0x08] + id + content + [0x55]
    case .socketCAN: return id + [8, 0, 0, 0] + content
    }
  }
}
