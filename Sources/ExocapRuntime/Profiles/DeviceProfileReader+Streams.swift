internal import ExocapCore

extension DeviceProfileReader {
  /// One item of `streams:`.
  func stream(_ reader: ValueReader, fields: DeviceFields) -> StreamProfile? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.name(separators: "_")
    let kind = map.require("kind")?.choice(["joints": SampleKind.joints, "forces": .forces, "inputs": .inputs])
    let values = map.require("values")?.items(count: 1...RawSample.capacity)
    let read = kind.map { kind in (values ?? []).compactMap { value($0, kind: kind, fields: fields) } }
    var rate: Double?
    if let busRate = fields.wire.busRate {
      rate = map["rate"]?.quantity(.frequency, in: 1...busRate) ?? busRate
    } else if let names = fields.packets {
      rate = read.flatMap { packetRate(of: $0, names: names, map) }
    } else if case .keys(let keys) = fields.wire {
      rate = keys.rate
    } else {
      rate = map.require("rate")?.quantity(.frequency, in: 0...10_000)
    }
    let stale = map.require("stale_after")?.interval(in: 0.001...10)
    map.finish()
    guard let name, let kind, let rate, let stale, let read else { return nil }
    if rate > 0, stale.seconds * rate < 2 {
      map.error(
        "\(reader.path).stale_after is shorter than two samples at \(Quantity.shortText(rate))Hz", at: "stale_after",
        notes: ["one late sample would stop the joint group: give at least \(Quantity.shortText(2e3 / rate))ms"])
    }
    return StreamProfile(name: name, kind: kind, rate: rate, staleAfter: stale, values: read)
  }

  /// One item of `values:`.
  private func value(_ reader: ValueReader, kind: SampleKind, fields: DeviceFields) -> ValueProfile? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.name(separators: "_")
    let (source, dimension) = source(of: map, kind: kind, fields: fields)
    var limits: ClosedRange<Double>?
    var fastest: Double?
    let turn = turn(of: map, source: source)
    if kind != .inputs {
      limits = map["limits"]?.range(dimension)
      fastest = map["fastest"]?.quantity(DeviceProfileReader.rate(of: dimension), in: 1e-9...1e9)
    }
    map.finish()
    guard let name, let source else { return nil }
    switch source {
    case .button: return ValueProfile(name: name, source: source, lower: 0, upper: 1)
    case .axis: return ValueProfile(name: name, source: source, lower: -1, upper: 1)
    case .linear, .hallPair, .force:
      return ValueProfile(
        name: name, source: source, lower: limits?.lowerBound ?? -.infinity, upper: limits?.upperBound ?? .infinity,
        fastest: fastest ?? .infinity, turn: turn, isLength: dimension == .length)
    }
  }

  private static func rate(of dimension: Dimension) -> Dimension {
    switch dimension {
    case .length: .velocity
    case .force: .forceRate
    default: .angularVelocity
    }
  }

  /// Where a value's counts come from, by the one key among those that its stream's kind allows.
  private func source(of map: MappingReader, kind: SampleKind, fields: DeviceFields) -> (ValueSource?, Dimension) {
    let keys: [String]
    switch (kind, fields.wire) {
    case (.joints, .damiao): keys = ["motor"]
    case (.joints, .dynamixel2), (.joints, .feetech): keys = ["servo"]
    case (.joints, .modbus): keys = ["linear"]
    case (.joints, _): keys = ["hall", "linear"]
    case (.forces, _): keys = ["force"]
    case (.inputs, .keys): keys = ["button"]
    default: keys = ["button", "axis"]
    }
    let found = keys.compactMap { key in map[key].map { (key, $0) } }
    guard found.count == 1 else {
      map.reader.error(
        "\(map.path) needs exactly one source", notes: ["allowed in a stream of \(kind): " + keys.joined(separator: ", ")])
      return (nil, .angle)
    }
    let (key, reader) = found[0]
    if key == "servo" { return (servo(reader, fields: fields), .angle) }
    if key == "motor", case .damiao(let bus) = fields.wire { return (motor(reader, bus: bus), .angle) }
    guard let block = reader.mapping() else { return (nil, .angle) }
    defer { block.finish() }
    switch key {
    case "hall": return (hallPair(block, fields: fields), .angle)
    case "linear": return linear(block, fields: fields)
    case "force": return (force(block, fields: fields), .force)
    case "button": return (button(block, fields: fields), .ratio)
    default: return (axis(block, fields: fields), .ratio)
    }
  }

  /// A field of the raw sample: a column of a line, or a component of a force sensor.
  func field(_ map: MappingReader, fields: DeviceFields, key: String = "column") -> Int? {
    switch fields.wire {
    case .text(let format):
      guard let reader = map.require(key), let column = reader.integer(in: 0...(format.columns - 1)) else { return nil }
      if format.numericColumns & (1 << UInt64(column)) == 0 { reader.error("column \(column) is skipped: it holds no number") }
      return column
    case .ft300, .link:
      return map.require("component")?.choice(["fx": 0, "fy": 1, "fz": 2, "mx": 3, "my": 4, "mz": 5])
    case .dynamixel2, .feetech, .damiao:
      map.reader.error(
        "a servo bus has no such values", notes: ["use a stream of joints with 'servo: ID', or 'motor: ID' on a CAN bus"])
      return nil
    case .packets:
      guard let reader = map.require(key == "column" ? "field" : key) else { return nil }
      return fields.packets?.place(reader)?.place
    case .keys:
      map.reader.error("keys have no such values", notes: ["use a stream of inputs with 'button: {key: KEY_A}'"])
      return nil
    case .modbus(let bus):
      return modbusField(map, of: bus)
    }
  }

  private func hallPair(_ map: MappingReader, fields: DeviceFields) -> ValueSource? {
    let sine = field(map, fields: fields, key: "sine")
    let cosine = field(map, fields: fields, key: "cosine")
    let middle = map.require("middle")?.number(in: -1e9...1e9)
    guard let sine, let cosine, let middle else { return nil }
    return .hallPair(sine: sine, cosine: cosine, mid: middle)
  }

  private func linear(_ map: MappingReader, fields: DeviceFields) -> (ValueSource?, Dimension) {
    let field = field(map, fields: fields)
    let scale = map.require("scale").flatMap { reader -> (value: Double, dimension: Dimension)? in
      // A sensor whose travel nobody knows: only the unit's calibration can say what a count is.
      if case .scalar("calibration", _) = reader.node.content { return (0, .angle) }
      return reader.quantity(oneOf: [.angle, .length])
    }
    let rate = fields.packets == nil ? nil : packetRate(map, of: scale?.dimension ?? .angle, fields: fields)
    guard let field, let scale else { return (nil, scale?.dimension ?? .angle) }
    return (.linear(field: field, scale: scale.value, rate: rate, effort: nil), scale.dimension)
  }

  private func force(_ map: MappingReader, fields: DeviceFields) -> ValueSource? {
    let field = field(map, fields: fields)
    var scale: Double?
    if let reader = map.require("scale") {
      // A bare load cell: only the unit's calibration can say.
      if case .scalar("calibration", _) = reader.node.content { scale = 0 } else { scale = reader.quantity(.force) }
    }
    let saturates = map["saturates_at"]?.number(in: 1...1e12)
    guard let field, let scale else { return nil }
    return .force(field: field, scale: scale, saturatesAt: saturates ?? .infinity)
  }

  private func button(_ map: MappingReader, fields: DeviceFields) -> ValueSource? {
    if let names = fields.packets { return packetButton(map, names: names) }
    if case .keys(let keys) = fields.wire { return key(map, of: keys) }
    let field = field(map, fields: fields)
    let threshold = map.require("threshold")?.number()
    let isBelow = map.require("pressed")?.choice(["below": true, "above": false])
    guard let field, let threshold, let isBelow else { return nil }
    return .button(field: field, threshold: threshold, pressedBelow: isBelow)
  }

  private func axis(_ map: MappingReader, fields: DeviceFields) -> ValueSource? {
    let field = field(map, fields: fields)
    let range = map.require("range")?.range(.ratio)
    guard let field, let range else { return nil }
    return .axis(field: field, lowest: range.lowerBound, highest: range.upperBound)
  }

  /// Field numbers of a servo: positions of all ids, then velocities, then currents.
  private func servo(_ reader: ValueReader, fields: DeviceFields) -> ValueSource? {
    switch fields.wire {
    case .dynamixel2(let bus):
      guard let place = place(reader, in: bus.ids) else { return nil }
      let rate = bus.block.hasVelocity ? ScaledField(field: bus.ids.count + place, scale: DynamixelCatalog.radianPerSecond) : nil
      let effort = bus.block.hasCurrent ? fields.ampere.map { ScaledField(field: 2 * bus.ids.count + place, scale: $0) } : nil
      return .linear(field: place, scale: DynamixelCatalog.radian, rate: rate, effort: effort)
    case .feetech(let bus):
      guard let place = place(reader, in: bus.ids) else { return nil }
      // The load is a share of the motor's voltage and no effort in SI: it stays in the raw sample.
      let speed = bus.block == .position ? nil : FeetechCatalog.radianPerSecond(bus.series)
      let rate = speed.map { ScaledField(field: bus.ids.count + place, scale: $0) }
      return .linear(field: place, scale: FeetechCatalog.radian(bus.series), rate: rate, effort: nil)
    case .text, .ft300, .modbus, .damiao, .link, .packets, .keys: return nil
    }
  }

  /// The place of a servo's id on its bus.
  private func place(_ reader: ValueReader, in ids: [UInt8]) -> Int? {
    guard let id = reader.integer(in: 0...253) else { return nil }
    if let place = ids.firstIndex(of: UInt8(id)) { return place }
    reader.error("the bus has no id \(id)", notes: ["allowed here: " + ids.map { "\($0)" }.joined(separator: ", ")])
    return nil
  }
}
