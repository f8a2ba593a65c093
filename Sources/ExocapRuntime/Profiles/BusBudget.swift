package import ExocapCore

/// How long one packet, or one request with its replies, keeps a serial line busy: what rate a bus can carry at most.
///
/// Pure arithmetic over the profile: 8N1 puts ten bits on the line for each byte. Of a bus that is asked, it is the time that its
/// driver waits for (`DynamixelTiming` and its like). What a USB adapter adds is not counted: it delays packets, and time-outs
/// allow for it, but it does not make a full line carry more.
package enum BusBudget {
  /// [bit] Start bit, eight bits of content, stop bit.
  static let bitsPerByte = 10.0

  /// [s] Time on the wire for one sample at this speed; nil where the protocol has no serial line.
  package static func timePerSample(_ wire: WireProtocol, baud: Int) -> Double? {
    switch wire {
    case .text(let format): time(bytes: longestLineBytes(format), baud: baud)
    case .dynamixel2(let bus): DynamixelTiming.turnTime(bus, SerialLine(baud: baud)).seconds
    case .feetech(let bus): FeetechTiming.turnTime(bus, SerialLine(baud: baud)).seconds
    case .modbus(let bus): ModbusTiming.turnTime(bus, SerialLine(baud: baud)).seconds
    case .ft300: time(bytes: ft300PacketBytes, baud: baud)
    case .damiao(let bus): DamiaoTiming(bitrate: bus.bitrate, latency: .zero).exchange(bus.motors.count).seconds
    case .packets(let format): timePerPacket(format, baud: baud)
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

  /// [-] How much of the line the messages of a device fill at their rates; 1 is all of it. Messages that come on change are not counted.
  package static func load(_ format: PacketFormat, baud: Int) -> Double {
    format.messages.indices.reduce(0) { $0 + format.messages[$1].rate * time(bytes: format.wireLength(of: $1), baud: baud) }
  }

  /// [s] A packet of the fastest message, with the others' share; nil where no message has a rate.
  private static func timePerPacket(_ format: PacketFormat, baud: Int) -> Double? {
    let fastest = format.messages.map(\.rate).max() ?? 0
    return fastest > 0 ? load(format, baud: baud) / fastest : nil
  }

  /// Characters of a whole number.
  private static func width(_ number: Double) -> Int { String(Int(number)).utf8.count }
}
