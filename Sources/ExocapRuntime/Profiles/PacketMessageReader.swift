internal import ExocapCore

/// Reads `packets.messages`.
struct PacketMessageReader {
  /// The header, as far as it was read.
  let format: PacketFormat
  let isBigEndian: Bool
  let diagnostics: Diagnostics

  /// Whether the header has an id, even one that could not be read.
  var hasID = false

  /// Reads all messages into `format`; returns how values name their fields.
  func read(_ map: MappingReader, into format: inout PacketFormat) -> PacketNames {
    var names = PacketNames()
    var clock = format.deviceClock
    guard let list = map.require("messages"), let items = list.items(count: 1...PacketFormat.mostMessages) else { return names }
    if items.count > 1 && !hasID {
      list.error("packets.messages has \(items.count) items, and packets have no id", notes: ["give 'id: {at, type}'"])
    }
    for item in items {
      guard let message = message(item, clock: &clock) else { continue }
      if let id = message.id, let other = format.messages.first(where: { $0.id == id }) {
        item.mapping()?.error("\(item.path) has the id of message '\(other.name)'", at: "id")
      }
      if format.messages.contains(where: { $0.name == message.name }) {
        item.mapping()?.error("message '\(message.name)' is there twice", at: "name")
      }
      names.add(message, number: format.messages.count, at: item)
      format.messages.append(message)
    }
    format.deviceClock = clock
    if names.placeCount > RawSample.capacity {
      list.error(
        "the messages have \(names.placeCount) values",
        notes: ["allowed: \(RawSample.capacity) in all", "what nobody reads takes no place with 'role: unused'"])
    }
    return names
  }

