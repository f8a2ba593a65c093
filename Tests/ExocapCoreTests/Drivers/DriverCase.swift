@testable import ExocapCore
import Testing

/// One device for the verifier: what it sends in a few turns, and what a driver must read out of it.
///
/// A turn is what comes between two requests of a bus, a line of a text stream, a packet of another.
struct DriverCase: CustomTestStringConvertible {
  struct Turn {
    var bytes: [UInt8]
    /// The numbers in field order; for the link, its joints' positions.
    var numbers: [Double]
  }

  var name: String
  var kind: DeviceDriver.Kind
  var wire: WireProtocol
  var line = SerialLine(baud: 1_000_000)
  /// Whether a checksum protects the numbers; else only their range does.
  var hasChecksum = true
  var range: ClosedRange<Double> = -1e12...1e12
  /// Whether bytes come only after requests.
  var isAsked = false
  /// Ends garbage, so that the next turn is whole.
  var separator: [UInt8] = []
  /// Turns that are lost after opening, because where they started is not known.
  var lostAfterOpening = 0
  var turns: [Turn]

  /// Time between the starts of two turns; longer than a turn with all its retries.
  static let period = Interval.milliseconds(100)

  var testDescription: String { name }

  static let all: [DriverCase] = [
    hmcExo(), hx711(), dynamixel(.sync, .currentVelocityPosition), dynamixel(.fastSync, .currentVelocityPosition),
    dynamixel(.sync, .currentPosition), dynamixel(.sync, .velocityPosition), dynamixel(.fastSync, .position), ft300(), link(),
    damiao(.usbSerial), damiao(.socketCAN),
    sealedPackets(), summedPackets(), stuffedPackets(),
    feetech(.sts, .position), feetech(.sts, .positionSpeedLoad), feetech(.scs, .positionSpeed),
    keys(), encoders(nil), encoders(.milliseconds(1)), transmitter(),
  ]

  static func hmcExo() -> DriverCase {
    var random = WireRandom(seed: 1)
    let turns = (0..<4).map { _ in
      let numbers = (0..<16).map { _ in Double(random.integer(0...4095)) }
      let text = numbers.map { String(Int($0)) }.joined(separator: " ") + " \r\n"
      return Turn(bytes: Array(text.utf8), numbers: numbers)
    }
    let format = TextLineFormat(columns: 16, lowest: 0, highest: 4095)
    return DriverCase(
      name: "text: 16 integers", kind: .text, wire: .text(format), hasChecksum: false, range: 0...4095, separator: [0x0A],
      lostAfterOpening: 1, turns: turns)
  }

  static func hx711() -> DriverCase {
    let values: [(String, Double)] = [
      ("Reading: 123.4 g\n", 123.4), ("Reading: -0.7 g\n", -0.7), ("Reading: 0.0 g\n", 0), ("Reading: 4999.9 g\n", 4999.9),
    ]
    let format = TextLineFormat(
      columns: 3, numericColumns: 0b010, longestLine: 40, allowsDecimals: true, lowest: -5000, highest: 5000)
    return DriverCase(
      name: "text: a labelled decimal", kind: .text, wire: .text(format), hasChecksum: false, range: -5000...5000,
      separator: [0x0A], lostAfterOpening: 1, turns: values.map { Turn(bytes: Array($0.0.utf8), numbers: [$0.1]) })
  }

  static func dynamixel(_ read: DynamixelRead, _ block: DynamixelBlock) -> DriverCase {
    var random = WireRandom(seed: 2)
    let ids: [UInt8] = [1, 7, 3, 9]
    let bus = DynamixelBus(ids: ids, block: block, read: read, rate: 10, returnDelay: .zero, setup: [])
    let turns = (0..<4).map { turn in
      var readings = ids.map { _ in
        ServoReading(
          current: Int16(random.integer(-900...900)), velocity: Int32(random.integer(-300...300)),
          position: Int32(random.integer(-9000...9000)))
      }
      // FF FF FD within one block, and across two numbers.
      if turn == 1 { readings[1] = ServoReading(current: -1, velocity: 253, position: 2048) }
      if turn == 2 { readings[2] = ServoReading(current: -1, velocity: -1, position: -3) }
      return Turn(
        bytes: read == .fastSync ? fastReply(ids, readings, block) : syncReplies(ids, readings, block),
        numbers: numbers(readings, block))
    }
    return DriverCase(
      name: "dynamixel2: \(read.rawValue), \(block.rawValue)", kind: .dynamixel, wire: .dynamixel2(bus), isAsked: true, turns: turns)
  }

  static func ft300() -> DriverCase {
    var random = WireRandom(seed: 3)
    var checksum = CRC16Modbus()
    let turns = (0..<4).map { turn in
      var readings = InlineArray<6, Int16> { _ in Int16(random.integer(-30000...30000)) }
      // The header within the numbers.
      if turn == 1 { readings = [0x4E20, 0, 0x4E20, 0x204E, 0x4E20, 0] }
      var packet = PacketBuffer()
      FT300Packets.appendReading(readings, to: &packet, checksum: &checksum)
      return Turn(bytes: packet.toArray(), numbers: (0..<6).map { Double(readings[$0]) })
    }
    return DriverCase(name: "ft300", kind: .ft300, wire: .ft300, line: SerialLine(baud: 19_200), turns: turns)
  }

  static func link() -> DriverCase {
    var random = WireRandom(seed: 4)
    var checksum = CRC32C()
    let turns = (1...4).map { turn in
      let q = (0..<3).map { _ in Double(Float(random.integer(-3000...3000)) / 1000) }
      var header = LinkHeader(kind: .state, robot: 1, run: 77, jointMapHash: 5)
      header.sequence = UInt64(turn)
      header.sent = Timestamp(nanoseconds: Int64(turn) * DriverCase.period.nanoseconds)
      header.jointCount = 3
      var packet = PacketBuffer()
      header.begin(&packet)
      while packet.count < LinkPacket.jointStates { packet.append(UInt8(0)) }
      for value in q {
        packet.appendNumber(value)
        packet.appendNumber(0)
        packet.appendNumber(.nan)
      }
      header.finish(&packet, &checksum)
      return Turn(bytes: packet.toArray(), numbers: q)
    }
    return DriverCase(name: "link", kind: .link, wire: .link, turns: turns)
  }
}
