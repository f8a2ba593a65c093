internal import ExocapCore

/// Writes and reads packets as a device's firmware would. Written without the driver's tables, checksums and decoder, so that each
/// proves the other.
struct PacketEncoder: Sendable {
  let format: PacketFormat

  /// What stands in a packet besides values.
  struct Extras: Sendable {
    var sequence: UInt32 = 0
    var ticks: UInt64 = 0
    var echo: UInt32 = 0
    var unit: UInt32 = 0
    var firmware: UInt32 = 0
  }

  /// A packet of message `index` as it goes over the wire. `counts`: by field of the raw sample.
  func packet(_ index: Int, counts: [Double], _ extras: Extras) -> [UInt8] {
    let message = format.messages[index]
    var place = format.messages[..<index].reduce(0) { $0 + $1.placeCount }
    var payload: [UInt8] = []
    for field in message.fields {
      switch field.role {
      case .value, .status:
        if field.bits.isEmpty {
          for offset in 0..<field.count { payload += number(counts[place + offset], field.number, isBig: field.isBigEndian) }
        } else {
          let bits = field.bits.enumerated().reduce(UInt64(0)) { $0 | (counts[place + $1.offset] >= 0.5 ? 1 << UInt64($1.element.bit) : 0) }
          payload += bytes(bits, field.number.length, isBig: field.isBigEndian)
        }
        place += field.placeCount
      case .sequence: payload += bytes(UInt64(extras.sequence), field.number.length, isBig: field.isBigEndian)
      case .clock: payload += bytes(extras.ticks, field.number.length, isBig: field.isBigEndian)
      case .echo: payload += bytes(UInt64(extras.echo), field.number.length, isBig: field.isBigEndian)
      case .unit: payload += bytes(UInt64(extras.unit), field.number.length, isBig: field.isBigEndian)
      case .firmware: payload += bytes(UInt64(extras.firmware), field.number.length, isBig: field.isBigEndian)
      case .unused: payload += Array(repeating: 0, count: field.length)
      }
    }
    return wire(id: message.id ?? 0, payload: payload, extras)
  }

  /// A command as it goes over the wire; `echo` [B] at the end of its payload.
  func command(_ command: PacketCommand, echo: [UInt8] = []) -> [UInt8] {
    switch command {
    case .bytes(let bytes): bytes
    case .packet(let id, let payload): wire(id: id, payload: payload + echo, Extras())
    }
  }

  /// Header, payload, checksum; encoded.
  private func wire(id: UInt32, payload: [UInt8], _ extras: Extras) -> [UInt8] {
    var packet = format.sync
    while packet.count < format.payloadAt { packet.append(0) }
    packet += payload
    let whole = packet.count + format.checksum.length
    if let length = format.length {
      let counted =
        switch length.counts {
        case .payload: payload.count
        case .rest: whole - length.place.at - length.place.number.length
        case .whole: whole
        }
      put(UInt64(counted + length.plus), length.place, &packet)
    }
    if let place = format.id { put(UInt64(id), place, &packet) }
    if let place = format.sequence { put(UInt64(extras.sequence), place, &packet) }
    if let place = format.clock { put(extras.ticks, place, &packet) }
    let sum = PacketEncoder.checksum(format.checksum, packet[format.checksumFrom...])
    packet += bytes(UInt64(sum), format.checksum.length, isBig: format.checksumIsBigEndian)
    return format.ending == .cobs ? PacketEncoder.stuffed(packet) + [0] : packet
  }

  private func put(_ value: UInt64, _ place: PacketPlace, _ packet: inout [UInt8]) {
    packet.replaceSubrange(place.at..<place.at + place.number.length, with: bytes(value, place.number.length, isBig: place.isBigEndian))
  }

  private func bytes(_ value: UInt64, _ count: Int, isBig: Bool) -> [UInt8] {
    let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    return isBig ? little.reversed() : little
  }

  /// The nearest that the wire can say.
  private func number(_ value: Double, _ number: PacketNumber, isBig: Bool) -> [UInt8] {
    let bounded = min(max(value, number.range.lowerBound), number.range.upperBound)
    let bits = number == .f32 ? UInt64(Float(bounded).bitPattern) : UInt64(bitPattern: Int64(bounded.rounded()))
    return bytes(bits, number.length, isBig: isBig)
  }

  // MARK: Checksums and stuffing, bit by bit

  private static func checksum(_ kind: ChecksumKind, _ bytes: ArraySlice<UInt8>) -> UInt32 {
    let sum = bytes.reduce(UInt32(0)) { $0 + UInt32($1) }
    switch kind {
    case .none: return 0
    case .sum8: return sum % 256
    case .sum8Inverted: return 255 - sum % 256
    case .sum8Negated: return (256 - sum % 256) % 256
    case .sum16: return sum % 65536
    case .xor8: return UInt32(bytes.reduce(0, ^))
    case .crc8, .crc8Maxim, .crc16Modbus, .crc16CCITTFalse, .crc16XModem, .crc16Kermit, .crc16UMTS, .crc32, .crc32C, .crc32MPEG2:
      guard let parameters = kind.parameters else { return 0 }
      return remainder(parameters, bytes)
    }
  }

  private static func remainder(_ parameters: CRCParameters, _ bytes: ArraySlice<UInt8>) -> UInt32 {
    var remainder = UInt64(parameters.start)
    let top = UInt64(1) << UInt64(parameters.bits - 1)
    for byte in bytes {
      for bit in 0..<8 {
        let place = parameters.isReflected ? bit : 7 - bit
        let next = byte & (1 << UInt8(place)) != 0
        let isOut = (remainder & top != 0) != next
        remainder = (remainder << 1) & (top * 2 - 1)
        if isOut { remainder ^= UInt64(parameters.polynomial) }
      }
    }
    if parameters.isReflected {
      remainder = (0..<parameters.bits).reduce(UInt64(0)) {
        $0 | (remainder & (1 << UInt64($1)) != 0 ? 1 << UInt64(parameters.bits - 1 - $1) : 0)
      }
    }
    return UInt32(remainder) ^ parameters.end
  }

  private static func stuffed(_ packet: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var block: [UInt8] = []
    for byte in packet {
      if byte == 0 {
        out += [UInt8(block.count + 1)] + block
        block = []
      } else {
        block.append(byte)
        if block.count == 254 {
          out += [255] + block
          block = []
        }
      }
    }
    return !block.isEmpty || packet.last == 0 || packet.isEmpty ? out + [UInt8(block.count + 1)] + block : out
  }

  /// The packet in a COBS block; nil where it is none.
  static func unstuffed(_ block: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var rest = block[...]
    while let code = rest.first {
      guard rest.count >= Int(code) else { return nil }
      out += rest.dropFirst().prefix(Int(code) - 1)
      rest = rest.dropFirst(Int(code))
      if code < 255 && !rest.isEmpty { out.append(0) }
    }
    return out
  }
}
