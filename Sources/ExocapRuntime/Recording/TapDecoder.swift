internal import ExocapCore
internal import MCAP

/// Makes the records of taps from a recording's messages, byte for byte as the core wrote them.
///
/// A sample comes in two messages: its head among the calls, its values in the channel that people look at.
struct TapDecoder {
  private enum Role {
    case calls(DeviceID)
    case samples(DeviceID, isJoints: Bool)
    case ticks(RobotID)
    case datagrams(RobotID)
    case checkpoints
    case events
  }

  /// By channel id: a table, because every message asks.
  /// Numbers that are not known, as many as a stream can have.
  private let unknown = [UInt64](repeating: Double.nan.bitPattern, count: 256)
  private var roles: [Role?] = []
  /// The heads of samples whose values have not come yet, by device.
  private var heads: [(lostBefore: UInt32, bytes: [UInt8])?] = Array(repeating: nil, count: DeviceID.capacity)
  /// Messages that are not what their schema says.
  private(set) var malformed = 0

  init(_ channels: [UInt16: Channel]) {
    roles = Array(repeating: nil, count: Int(channels.keys.max() ?? 0) + 1)
    for (id, channel) in channels {
      let source = channel.metadata["source"].flatMap(Self.source)
      switch (channel.metadata["holds"], source) {
      case ("calls", .device(let device)): roles[Int(id)] = .calls(device)
      case ("samples", .device(let device)):
        roles[Int(id)] = .samples(device, isJoints: channel.schemaID == RecordingSchema.jointState.rawValue)
      case ("ticks", .robot(let robot)): roles[Int(id)] = .ticks(robot)
      case ("datagrams", .robot(let robot)): roles[Int(id)] = .datagrams(robot)
      case ("checkpoints", _): roles[Int(id)] = .checkpoints
      case ("events", _): roles[Int(id)] = .events
      default: break
      }
    }
  }

