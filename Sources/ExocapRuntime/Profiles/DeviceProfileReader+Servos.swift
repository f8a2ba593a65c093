internal import ExocapCore

extension DeviceProfileReader {
  /// What stands under `bus:` of Dynamixel servos.
  func dynamixelBus(_ bus: MappingReader) -> DeviceFields? {
    let model = servoModel(bus, of: DynamixelCatalog.models) { $0.name }
    let ids = bus.require("ids").flatMap { servoIDs($0, highest: 252) }
    let block = bus.require("block")?.choice(of: DynamixelBlock.self, aliases: ["all": "current_velocity_position"])
    let kind = bus["read"]?.choice(of: DynamixelRead.self)
    let rate = bus.require("rate")?.quantity(.frequency, in: 1...10_000)
    let setup = bus["setup"]?.mapping().map { registerWrites($0, ids: ids ?? [], registers: DynamixelCatalog.registers) } ?? []
    let spring = bus["spring"]?.mapping().flatMap { servoSpring($0, ids: ids ?? [], setup: setup, model: model) }
    bus.finish()
    guard let model, let ids, let block, let rate else { return nil }
    let delay = setup.last { $0.name == "return_delay_time" }.map { Int($0.value) } ?? DynamixelCatalog.factoryReturnDelay
    var read = DynamixelBus(
      ids: ids, block: block, read: kind ?? .fastSync, rate: rate,
      returnDelay: .seconds(rounding: Double(delay) * DynamixelCatalog.returnDelayStep),
      // First, for the registers behind may put the torque on.
      setup: DynamixelCatalog.indirectWrites(block) + setup, readsIdentity: true, spring: spring)
    read.indirectData = model.indirectData
    return DeviceFields(wire: .dynamixel2(read), ampere: model.ampere)
  }

  /// What stands under `bus:` of Feetech servos.
  func feetechBus(_ bus: MappingReader) -> DeviceFields? {
    let model = servoModel(bus, of: FeetechCatalog.models) { $0.name }
    let ids = bus.require("ids").flatMap { servoIDs($0, highest: 253) }
    let block = bus.require("block")?.choice(of: FeetechBlock.self, aliases: ["all": "position_speed_load"])
    let rate = bus.require("rate")?.quantity(.frequency, in: 1...10_000)
    let registers = FeetechCatalog.registers(model?.series ?? .sts)
    let setup = bus["setup"]?.mapping().map { registerWrites($0, ids: ids ?? [], registers: registers) } ?? []
    bus.finish()
    guard let model, let ids, let block, let rate else { return nil }
    let delay = setup.last { $0.name == "return_delay_time" }.map { Int($0.value) } ?? FeetechCatalog.factoryReturnDelay
    return DeviceFields(
      wire: .feetech(
        FeetechBus(
          series: model.series, ids: ids, block: block, rate: rate,
          returnDelay: .seconds(rounding: Double(delay) * FeetechCatalog.returnDelayStep), setup: setup, readsIdentity: true)),
      ampere: nil)
  }

  private func servoModel<Model>(_ bus: MappingReader, of models: [Model], name: (Model) -> String) -> Model? {
    guard let reader = bus.require("model"), let wanted = reader.text() else { return nil }
    if let model = models.first(where: { name($0) == wanted }) { return model }
    reader.error("\(reader.path) is '\(YAMLNode.shortened(wanted))'", notes: Suggestion.notes(for: wanted, among: models.map(name)))
    return nil
  }

  private func servoIDs(_ reader: ValueReader, highest: Int) -> [UInt8]? {
    guard let items = reader.items(count: 1...21) else { return nil }
    var ids: [UInt8] = []
    for item in items {
      guard let id = item.integer(in: 0...highest) else { return nil }
      if ids.contains(UInt8(id)) { item.error("id \(id) is there twice") }
      ids.append(UInt8(id))
    }
    return ids
  }

  /// `setup:` register: value for every servo, or register: {id: value}.
  private func registerWrites(_ setup: MappingReader, ids: [UInt8], registers: [ServoRegister]) -> [RegisterWrite] {
    let names = registers.map(\.name)
    var writes: [RegisterWrite] = []
    for (key, span, value) in setup.all() {
      guard let register = registers.first(where: { $0.name == key }) else {
        diagnostics.error(
          "there is no register '\(YAMLNode.shortened(key))'", at: span, in: value.source, notes: Suggestion.notes(for: key, among: names))
        continue
      }
      guard case .mapping = value.node.content, let single = value.mapping() else {
        if let number = value.integer(in: register.range) { writes += register.writes(number, id: nil) }
        continue
      }
      for (key, span, value) in single.all() {
        guard let id = UInt8(key), ids.contains(id) else {
          diagnostics.error("the bus has no id '\(key)'", at: span, in: value.source)
          continue
        }
        if let number = value.integer(in: register.range) { writes += register.writes(number, id: id) }
      }
    }
    return writes
  }
}