  private func message(_ reader: ValueReader, clock: inout DeviceClock?) -> PacketMessage? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.name(separators: "_")
    var id: UInt32?
    if hasID {
      let most = Int(format.id?.number.range.upperBound ?? 4_294_967_295)
      id = map.require("id")?.integer(in: 0...most).map { UInt32($0) }
    } else if map["id"] != nil {
      map.error("\(reader.path) has an id, and packets have none", at: "id", notes: ["give 'id: {at, type}' under 'packets'"])
    }
    let rate = map["rate"]?.quantity(.frequency, in: 0...10_000) ?? 0
    let longest = map["longest"]?.integer(in: 0...PacketFormat.longest)
    let bytes = map["bytes"]?.integer(in: 1...PacketFormat.longest)
    let items = map["fields"]?.items(count: 1...PacketFormat.longest)
    var fields: [PacketField] = []
    for item in items ?? [] {
      if let field = field(item, clock: &clock) { fields.append(field) }
    }
    map.finish()
    if (items == nil) == (longest == nil) && !map.has("fields") {
      map.reader.error(
        "\(reader.path) needs 'fields'", notes: ["a message that is not read has 'longest: N' instead, the bytes of its longest payload"])
    }
    if let items, let bytes, fields.count == items.count { pad(&fields, to: bytes, items) }
    if items != nil { checkRoles(of: fields, map) }
    guard let name, !hasID || id != nil else { return nil }
    return PacketMessage(name: name, id: id, rate: rate, fields: fields, longest: longest ?? 0)
  }

  /// Fills the payload up to `bytes` with what is not read; reports the first field that lies outside.
  private func pad(_ fields: inout [PacketField], to bytes: Int, _ items: [ValueReader]) {
    var end = 0
    for (field, item) in zip(fields, items) {
      end += field.length
      if end > bytes {
        item.error(
          "field '\(field.name)' ends at byte \(end) of a payload of \(bytes)",
          notes: ["'bytes' says how long the payload is; without it the fields do"])
        return
      }
    }
    if end < bytes { fields.append(PacketField(name: "rest", number: .u8, count: bytes - end, role: .unused)) }
  }

  /// A packet has one number, and one time.
  private func checkRoles(of fields: [PacketField], _ map: MappingReader) {
    for role in PacketRole.allCases {
      let isInHeader = (role == .sequence && format.sequence != nil) || (role == .clock && format.clock != nil)
      switch role {
      case .value, .status, .unused: continue
      case .sequence, .clock, .echo, .unit, .firmware:
        let count = fields.count { $0.role == role }
        if count > 1 {
          map.error("\(map.path) has \(count) fields with the role '\(role.rawValue)'", at: "fields", notes: ["allowed: one"])
        }
        if count == 1 && isInHeader { map.error("\(map.path): the \(role.rawValue) stands in the header", at: "fields") }
      }
    }
  }

  private func field(_ reader: ValueReader, clock: inout DeviceClock?) -> PacketField? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.name(separators: "_")
    let role = map["role"]?.choice(of: PacketRole.self, aliases: ["time": "clock", "counter": "sequence", "padding": "unused"]) ?? .value
    let type = map.require("type")
    let number = type.flatMap { self.type($0, most: role == .unused ? PacketFormat.longest : RawSample.capacity) }
    let order = map["order"]?.choice(["little": false, "big": true]) ?? isBigEndian
    let tick = role == .clock ? map.require("tick") : nil
    let bits = map["bits"]?.mapping().map { self.bits($0, of: number?.number) } ?? []
    map.finish()
    guard let name, let type, let number else { return nil }
    let field = PacketField(name: name, number: number.number, count: number.count, isBigEndian: order, role: role, bits: bits)
    guard check(field, type, map) else { return nil }
    if let tick, let own = PacketFormatReader.clock(tick, number: field.number) {
      if let clock, clock != own {
        tick.error("\(tick.path): another clock than the one before", notes: ["a device has one clock: equal ticks and equal types"])
      }
      clock = own
    }
    return field
  }

  private func check(_ field: PacketField, _ type: ValueReader, _ map: MappingReader) -> Bool {
    switch field.role {
    case .value, .status:
      if !field.bits.isEmpty && (!field.number.isUnsigned || field.count != 1) {
        map.error("\(map.path): only one unsigned number has bits", at: "bits", notes: ["allowed here: u8, u16, u24, u32"])
        return false
      }
    case .unused: break
    case .sequence, .clock, .echo, .unit, .firmware:
      if !field.number.isUnsigned || field.count != 1 {
        type.error("\(type.path): a \(field.role.rawValue) is one unsigned number", notes: ["allowed here: u8, u16, u24, u32"])
        return false
      }
    }
    return true
  }

  /// `u16` or `u16[3]`.
  private func type(_ reader: ValueReader, most: Int) -> (number: PacketNumber, count: Int)? {
    guard let text = reader.text() else { return nil }
    let (base, index) = PacketNames.split(text)
    guard let number = PacketNumber(rawValue: base) else {
      reader.error(
        "\(reader.path) is '\(YAMLNode.shortened(text))'",
        notes: Suggestion.notes(
          for: base, among: PacketNumber.allCases.map(\.rawValue),
          aliases: [
            "float": "f32", "int": "i32", "uint8": "u8", "int8": "i8", "uint16": "u16", "int16": "i16", "uint32": "u32", "int32": "i32",
            "uint8_t": "u8", "int8_t": "i8", "uint16_t": "u16", "int16_t": "i16", "uint32_t": "u32", "int32_t": "i32",
          ]) + ["several of them: u16[3]"])
      return nil
    }
    guard text == base || (index ?? 0) >= 1 else {
      reader.error("\(reader.path) is '\(YAMLNode.shortened(text))'", notes: ["several numbers are written like 'u16[3]'"])
      return nil
    }
    let count = text == base ? 1 : index ?? 1
    guard count <= most else {
      reader.error("\(reader.path) has \(count) numbers", notes: ["allowed: at most \(most)"])
      return nil
    }
    return (number, count)
  }

  private func bits(_ map: MappingReader, of number: PacketNumber?) -> [PacketBit] {
    var bits: [PacketBit] = []
    for (name, span, reader) in map.all() {
      let isGood = !name.isEmpty && name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
      if !isGood {
        diagnostics.error("bit '\(YAMLNode.shortened(name))'", at: span, in: reader.source, notes: ["allowed: a-z, 0-9, '_'"])
      }
      guard let bit = reader.integer(in: 0...(8 * (number?.length ?? 4) - 1)) else { continue }
      if let other = bits.first(where: { $0.bit == bit }) { reader.error("bit \(bit) is '\(other.name)' already") }
      bits.append(PacketBit(name: name, bit: bit))
    }
    return bits
  }
}