  private static func source(_ text: String) -> TapSource? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let index = UInt8(parts[1]) else { return nil }
    if parts[0] == "device" && index < DeviceID.capacity { return .device(DeviceID(Int(index))) }
    if parts[0] == "robot" && index < RobotID.capacity { return .robot(RobotID(Int(index))) }
    return nil
  }

  /// The record that the message completes; nil where it completes none.
  mutating func decode(_ message: Message) -> (source: TapSource, record: TapRecord)? {
    guard Int(message.channelID) < roles.count, let role = roles[Int(message.channelID)] else { return nil }
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      switch role {
      case .calls(let device): return try decodeCall(&reader, of: device)
      case .samples(let device, let isJoints): return try decodeValues(&reader, of: device, isJoints: isJoints)
      case .ticks(let robot): return (.robot(robot), try TapRecord(tick: &reader))
      case .datagrams(let robot): return (.robot(robot), try TapRecord(datagram: &reader))
      case .checkpoints: return try decodeCheckpoint(&reader)
      case .events: return try decodeEvent(&reader)
      }
    } catch {
      malformed += 1
      return nil
    }
  }

  private mutating func decodeCall(
    _ reader: inout CDRReader, of device: DeviceID
  ) throws(CDRError) -> (source: TapSource, record: TapRecord)? {
    let time: Int64 = try reader.read()
    let call: UInt64 = try reader.read()
    let lost: UInt32 = try reader.read()
    let kind = RecordKind(rawValue: try reader.read())
    let rest = unsafe try reader.readSequenceBytes(elementSize: 1)
    guard let kind else { return nil }
    if kind == .sample {
      unsafe heads[Int(device.index)] = (lost, Array(rest))
      return nil
    }
    var bytes = RecordBytes(capacity: 16 + rest.count)
    bytes.append(time)
    bytes.append(call)
    unsafe bytes.append(rest)
    return (.device(device), TapRecord(kind: kind, lostBefore: lost, bytes: bytes.bytes))
  }

  private mutating func decodeValues(
    _ reader: inout CDRReader, of device: DeviceID, isJoints: Bool
  ) throws(CDRError) -> (source: TapSource, record: TapRecord)? {
    guard let head = heads[Int(device.index)] else { return nil }
    heads[Int(device.index)] = nil
    guard head.bytes.count == SampleFields.values else { return nil }
    _ = try reader.readTime()
    try reader.skipString()
    if isJoints {
      for _ in 0..<(try reader.readSequenceCount()) { try reader.skipString() }
    } else {
      _ = try reader.read(UInt64.self)
      _ = try reader.read(UInt64.self)
    }
    let count = Int(head.bytes[3])
    var bytes = RecordBytes(capacity: SampleFields.values + 24 * count)
    bytes.append(head.bytes)
    for _ in 0..<3 {
      let numbers = unsafe try reader.readSequenceBytes(elementSize: 8)
      unsafe bytes.append(numbers)
      guard unsafe numbers.isEmpty else { continue }
      unsafe unknown.withUnsafeBytes { unsafe bytes.append(UnsafeRawBufferPointer(rebasing: $0.prefix(8 * count))) }
    }
    return (.device(device), TapRecord(kind: .sample, lostBefore: head.lostBefore, bytes: bytes.bytes))
  }

  private func decodeCheckpoint(_ reader: inout CDRReader) throws(CDRError) -> (source: TapSource, record: TapRecord)? {
    let time: Int64 = try reader.read()
    let call: UInt64 = try reader.read()
    let lost: UInt32 = try reader.read()
    let source = try TapSource(&reader)
    let state = unsafe try reader.readSequenceBytes(elementSize: 1)
    guard let source else { return nil }
    var bytes = RecordBytes(capacity: 16 + state.count)
    bytes.append(time)
    bytes.append(call)
    unsafe bytes.append(state)
    return (source, TapRecord(kind: .checkpoint, lostBefore: lost, bytes: bytes.bytes))
  }

  /// The record behind an event; nil where the recorder alone wrote it.
  private func decodeEvent(_ reader: inout CDRReader) throws(CDRError) -> (source: TapSource, record: TapRecord)? {
    let event = try RecordedEventHead(&reader)
    guard let kind = RecordKind(rawValue: event.recordKind), let source = event.source else { return nil }
    return (source, TapRecord(kind: kind, lostBefore: event.lostBefore, bytes: event.record))
  }
}

/// What stands in an event's message before its text.
struct RecordedEventHead {
  var wallTime: UInt64
  var time: Timestamp
  var severity: EventSeverity
  var source: TapSource?
  var recordKind: UInt16
  var lostBefore: UInt32
  var value: Double
  var record: [UInt8]

  init(_ reader: inout CDRReader) throws(CDRError) {
    wallTime = try reader.readTime() ?? 0
    time = Timestamp(nanoseconds: try reader.read())
    severity = EventSeverity(rawValue: try reader.read()) ?? .information
    source = try TapSource(&reader)
    recordKind = try reader.read()
    lostBefore = try reader.read()
    value = try reader.read()
    record = try reader.readSequence()
  }
}

extension TapSource {
  /// The places of a device and of a robot, 255 for neither; nil where there is neither.
  init?(_ reader: inout CDRReader) throws(CDRError) {
    let device: UInt8 = try reader.read()
    let robot: UInt8 = try reader.read()
    if device < DeviceID.capacity {
      self = .device(DeviceID(Int(device)))
    } else if robot < RobotID.capacity {
      self = .robot(RobotID(Int(robot)))
    } else {
      return nil
    }
  }
}

