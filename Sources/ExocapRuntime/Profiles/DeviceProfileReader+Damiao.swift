internal import ExocapCore

extension DeviceProfileReader {
  /// What stands under `bus:` of `protocol: damiao`: over a serial line stands the maker's USB-CAN board, over `can` the kernel's frames.
  func damiaoBus(_ bus: MappingReader, over transport: DeviceTransport?) -> DeviceFields? {
    var adapter = DamiaoAdapter.usbSerial
    var bitrate = 1_000_000
    if case .can(let can)? = transport {
      adapter = .socketCAN
      bitrate = can.bitrate
    } else if let given = bus["bitrate"]?.integer(in: 125_000...1_000_000) {
      bitrate = given
    }
    let rate = bus.require("rate")?.quantity(.frequency, in: 1...2_000)
    let items = bus.require("motors")?.items(count: 1...16)
    let motors = (items ?? []).compactMap(damiaoMotor)
    bus.finish()
    guard let rate, let items, motors.count == items.count else { return nil }
    guard checkIDs(of: motors, items) else { return nil }
    var read = DamiaoBus(motors: motors, rate: rate, adapter: adapter, bitrate: bitrate)
    read.readsIdentity = true
    return DeviceFields(wire: .damiao(read), ampere: nil)
  }

  /// One item of `motors:`.
  private func damiaoMotor(_ reader: ValueReader) -> DamiaoMotor? {
    guard let map = reader.mapping() else { return nil }
    let id = map.require("id")?.integer(in: 1...0x7EF)
    let reply = map["reply"]?.integer(in: 0...0x7EF)
    let names = DamiaoCatalog.models.map(\.name)
    let model = map.require("model").flatMap { reader -> DamiaoCatalog.Model? in
      guard let name = reader.text() else { return nil }
      if let model = DamiaoCatalog.models.first(where: { $0.name == name }) { return model }
      reader.error("\(reader.path) is '\(YAMLNode.shortened(name))'", notes: Suggestion.notes(for: name, among: names))
      return nil
    }
    let position = map["position"]?.quantity(.angle, in: 0.1...1000)
    let velocity = map["velocity"]?.quantity(.angularVelocity, in: 0.1...1000)
    let torque = map["torque"]?.quantity(.torque, in: 0.01...1000)
    map.finish()
    guard let id, let model else { return nil }
    return DamiaoMotor(
      id: UInt16(id), reply: UInt16(reply ?? 0), position: position ?? model.position, velocity: velocity ?? model.velocity,
      torque: torque ?? model.torque)
  }

  /// Answers must tell their motors apart.
  private func checkIDs(of motors: [DamiaoMotor], _ items: [ValueReader]) -> Bool {
    var isGood = true
    for (index, motor) in motors.enumerated() {
      let earlier = motors[..<index]
      if earlier.contains(where: { $0.id == motor.id }) {
        items[index].error("id \(motor.id) is there twice")
        isGood = false
      } else if motor.reply != 0 && earlier.contains(where: { $0.reply == motor.reply }) {
        items[index].error("two motors answer with id \(motor.reply)", notes: ["give each motor its own MST_ID, for example 0x10 + id"])
        isGood = false
      } else if motor.reply == 0 && earlier.contains(where: { $0.reply == 0 && $0.id & 15 == motor.id & 15 }) {
        items[index].error(
          "two motors answer with id 0 and the same low four bits", notes: ["give them answers of their own: 'reply: 0x11'"])
        isGood = false
      }
    }
    return isGood
  }

  /// Field numbers of a motor: positions of all, then velocities, then torques.
  func motor(_ reader: ValueReader, bus: DamiaoBus) -> ValueSource? {
    guard let id = reader.integer(in: 1...0x7EF) else { return nil }
    guard let place = bus.motors.firstIndex(where: { $0.id == id }) else {
      reader.error("the bus has no motor \(id)", notes: ["allowed here: " + bus.motors.map { "\($0.id)" }.joined(separator: ", ")])
      return nil
    }
    let motor = bus.motors[place]
    let count = bus.motors.count
    return .linear(
      field: place, scale: DamiaoCatalog.positionScale(motor.position),
      rate: ScaledField(field: count + place, scale: DamiaoCatalog.shortScale(motor.velocity)),
      effort: ScaledField(field: 2 * count + place, scale: DamiaoCatalog.shortScale(motor.torque)))
  }
}

extension DeviceProfile {
  /// Whether what its line can carry is known: a serial line's speed, or a CAN bus's.
  var hasBudget: Bool {
    if case .damiao = wire { true } else { transport == .serial }
  }
}
