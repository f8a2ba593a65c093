internal import ExocapCore

extension DeviceProfileReader {
  /// What stands under `text:`.
  func textFormat(_ text: MappingReader) -> DeviceFields? {
    let columns = text.require("columns")?.integer(in: 1...RawSample.capacity)
    let separator = text["separator"].flatMap(separator)
    let longest = text["longest_line"]?.integer(in: 2...256)
    let allowsDecimals = text["numbers"]?.choice(["integers": false, "decimals": true])
    let range = text["range"]?.range(.ratio)
    let skipped = text["skip"]?.items()?.compactMap { $0.integer(in: 0...((columns ?? 64) - 1)) } ?? []
    text.finish()
    guard let columns else { return nil }
    var numeric: UInt64 = columns >= 64 ? .max : (1 << UInt64(columns)) - 1
    for column in skipped { numeric &= ~(1 << UInt64(column)) }
    return DeviceFields(
      wire: .text(
        TextLineFormat(
          separator: separator ?? UInt8(ascii: " "), columns: columns, numericColumns: numeric, longestLine: longest ?? 128,
          allowsDecimals: allowsDecimals ?? false, lowest: range?.lowerBound ?? -1e12, highest: range?.upperBound ?? 1e12)),
      ampere: nil)
  }

  private func separator(_ reader: ValueReader) -> UInt8? {
    guard let text = reader.text() else { return nil }
    if text.utf8.count == 1, let byte = text.utf8.first, byte == 0x09 || (0x20...0x7E).contains(byte) { return byte }
    reader.error(#"\#(reader.path) must be one ASCII character"#, notes: [#"write it like '" "', '","' or '"\t"'"#])
    return nil
  }

  /// What stands under `bus:`.
  func dynamixelBus(_ bus: MappingReader) -> DeviceFields? {
    let models = DynamixelCatalog.models.map(\.name)
    let model = bus.require("model").flatMap { reader -> DynamixelCatalog.Model? in
      guard let name = reader.text() else { return nil }
      if let model = DynamixelCatalog.models.first(where: { $0.name == name }) { return model }
      reader.error("\(reader.path) is '\(YAMLNode.shortened(name))'", notes: Suggestion.notes(for: name, among: models))
      return nil
    }
    let ids = bus.require("ids").flatMap(servoIDs)
    let block = bus.require("block")?.choice(of: DynamixelBlock.self, aliases: ["all": "current_velocity_position"])
    let read = bus["read"]?.choice(of: DynamixelRead.self)
    let rate = bus.require("rate")?.quantity(.frequency, in: 1...10_000)
    let setup = bus["setup"]?.mapping().map { setup in registerWrites(setup, ids: ids ?? []) } ?? []
    bus.finish()
    guard let model, let ids, let block, let rate else { return nil }
    let delay = setup.last { $0.name == "return_delay_time" }.map { Int($0.value) } ?? DynamixelCatalog.factoryReturnDelay
    return DeviceFields(
      wire: .dynamixel2(
        DynamixelBus(
          ids: ids, block: block, read: read ?? .fastSync, rate: rate,
          returnDelay: .seconds(rounding: Double(delay) * DynamixelCatalog.returnDelayStep), setup: setup, readsIdentity: true)),
      ampere: model.ampere)
  }

  private func servoIDs(_ reader: ValueReader) -> [UInt8]? {
    guard let items = reader.items(count: 1...21) else { return nil }
    var ids: [UInt8] = []
    for item in items {
      guard let id = item.integer(in: 0...252) else { return nil }
      if ids.contains(UInt8(id)) { item.error("id \(id) is there twice") }
      ids.append(UInt8(id))
    }
    return ids
  }

  /// `setup:` register: value for every servo, or register: {id: value}.
  private func registerWrites(_ setup: MappingReader, ids: [UInt8]) -> [DynamixelWrite] {
    let names = DynamixelCatalog.registers.map(\.name)
    var writes: [DynamixelWrite] = []
    for (key, span, value) in setup.all() {
      guard let register = DynamixelCatalog.registers.first(where: { $0.name == key }) else {
        diagnostics.error(
          "there is no register '\(YAMLNode.shortened(key))'", at: span, in: value.source, notes: Suggestion.notes(for: key, among: names))
        continue
      }
      let largest = register.length == 4 ? Int(Int32.max) : (1 << (Int(register.length) * 8)) - 1
      func write(_ reader: ValueReader, id: UInt8?) -> DynamixelWrite? {
        reader.integer(in: (register.length == 4 ? Int(Int32.min) : 0)...largest).map {
          DynamixelWrite(
            name: register.name, address: register.address, length: register.length, value: UInt32(truncatingIfNeeded: $0), id: id)
        }
      }
      guard case .mapping = value.node.content, let single = value.mapping() else {
        if let entry = write(value, id: nil) { writes.append(entry) }
        continue
      }
      for (key, span, value) in single.all() {
        guard let id = UInt8(key), ids.contains(id) else {
          diagnostics.error("the bus has no id '\(key)'", at: span, in: value.source)
          continue
        }
        if let entry = write(value, id: id) { writes.append(entry) }
      }
    }
    return writes
  }
}
