internal import ExocapCore

extension DeviceFields {
  /// The protocol, with its messages knowing the streams that they bring.
  func wire(with streams: [StreamProfile]) -> WireProtocol {
    guard case .packets(var format) = wire, let packets else { return wire }
    for index in format.messages.indices {
      format.messages[index].streams = 0
      for (stream, profile) in streams.enumerated() {
        let isOwn = profile.values.contains { packets.message(ofPlace: $0.source.field) == index }
        if isOwn { format.messages[index].streams |= 1 << UInt8(stream) }
      }
    }
    return .packets(format)
  }
}

extension ValueSource {
  /// The field of the raw sample that it is made of; the sine of a Hall pair.
  var field: Int {
    switch self {
    case .linear(let field, _, _, _), .button(let field, _, _), .axis(let field, _, _), .force(let field, _, _): field
    case .hallPair(let sine, _, _): sine
    }
  }

  /// All fields that it is made of.
  var fields: [Int] {
    switch self {
    case .linear(let field, _, let rate, let effort): [field] + [rate, effort].compactMap { $0?.field }
    case .hallPair(let sine, let cosine, _): [sine, cosine]
    case .button(let field, _, _), .axis(let field, _, _), .force(let field, _, _): [field]
    }
  }
}

extension DeviceProfileReader {
  /// [Hz] How often the message comes that has all values of a stream; nil after a report.
  func packetRate(of values: [ValueProfile], names: PacketNames, _ map: MappingReader) -> Double? {
    var messages: [Int] = []
    for place in values.flatMap(\.source.fields) {
      if let message = names.message(ofPlace: place), !messages.contains(message) { messages.append(message) }
    }
    if map["rate"] != nil {
      map.error("\(map.path).rate: a stream of packets comes as often as its message", at: "rate", notes: ["the message has the rate"])
      return nil
    }
    guard messages.count < 2 else {
      let all = messages.map { names.messages[$0].name }.joined(separator: ", ")
      map.error("\(map.path) has values of two messages: \(all)", at: "values", notes: ["give each message a stream of its own"])
      return nil
    }
    return messages.first.map { names.messages[$0].rate }
  }

  /// `rate:` of a linear value: the field that measures how fast it moves.
  func packetRate(_ map: MappingReader, of dimension: Dimension, fields: DeviceFields) -> ScaledField? {
    guard let block = map["rate"]?.mapping() else { return nil }
    let field = field(block, fields: fields)
    let scale = block.require("scale")?.quantity(dimension == .length ? .velocity : .angularVelocity)
    block.finish()
    guard let field, let scale else { return nil }
    return ScaledField(field: field, scale: scale)
  }

  /// A bit that has a name, or a number with a threshold.
  func packetButton(_ map: MappingReader, names: PacketNames) -> ValueSource? {
    guard let place = map.require("field").flatMap(names.place) else {
      _ = (map["threshold"], map["pressed"])
      return nil
    }
    if place.isBit {
      let isBelow = map["pressed"]?.choice(["set": false, "clear": true]) ?? false
      return .button(field: place.place, threshold: 0.5, pressedBelow: isBelow)
    }
    let threshold = map.require("threshold")?.number()
    let isBelow = map.require("pressed")?.choice(["below": true, "above": false])
    guard let threshold, let isBelow else { return nil }
    return .button(field: place.place, threshold: threshold, pressedBelow: isBelow)
  }

  /// Refuses messages that the line cannot carry.
  func checkBudget(of format: PacketFormat, baud: Int) {
    let load = BusBudget.load(format, baud: baud)
    guard load > 1, let packets = root["packets"]?.mapping() else { return }
    let terms = format.messages.indices.filter { format.messages[$0].rate > 0 }.map {
      "\(Quantity.shortText(format.messages[$0].rate)) x \(format.wireLength(of: $0))"
    }
    let bytes = load * Double(baud) / BusBudget.bitsPerByte
    packets.error(
      "packets.messages do not fit on the line: they would fill \(Quantity.shortText((load * 100).rounded()))% of it", at: "messages",
      notes: [
        "\(terms.joined(separator: " + ")) bytes a second are \(Quantity.shortText(bytes)); "
          + "\(baud) baud carry \(Quantity.shortText(Double(baud) / BusBudget.bitsPerByte))",
        "lower the rates, or raise line.baud if the device can",
      ])
  }
}
