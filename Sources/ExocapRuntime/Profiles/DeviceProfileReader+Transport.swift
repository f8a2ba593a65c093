internal import ExocapCore

extension DeviceProfileReader {
  /// `transport: serial | hidraw | evdev`, or `{usb: …}`, or `{can: …}`; serial where it is left out.
  func transport() -> DeviceTransport? {
    guard let reader = root["transport"] else { return .serial }
    if case .scalar(let name, _) = reader.node.content {
      if let example = DeviceProfileReader.blocks[name] {
        reader.error("\(reader.path) '\(name)' needs its settings", notes: [example])
        return nil
      }
      return reader.choice(["serial": .serial, "hidraw": .hidraw, "evdev": .evdev], aliases: ["hid": "hidraw", "input": "evdev"])
    }
    guard let map = reader.mapping() else { return nil }
    defer { map.finish() }
    let usb = map["usb"]?.mapping().flatMap(endpoints)
    let can = map["can"]?.mapping().flatMap(bus)
    switch (usb, can) {
    case (let usb?, nil): return .usb(usb)
    case (nil, let can?): return .can(can)
    default:
      if map.has("usb") == map.has("can") {
        reader.error("\(reader.path) needs exactly one of usb, can", notes: DeviceProfileReader.blocks.values.sorted())
      }
      return nil
    }
  }

  private static let blocks = [
    "usb": "write it like 'transport: {usb: {interface: 0, in: 0x81, out: 0x01}}'",
    "can": "write it like 'transport: {can: {bitrate: 1_000_000}}'",
  ]

  private func endpoints(_ map: MappingReader) -> USBEndpoints? {
    let interface = map.require("interface")?.integer(in: 0...255)
    // Bit 7 says in; bits 0 … 3 are the number (USB 2.0, §9.6.6).
    let input = map.require("in")?.integer(in: 0x81...0x8F)
    let output = map["out"]?.integer(in: 0x01...0x0F)
    map.finish()
    guard let interface, let input else { return nil }
    return USBEndpoints(interface: UInt8(interface), input: UInt8(input), output: output.map { UInt8($0) })
  }

  private func bus(_ map: MappingReader) -> CANBus? {
    map.alias(["baud": "bitrate", "speed": "bitrate"])
    let bitrate = map.require("bitrate")?.integer(in: 10_000...1_000_000)
    map.finish()
    return bitrate.map { CANBus(bitrate: $0) }
  }

  /// `line:`, which a serial device must have and no other may.
  func line(of transport: DeviceTransport?) -> SerialLine? {
    guard let transport, transport != .serial else { return root.require("line")?.mapping().flatMap(serialLine) }
    if root["line"] != nil {
      root.error("'line' is of a serial port, and transport is \(transport.name)", at: "line", notes: ["take it out"])
    }
    return .simulated
  }

  /// Events of keys come from an input device and nothing else does.
  func checkTransport(_ transport: DeviceTransport, carries wire: WireProtocol) {
    var isKeys = false
    var isCAN = false
    if case .keys = wire { isKeys = true }
    if case .can = transport { isCAN = true }
    if case .damiao = wire {
      if transport == .serial || isCAN { return }
    } else if isKeys == (transport == .evdev) {
      return
    }
    root.error(
      "protocol '\(wire.name)' does not go over transport '\(transport.name)'", at: root.has("transport") ? "transport" : "protocol",
      notes: [
        isKeys
          ? "write 'transport: evdev'"
          : transport == .evdev ? "evdev carries 'protocol: keys' only" : "damiao goes over a serial line or 'transport: {can: …}'"
      ])
  }

  /// What stands under `keys:`.
  func keysFormat(_ map: MappingReader) -> DeviceFields? {
    let codes = map.require("codes")?.items(count: 1...RawSample.capacity)?.compactMap(code)
    let rate = map.require("rate")?.quantity(.frequency, in: 1...1000)
    map.finish()
    guard let codes, let rate, !codes.isEmpty else { return nil }
    return DeviceFields(wire: .keys(KeysFormat(codes: codes, rate: rate)), ampere: nil)
  }

  private func code(_ reader: ValueReader) -> UInt16? {
    guard let name = reader.text() else { return nil }
    if let code = KeyCatalog.code(of: name) { return code }
    reader.error(
      "\(reader.path) is '\(YAMLNode.shortened(name))'",
      notes: Suggestion.nearest(to: name, among: KeyCatalog.names).map { ["did you mean '\($0)'?"] } ?? []
        + ["names are those of linux/input-event-codes.h, as evtest prints them"])
    return nil
  }

  /// `button: {key: KEY_A}` of a device with keys.
  func key(_ map: MappingReader, of keys: KeysFormat) -> ValueSource? {
    guard let reader = map.require("key"), let code = code(reader) else { return nil }
    guard let field = keys.codes.firstIndex(of: code) else {
      reader.error("keys.codes has no '\(KeyCatalog.name(of: code) ?? "\(code)")'", notes: ["add it there"])
      return nil
    }
    return .button(field: field, threshold: 0.5, pressedBelow: false)
  }
}
