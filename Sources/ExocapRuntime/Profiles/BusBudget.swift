package import ExocapCore

/// How long one packet, or one request with its replies, keeps a serial line busy: what rate a bus can carry at most.
///
/// Pure arithmetic over the profile: 8N1 puts ten bits on the line for each byte. What a USB adapter adds is not counted:
/// it delays packets and does not make a full line carry more.
package enum BusBudget {
  /// [bit] Start bit, eight bits of content, stop bit.
  static let bitsPerByte = 10.0

  /// [s] Time on the wire for one sample at this speed; nil where the protocol has no serial line.
  package static func timePerSample(_ wire: WireProtocol, baud: Int) -> Double? {
    switch wire {
    case .text(let format): time(bytes: longestLineBytes(format), baud: baud)
    case .dynamixel2(let bus): timePerTurn(bus, baud: baud)
    case .ft300: time(bytes: ft300PacketBytes, baud: baud)
    case .link, .keys: nil
    }
  }

  /// [Hz] The highest rate that fits, rounded down to what people write; nil where the protocol has no serial line.
  package static func highestRate(_ wire: WireProtocol, baud: Int) -> Double? {
    guard let time = timePerSample(wire, baud: baud), time > 0 else { return nil }
    let rate = 1 / time
    return rate >= 10 ? rate.rounded(.down) : (rate * 10).rounded(.down) / 10
  }

  /// [s] Bytes one after the other.
  package static func time(bytes: Int, baud: Int) -> Double { Double(bytes) * bitsPerByte / Double(baud) }

  /// [B] 20 4E, six 16-bit numbers, CRC (Robotiq FT 300-S manual, §4.4.2).
  package static let ft300PacketBytes = 16

  /// [B] The longest line that the format allows: every column at its widest, separators, one newline.
  package static func longestLineBytes(_ format: TextLineFormat) -> Int {
    let allColumns: UInt64 = format.columns >= 64 ? .max : (1 << UInt64(format.columns)) - 1
    let isBounded = format.lowest.magnitude < 1e12 && format.highest.magnitude < 1e12
    // Labels and decimals have no width that follows from the profile.
    guard isBounded, !format.allowsDecimals, format.numericColumns & allColumns == allColumns else {
      return format.longestLine + 1
    }
    let widest = max(width(format.lowest), width(format.highest))
    return min(format.longestLine, format.columns * widest + format.columns - 1) + 1
  }

  /// [s] A read of all servos: request, replies, and what the servos wait before each reply.
  ///
  /// Sizes from the Dynamixel protocol 2.0 manual: header, id, length, instruction and CRC are 10 bytes, a sync read adds
  /// address, length and the ids. A status packet has 11 bytes beside its content. A fast reply is one packet of 8 bytes and
  /// content + 4 for each servo.
  package static func timePerTurn(_ bus: DynamixelBus, baud: Int) -> Double {
    let count = bus.ids.count
    let length = Int(bus.block.length)
    let request = 14 + count
    let delay = bus.returnDelay.seconds
    switch bus.read {
    case .sync: return time(bytes: request + count * (11 + length), baud: baud) + Double(count) * delay
    case .fastSync: return time(bytes: request + 8 + count * (length + 4), baud: baud) + delay
    }
  }

  /// Characters of a whole number.
  private static func width(_ number: Double) -> Int { String(Int(number)).utf8.count }
}
