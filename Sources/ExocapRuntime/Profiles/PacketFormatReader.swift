internal import ExocapCore

/// Reads what stands under `packets:`.
struct PacketFormatReader {
  let map: MappingReader
  let diagnostics: Diagnostics

  /// A part of the header that was read, for those that come behind it.
  private struct Part {
    var name: String
    var bytes: Range<Int>
  }

  /// The format, and how values name its fields; nil after reports.
  func read() -> DeviceFields? {
    let errorCount = diagnostics.errorCount
    map.alias([
      "header": "sync", "crc": "checksum", "frame": "messages", "fields": "messages", "endian": "order", "framing": "ends", "end": "ends",
    ])
    let isBig = map["order"].flatMap(isBigEndian) ?? false
    var format = PacketFormat(messages: [])
    format.ending = map["ends"]?.choice(of: PacketEnding.self, aliases: ["zero": "cobs", "hid": "report"]) ?? .length
    format.sync = map["sync"]?.items(count: 1...4)?.compactMap { $0.integer(in: 0...255) }.map { UInt8($0) } ?? []
    var parts = format.sync.isEmpty ? [] : [Part(name: "packets.sync", bytes: 0..<format.sync.count)]
    format.length = length(isBig, &parts)
    format.id = map["id"]?.mapping().flatMap { number($0, isBig, &parts) }
    format.sequence = map["sequence"]?.mapping().flatMap { number($0, isBig, &parts) }
    let clock = map["clock"]?.mapping().flatMap { headerClock($0, isBig, &parts) }
    format.clock = clock?.place
    format.deviceClock = clock?.clock
    format.payloadAt = payload(behind: parts)
    checksum(into: &format, isBig)
    let messages = PacketMessageReader(format: format, isBigEndian: isBig, diagnostics: diagnostics, hasID: map.has("id"))
    let fields = messages.read(map, into: &format)
    PacketCommandReader(diagnostics: diagnostics, hasID: map.has("id")).read(map, into: &format)
    map.finish()
    guard diagnostics.errorCount == errorCount else { return nil }
    checkBoundaries(of: format)
    return diagnostics.errorCount == errorCount ? DeviceFields(wire: .packets(format), ampere: nil, packets: fields) : nil
  }

  /// `order:` of a number.
  private func isBigEndian(_ reader: ValueReader) -> Bool? { reader.choice(["little": false, "big": true]) }

  // MARK: The header

  private func length(_ isBig: Bool, _ parts: inout [Part]) -> PacketLength? {
    guard let block = map["length"]?.mapping() else { return nil }
    let counts = block.require("counts")?.choice(of: PacketLengthCount.self)
    let plus = block["plus"]?.integer(in: -255...255) ?? 0
    guard let place = number(block, isBig, &parts), let counts else { return nil }
    return PacketLength(place: place, counts: counts, plus: plus)
  }

  private func headerClock(_ block: MappingReader, _ isBig: Bool, _ parts: inout [Part]) -> (place: PacketPlace, clock: DeviceClock)? {
    let tick = block.require("tick")
    guard let place = number(block, isBig, &parts), let tick else { return nil }
    guard let clock = PacketFormatReader.clock(tick, number: place.number) else { return nil }
    return (place, clock)
  }

  /// A clock whose ticks stand at `reader`; refused where it wraps so soon that a late read would hide a wrap.
  static func clock(_ reader: ValueReader, number: PacketNumber) -> DeviceClock? {
    guard let tick = reader.quantity(.time, in: 1e-9...1) else { return nil }
    let clock = DeviceClock(tick: tick * 1e9, bits: 8 * number.length)
    if clock.wrap < 1e9 {
      reader.error(
        "\(reader.path): a clock of \(clock.bits) bits wraps every \(Quantity.shortText(clock.wrap / 1e6))ms",
        notes: ["bytes that wait in a buffer would hide a wrap: give it more bits or longer ticks, or the role 'unused'"])
      return nil
    }
    return clock
  }

