package import ExocapCore

/// What a record of the broadcast is.
package enum TelemetryKind: UInt16, BitwiseCopyable, Sendable, CaseIterable {
  case sample = 1
  case command = 2
  case event = 3
  case status = 4

  package var name: String {
    switch self {
    case .sample: "sample"
    case .command: "command"
    case .event: "event"
    case .status: "status"
    }
  }

  /// What the columns of such a record are; an event has text instead.
  package var columns: [String] {
    switch self {
    case .sample: ["value", "rate", "effort"]
    case .command: ["wanted", "limited", "sent", "rate"]
    case .event: []
    case .status: ["state", "reason", "obstacle", "weight", "mismatch", "wanted_force", "force"]
    }
  }
}

/// One record of the broadcast: a header of 64 bytes, then columns of doubles, or text.
///
/// A value of fixed size.
///
/// A record that was read may hold anything: lengths are checked where it is taken out of shared memory.
package struct TelemetryRecord: BitwiseCopyable, Sendable {
  var words: InlineArray<288, UInt64>
  /// [B] Header and body.
  package internal(set) var length: Int

  /// A record of `columns` columns of `count` values each, all NaN.
  package init(_ kind: TelemetryKind, source: Int, stream: Int = 0, count: Int, columns: Int) {
    words = InlineArray(repeating: 0)
    length = TelemetryLayout.recordHeader + count * columns * 8
    precondition(length <= TelemetryLayout.payloadCapacity, "a record fits a slot")
    let head = UInt64(kind.rawValue) | UInt64(source) << 16 | UInt64(stream) << 32 | UInt64(count) << 48
    words[0] = head
    words[1] = UInt64(columns)
    for index in 0..<(count * columns) { words[8 + index] = Double.nan.bitPattern }
  }

  /// An event: `text` is cut where it is longer than 2240 bytes.
  package init(event text: String, source: Int, code: UInt32, at time: Timestamp) {
    self.init(.event, source: source, count: 0, columns: 0)
    var bytes = Array(text.utf8.prefix(TelemetryLayout.payloadCapacity - TelemetryLayout.recordHeader))
    // Not in the middle of a character.
    while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
    words[0] |= UInt64(bytes.count) << 48
    for (index, byte) in bytes.enumerated() { words[8 + index / 8] |= UInt64(byte) << UInt64(8 * (index % 8)) }
    length = TelemetryLayout.recordHeader + bytes.count
    flags = code
    self.time = time
    arrived = time
  }

  /// nil for a kind that this build does not know.
  package var kind: TelemetryKind? { TelemetryKind(rawValue: UInt16(truncatingIfNeeded: words[0])) }
  /// A device for a sample, else a robot.
  package var source: Int { Int(words[0] >> 16 & 0xFFFF) }
  package var stream: Int { Int(words[0] >> 32 & 0xFFFF) }
  /// Values in a column; bytes of an event's text.
  package var count: Int { Int(words[0] >> 48) }
  package var columns: Int { Int(words[1] & 0xFFFF_FFFF) }

  /// A sample's `SampleKind`, a command's `Fault` bits, an event's code.
  package var flags: UInt32 {
    get { UInt32(truncatingIfNeeded: words[1] >> 32) }
    set { words[1] = words[1] & 0xFFFF_FFFF | UInt64(newValue) << 32 }
  }
  /// When it was measured, or the tick, or the event.
  package var time: Timestamp {
    get { Timestamp(nanoseconds: Int64(bitPattern: words[2])) }
    set { words[2] = UInt64(bitPattern: newValue.nanoseconds) }
  }
  package var arrived: Timestamp {
    get { Timestamp(nanoseconds: Int64(bitPattern: words[3])) }
    set { words[3] = UInt64(bitPattern: newValue.nanoseconds) }
  }
  /// A sample's number, or the tick.
  package var sequence: UInt64 {
    get { words[4] }
    set { words[4] = newValue }
  }
  /// Bit i: value i was measured; joint i has a set-point.
  package var valid: UInt64 {
    get { words[5] }
    set { words[5] = newValue }
  }
  /// Bit i: value i is at its end; the limiter changed joint i.
  package var marks: UInt64 {
    get { words[6] }
    set { words[6] = newValue }
  }

  /// The value `index` of column `column`.
  package subscript(column: Int, index: Int) -> Double {
    get {
      precondition(column < columns && index < count, "a record is read within its columns")
      return Double(bitPattern: words[8 + column * count + index])
    }
    set {
      precondition(column < columns && index < count, "a record is written within its columns")
      words[8 + column * count + index] = newValue.bitPattern
    }
  }

  /// An event's text; empty for other kinds.
  package var text: String {
    guard kind == .event else { return "" }
    let copy = words
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: copy[8 + $0 / 8] >> UInt64(8 * ($0 % 8))) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the columns or the text are as long as the record.
  var isWhole: Bool {
    let body = kind == .event ? count : count * columns * 8
    return length == TelemetryLayout.recordHeader + body
  }
}

extension TelemetryRecord {
  /// A sample as a tap carried it.
  package init(_ sample: SampleRecord) {
    let count = min(sample.values.count, JointVector.capacity)
    self.init(.sample, source: Int(sample.device.index), stream: Int(sample.stream.index), count: count, columns: 3)
    flags = UInt32(sample.kind.rawValue)
    time = sample.captured
    arrived = sample.arrived
    sequence = sample.sequence
    valid = sample.valid
    marks = sample.saturated
    fill([sample.values, sample.rates, sample.efforts])
  }

  /// The joints of a tick as a tap carried it: wanted, limited, and sent as the packet has it.
  package init(joints tick: TickRecord, robot: RobotID) {
    let count = min(tick.wanted.count, JointVector.capacity)
    self.init(.command, source: Int(robot.index), count: count, columns: 4)
    flags = tick.faults.rawValue
    time = tick.time
    arrived = tick.time
    sequence = tick.tick
    let sent = TelemetryRecord.sentPositions(in: tick.packet, count: count)
    for joint in 0..<count {
      if sent[joint].isFinite { valid |= 1 << UInt64(joint) }
      if tick.clipping[joint] != .none { marks |= 1 << UInt64(joint) }
    }
    fill([tick.wanted, tick.limited, sent, tick.rates])
  }

  /// The joint groups of a tick as a tap carried it.
  package init(groups tick: TickRecord, robot: RobotID) {
    self.init(.status, source: Int(robot.index), count: JointGroup.count, columns: 7)
    flags = tick.faults.rawValue
    time = tick.time
    arrived = tick.time
    sequence = tick.tick
    valid = 0x7F
    fill([
      tick.states.map(Double.init), tick.reasons.map(Double.init), tick.obstacles.map(Double.init), tick.weights, tick.mismatches,
      tick.wantedForces, tick.forces,
    ])
  }

  private mutating func fill(_ values: [[Double]]) {
    for (column, values) in values.enumerated() {
      for index in 0..<min(count, values.count) { self[column, index] = values[index] }
    }
  }

  /// NaN where the tick's packet is no command, or has no set-point.
  private static func sentPositions(in packet: [UInt8], count: Int) -> [Double] {
    let absent = [Double](repeating: .nan, count: count)
    guard packet.count == LinkPacket.length(of: .command, joints: count) else { return absent }
    guard packet[LinkPacket.Header.kind] == LinkKind.command.rawValue else { return absent }
    return (0..<count).map { joint in
      let offset = LinkPacket.jointCommands + joint * LinkPacket.jointCommandLength
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(packet[offset + $1]) << UInt32(8 * $1) }
      return Double(Float(bitPattern: bits))
    }
  }
}
