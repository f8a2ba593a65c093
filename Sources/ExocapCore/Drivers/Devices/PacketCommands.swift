/// Builds what is sent to a device whose packets the profile describes: its start and its ping.
@safe
struct PacketCommands: ~Copyable {
  /// The start as it goes over the wire; empty where the device has none.
  let start: [UInt8]
  let hasPing: Bool
  /// [B] Length of the echo at the end of a ping's payload; 0 where the answer has none.
  let echoLength: Int

  private let isEncoded: Bool
  private let isSealed: Bool
  private let ping: [UInt8]
  /// [B] Where the echo stands in the ping.
  private let echoAt: Int
  private let echoIsBigEndian: Bool
  private let checksumFrom: Int
  private let checksumIsBigEndian: Bool
  private var checksum: PacketChecksum
  private var plain = PacketBuffer()

  init(_ format: PacketFormat) {
    checksum = PacketChecksum(format.checksum)
    isEncoded = format.ending == .cobs
    checksumFrom = format.checksumFrom
    checksumIsBigEndian = format.checksumIsBigEndian
    hasPing = format.ping != nil
    var echo = 0
    var echoIsBigEndian = false
    if let reply = format.ping?.reply, let field = format.messages[reply].fields.first(where: { $0.role == .echo }) {
      echo = field.number.length
      echoIsBigEndian = field.isBigEndian
    }
    echoLength = echo
    self.echoIsBigEndian = echoIsBigEndian
    switch format.ping?.command {
    case .packet(let id, let payload)?:
      ping = PacketCommands.unsealed(format, id: id, payload: payload + Array(repeating: 0, count: echo))
      isSealed = false
    case .bytes(let bytes)?:
      ping = bytes
      isSealed = true
    case nil:
      ping = []
      isSealed = true
    }
    echoAt = ping.count - echo
    switch format.start {
    case .packet(let id, let payload)?:
      var wire = PacketBuffer()
      let packet = PacketCommands.unsealed(format, id: id, payload: payload)
      for byte in packet { plain.append(byte) }
      PacketCommands.seal(&plain, checksum, from: format.checksumFrom, isBigEndian: format.checksumIsBigEndian)
      if isEncoded { CobsEncoder.append(plain, to: &wire) }
      start = isEncoded ? wire.toArray() : plain.toArray()
    case .bytes(let bytes)?: start = bytes
    case nil: start = []
    }
  }

  /// A packet without its checksum. The device's sequence and clock are 0 in it.
  private static func unsealed(_ format: PacketFormat, id: UInt32, payload: [UInt8]) -> [UInt8] {
    var packet = format.sync + Array(repeating: 0, count: max(0, format.payloadAt - format.sync.count)) + payload
    if let length = format.length {
      let whole = packet.count + format.checksum.length
      let value: Int
      switch length.counts {
      case .payload: value = payload.count
      case .whole: value = whole
      case .rest: value = whole - length.place.at - length.place.number.length
      }
      put(UInt32(truncatingIfNeeded: value + length.plus), at: length.place, in: &packet)
    }
    if let place = format.id { put(id, at: place, in: &packet) }
    return packet
  }

  private static func put(_ value: UInt32, at place: PacketPlace, in packet: inout [UInt8]) {
    for index in 0..<place.number.length {
      let shift = UInt32(8 * (place.isBigEndian ? place.number.length - 1 - index : index))
      packet[place.at + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  private static func seal(_ plain: inout PacketBuffer, _ checksum: borrowing PacketChecksum, from first: Int, isBigEndian: Bool) {
    let value = unsafe checksum.value(of: UnsafePointer(plain.bytes), from: first, to: plain.count)
    appendNumber(value, length: checksum.kind.length, isBigEndian: isBigEndian, to: &plain)
  }

  @inline(__always)
  private static func appendNumber(_ value: UInt32, length: Int, isBigEndian: Bool, to packet: inout PacketBuffer) {
    for index in 0..<length {
      let shift = UInt32(truncatingIfNeeded: 8 &* (isBigEndian ? length &- 1 &- index : index))
      packet.append(UInt8(truncatingIfNeeded: value &>> shift))
    }
  }

  /// Adds the start to `request`.
  mutating func appendStart(to request: inout PacketBuffer) {
    for index in 0..<start.count { request.append(start[index]) }
  }

  /// Adds a ping to `request` that asks for the echo of `token`.
  mutating func appendPing(token: UInt32, to request: inout PacketBuffer) {
    if isSealed {
      for index in 0..<ping.count { request.append(ping[index]) }
      return
    }
    plain.clear()
    for index in 0..<echoAt { plain.append(ping[index]) }
    PacketCommands.appendNumber(token, length: echoLength, isBigEndian: echoIsBigEndian, to: &plain)
    PacketCommands.seal(&plain, checksum, from: checksumFrom, isBigEndian: checksumIsBigEndian)
    if isEncoded {
      CobsEncoder.append(plain, to: &request)
    } else {
      for index in 0..<plain.count { request.append(plain[index]) }
    }
  }
}
