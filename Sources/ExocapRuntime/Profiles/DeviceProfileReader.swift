package import ExocapCore

/// Reads a device profile.
package struct DeviceProfileReader {
  let root: MappingReader
  let diagnostics: Diagnostics

  /// The profile that a text holds; nil after reports of everything that is wrong with it.
  package static func read(_ source: SourceText, diagnostics: Diagnostics) -> DeviceProfile? {
    let errorCount = diagnostics.errorCount
    guard let root = ProfileFile.device.open(source, diagnostics: diagnostics) else { return nil }
    let profile = DeviceProfileReader(root: root, diagnostics: diagnostics).profile()
    return diagnostics.errorCount == errorCount ? profile : nil
  }

  private func profile() -> DeviceProfile? {
    let name = root.require("name")?.name()
    let title = root.require("title")?.text()
    let kind = root.require("kind")?.choice(
      of: DeviceKind.self, aliases: ["glove": "hand", "exo": "arm", "exoskeleton": "arm", "force": "grip", "foot": "pedal"])
    let matches = root["match"]?.items(count: 1...16)?.compactMap(usbMatch) ?? []
    let transport = self.transport()
    let line = line(of: transport)
    let fields = wire(over: transport)
    if let fields, let transport { checkTransport(transport, carries: fields.wire) }
    let streams = root.require("streams")?.items(count: 1...StreamIndex.capacity) ?? []
    let read = fields.map { fields in streams.compactMap { stream($0, fields: fields) } }
    let provenAgainst = root.require("proven_against")?.text()
    let kinematics = root["kinematics"]?.mapping().map { self.kinematics($0, streams: read ?? []) }
    let zero = root["zero"]?.mapping().map { zeroPose($0, streams: read ?? []) }
    root.finish()
    if let read { checkNames(of: read, in: streams) }
    guard let name, let title, let kind, let transport, let line, let fields, let read, let provenAgainst else { return nil }
    let profile = DeviceProfile(
      name: name, title: title, kind: kind, usbMatches: matches, line: line, wire: fields.wire(with: read), streams: read,
      provenAgainst: provenAgainst, kinematics: kinematics, zero: zero, transport: transport)
    checkBudget(of: profile, streams: streams)
    if case .modbus(let bus) = profile.wire { checkPipelining(bus, profile.line) }
    return profile
  }

  private func usbMatch(_ reader: ValueReader) -> USBMatch? {
    guard let entry = reader.mapping() else { return nil }
    let usb = entry.require("usb")?.mapping()
    entry.finish()
    guard let usb else { return nil }
    usb.alias(["vendor": "vid", "idvendor": "vid", "idproduct": "pid"])
    let vendor = usb.require("vid")?.integer(in: 0...0xFFFF)
    let product = usb.require("pid")?.integer(in: 0...0xFFFF)
    let productName = usb["product"]?.text()
    let interface = usb["interface"]?.integer(in: 0...255)
    usb.finish()
    guard let vendor, let product else { return nil }
    return USBMatch(vendor: UInt16(vendor), product: UInt16(product), productName: productName, interface: interface)
  }

  func serialLine(_ line: MappingReader) -> SerialLine? {
    line.alias(["speed": "baud", "rate": "baud", "baudrate": "baud"])
    let baud = line.require("baud")?.integer(in: 300...12_000_000)
    let latency = line["latency"]?.interval(in: 0.001...0.255)
    _ = line["format"]?.choice(["8N1": ()])
    line.finish()
    return baud.map { SerialLine(baud: $0, latency: latency ?? .milliseconds(1)) }
  }

  /// The protocol's own block, and how values name the fields of its packets.
  private func wire(over transport: DeviceTransport?) -> DeviceFields? {
    let name = root.require("protocol")?.choice([
      "text": "text", "dynamixel2": "dynamixel2", "ft300": "ft300", "feetech": "feetech", "modbus": "modbus", "damiao": "damiao",
      "packets": "packets",
      "keys": "keys",
    ])
    switch name {
    case "text": return root.require("text")?.mapping().flatMap(textFormat)
    case "dynamixel2": return root.require("bus")?.mapping().flatMap(dynamixelBus)
    case "damiao": return root.require("bus")?.mapping().flatMap { damiaoBus($0, over: transport) }
    case "modbus": return root.require("bus")?.mapping().flatMap(modbusBus)
    case "feetech": return root.require("bus")?.mapping().flatMap(feetechBus)
    case "keys": return root.require("keys")?.mapping().flatMap(keysFormat)
    case "ft300": return DeviceFields(wire: .ft300, ampere: nil)
    case "packets":
      return root.require("packets")?.mapping().flatMap { PacketFormatReader(map: $0, diagnostics: diagnostics).read() }
    default:
      // Their keys are not unknown only because the protocol is.
      _ = (root["text"], root["bus"], root["packets"], root["keys"])
      return nil
    }
  }

  private func checkNames(of streams: [StreamProfile], in readers: [ValueReader]) {
    var lines: [String: Int] = [:]
    for reader in readers {
      guard case .mapping(let entries) = reader.node.content,
        case .sequence(let values)? = entries.first(where: { $0.key == "values" })?.value.content
      else { continue }
      for value in values {
        guard case .mapping(let entries) = value.content, let entry = entries.first(where: { $0.key == "name" }),
          case .scalar(let name, _) = entry.value.content
        else { continue }
        if let first = lines[name] {
          diagnostics.error(
            "value '\(name)' is there twice", at: entry.value.span, in: reader.source, notes: ["first on line \(first)"])
        } else {
          lines[name] = entry.value.span.start.line
        }
      }
    }
    let names = streams.map(\.name)
    if Set(names).count < names.count { root.error("two streams have the same name", at: "streams") }
  }

  /// Refuses rates that the line cannot carry.
  private func checkBudget(of profile: DeviceProfile, streams: [ValueReader]) {
    if case .packets(let format) = profile.wire { return checkBudget(of: format, baud: profile.line.baud) }
    guard profile.hasBudget, let highest = BusBudget.highestRate(profile.wire, baud: profile.line.baud),
      let time = BusBudget.timePerSample(profile.wire, baud: profile.line.baud)
    else { return }
    let milliseconds = Quantity.shortText(time * 1e3)
    let notes = [
      "one sample takes \(milliseconds) ms at \(profile.line.baud) baud: at most \(Quantity.shortText(highest))Hz fit",
      "lower the rate, or raise line.baud if the device can",
    ]
    if let rate = profile.wire.busRate, rate > highest, let reader = root["bus"]?.mapping() {
      reader.error("bus.rate: \(Quantity.shortText(rate))Hz does not fit on the bus", at: "rate", notes: notes)
      return
    }
    for (stream, reader) in zip(profile.streams, streams) where stream.rate > highest {
      reader.mapping()?.error(
        "\(reader.path).rate: \(Quantity.shortText(stream.rate))Hz does not fit on the line", at: "rate", notes: notes)
    }
  }
}

/// How the values of a profile name the fields of its packets.
struct DeviceFields {
  /// The protocol with its settings.
  var wire: WireProtocol
  /// [A] One count of a servo's current; nil where it measures none.
  var ampere: Double?
  /// Of `protocol: packets`.
  var packets: PacketNames?
}