  /// `{at, type}` of a number in the header. Closes the block.
  private func number(_ block: MappingReader, _ isBig: Bool, _ parts: inout [Part]) -> PacketPlace? {
    let at = block.require("at")
    let offset = at?.integer(in: 0...64)
    let type = block.require("type")?.choice(["u8": PacketNumber.u8, "u16": .u16, "u24": .u24, "u32": .u32])
    let order = block["order"].flatMap(isBigEndian) ?? isBig
    block.finish()
    guard let at, let offset, let type else { return nil }
    let bytes = offset..<offset + type.length
    if let other = parts.first(where: { $0.bytes.overlaps(bytes) }) {
      let free = parts.map(\.bytes.upperBound).max() ?? 0
      at.error(
        "\(block.path) at byte \(offset) overlaps \(other.name) (bytes \(other.bytes.lowerBound)..\(other.bytes.upperBound - 1))",
        notes: ["the next free byte is \(free)"])
      return nil
    }
    parts.append(Part(name: block.path, bytes: bytes))
    return PacketPlace(at: offset, number: type, isBigEndian: order)
  }

  /// Where the payload begins: behind the header, or where the profile says.
  private func payload(behind parts: [Part]) -> Int {
    let last = parts.max { $0.bytes.upperBound < $1.bytes.upperBound }
    let end = last?.bytes.upperBound ?? 0
    guard let block = map["payload"]?.mapping() else { return end }
    let at = block.require("at")
    let offset = at?.integer(in: 0...64)
    block.finish()
    guard let offset else { return end }
    if let last, offset < end {
      at?.error(
        "packets.payload at byte \(offset) overlaps \(last.name) (bytes \(last.bytes.lowerBound)..\(end - 1))",
        notes: ["the next free byte is \(end)"])
    }
    return offset
  }

  private func checksum(into format: inout PacketFormat, _ isBig: Bool) {
    guard let block = map["checksum"]?.mapping() else { return }
    block.alias(["type": "kind", "poly": "kind"])
    format.checksum =
      block.require("kind")?.choice(
        of: ChecksumKind.self,
        aliases: [
          "crc16": "crc16-modbus", "crc16-ccitt": "crc16-ccitt-false", "ccitt": "crc16-ccitt-false", "modbus": "crc16-modbus",
          "xmodem": "crc16-xmodem", "sum": "sum8", "xor": "xor8",
        ]) ?? .none
    format.checksumFrom = block["from"]?.integer(in: 0...format.payloadAt) ?? 0
    format.checksumIsBigEndian = block["order"].flatMap(isBigEndian) ?? isBig
    block.finish()
  }

  // MARK: The whole

  /// A receiver must know where a packet begins and where it ends.
  private func checkBoundaries(of format: PacketFormat) {
    if format.ending == .length && format.sync.isEmpty && format.checksum == .none {
      map.reader.error(
        "packets: nothing tells where a packet begins", notes: ["give 'sync' or 'checksum', or 'ends: cobs', or 'ends: report'"])
    }
    for (index, message) in format.messages.enumerated() {
      let path = "packets.messages[\(index)]"
      if format.ending == .length && message.fields.isEmpty && format.length == nil {
        map.error("\(path) is not read, and nothing tells how long it is", at: "messages", notes: ["give 'length', or its 'fields'"])
      }
      checkLength(of: message, path, format)
    }
  }

  private func checkLength(of message: PacketMessage, _ path: String, _ format: PacketFormat) {
    let whole = format.payloadAt + message.length + format.checksum.length
    if whole > PacketFormat.longest {
      map.error("\(path): a packet has \(whole) bytes", at: "messages", notes: ["allowed: at most \(PacketFormat.longest)"])
    }
    guard let length = format.length else { return }
    let counted: Int
    switch length.counts {
    case .payload: counted = message.length
    case .whole: counted = whole
    case .rest: counted = whole - length.place.at - length.place.number.length
    }
    if !length.place.number.range.contains(Double(counted + length.plus)) {
      map.error(
        "\(path): packets.length would have to be \(counted + length.plus), and is a \(length.place.number.rawValue)", at: "messages")
    }
  }
}