extension TapRecord {
  /// A tick's record from its message.
  init(tick reader: inout CDRReader) throws(CDRError) {
    var bytes = RecordBytes(capacity: 2048)
    bytes.append(try reader.read(Int64.self))
    bytes.append(try reader.read(UInt64.self))
    bytes.append(try reader.read(UInt64.self))
    let lost: UInt32 = try reader.read()
    bytes.append(try reader.read(UInt32.self))
    let groups = unsafe try reader.readArrayBytes(21, elementSize: 1)
    let stepTime: UInt64 = try reader.read()
    let runs = try reader.readSequenceCount(minimumSize: 11)
    var body = RecordBytes(capacity: 2048)
    for _ in 0..<runs {
      body.append(try reader.read(UInt8.self))
      body.append(UInt8(0))
      body.append(try reader.read(UInt16.self))
      body.append(UInt32(0))
      body.append(try reader.read(UInt64.self))
    }
    let requests = try reader.readSequenceCount(minimumSize: 2)
    unsafe body.append(try reader.readArrayBytes(2 * requests, elementSize: 1))
    let answers = try reader.readSequenceCount(minimumSize: 97)
    for _ in 0..<answers {
      body.append(try reader.read(UInt64.self))
      body.append(try reader.read(UInt8.self))
      for _ in 0..<11 { body.append(try reader.read(UInt64.self)) }
    }
    let wanted = unsafe try reader.readSequenceBytes(elementSize: 8)
    unsafe body.append(wanted)
    unsafe body.append(try reader.readSequenceBytes(elementSize: 8))
    unsafe body.append(try reader.readSequenceBytes(elementSize: 8))
    unsafe body.append(try reader.readSequenceBytes(elementSize: 1))
    unsafe body.append(try reader.readArrayBytes(4 * JointGroup.count, elementSize: 8))
    let packet = unsafe try reader.readSequenceBytes(elementSize: 1)
    unsafe body.append(packet)
    bytes.append(UInt16(truncatingIfNeeded: wanted.count / 8))
    bytes.append(UInt8(truncatingIfNeeded: runs))
    bytes.append(UInt8(truncatingIfNeeded: requests))
    bytes.append(UInt16(truncatingIfNeeded: packet.count))
    unsafe bytes.append(groups)
    bytes.append(UInt8(truncatingIfNeeded: answers))
    bytes.append(stepTime)
    bytes.append(body.bytes)
    self.init(kind: .tick, lostBefore: lost, bytes: bytes.bytes)
  }

  /// A note of a send from its message.
  init(datagram reader: inout CDRReader) throws(CDRError) {
    var bytes = RecordBytes(capacity: 48)
    bytes.append(try reader.read(UInt64.self))
    for _ in 0..<4 { bytes.append(try reader.read(Int64.self)) }
    let lost: UInt32 = try reader.read()
    bytes.append(try reader.read(UInt8.self))
    self.init(kind: .sent, lostBefore: lost, bytes: bytes.bytes)
  }
}

/// A record under construction.
struct RecordBytes {
  private var storage: [UInt8]
  private var count = 0

  /// - Parameter capacity: [B] what is likely enough.
  init(capacity: Int) { storage = Array(repeating: 0, count: capacity) }

  /// What was appended.
  var bytes: [UInt8] {
    consuming get {
      storage.removeLast(storage.count - count)
      return storage
    }
  }

  mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    let place = extend(by: MemoryLayout<Value>.size)
    // SAFETY: `extend` made room behind `place`.
    unsafe storage.withUnsafeMutableBytes { unsafe $0.storeBytes(of: value, toByteOffset: place, as: Value.self) }
  }

  mutating func append(_ more: [UInt8]) {
    unsafe more.withUnsafeBytes { unsafe append($0) }
  }

  @unsafe
  mutating func append(_ more: UnsafeRawBufferPointer) {
    guard more.count > 0 else { return }
    let place = extend(by: more.count)
    // SAFETY: `extend` made room behind `place`.
    unsafe storage.withUnsafeMutableBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: $0[place...]).copyMemory(from: more) }
  }

  /// Makes room for `length` bytes more and returns where they begin.
  private mutating func extend(by length: Int) -> Int {
    let place = count
    count += length
    if count > storage.count { storage.append(contentsOf: repeatElement(0, count: max(count - storage.count, storage.count))) }
    return place
  }
}
