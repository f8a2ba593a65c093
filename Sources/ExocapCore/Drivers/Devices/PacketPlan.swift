/// A `PacketFormat` compiled to flat tables: what the driver walks along for each packet.
@safe
struct PacketPlan: ~Copyable {
  let ending: PacketEnding
  /// [B] Length of the header.
  let header: Int
  let hasLength: Bool
  let length: PacketLength
  let hasID: Bool
  let id: PacketPlace
  let checksumFrom: Int
  let checksumLength: Int
  let checksumIsBigEndian: Bool
  let syncCount: Int
  /// The sync bytes, first one lowest.
  let sync: UInt32
  let placeCount: Int
  let messageCount: Int
  let messages: UnsafeMutablePointer<Message>
  let steps: UnsafeMutablePointer<Step>
  /// The clock that the packets have; a tick of 1 ns where there is none.
  let clock: DeviceClock
  /// [Hz] Packets a second, of all messages.
  let rate: Double
  /// Place of a ping's answer among the messages; -1: there are no pings.
  let reply: Int

  /// One message.
  struct Message: BitwiseCopyable, Sendable {
    var id: UInt32
    /// [B] Of its payload; the longest where any length up to it is right.
    var length: Int
    /// Any length up to `length`.
    var isOpen: Bool
    /// Its steps, from `first` up to `last`, exclusive.
    var first: Int
    var last: Int
    /// Bit i: it has field i of the raw sample.
    var valid: UInt64
    var streams: UInt64
    /// [Hz]
    var rate: Double
  }

  /// One number to take out of a packet.
  struct Step: BitwiseCopyable, Sendable {
    /// [B] From the packet's first byte.
    var offset: Int
    var number: PacketNumber
    var isBigEndian: Bool
    var role: PacketRole
    /// The sequence is the whole device's, not its message's.
    var isShared = false
    /// Field of the raw sample; -1: none.
    var place = -1
    /// The bit that is meant; -1: the number.
    var bit = -1
  }

  /// `format` was checked: its fields have places in a raw sample, its packets are no longer than `PacketFormat.longest`.
  init(_ format: PacketFormat) {
    precondition(format.messages.count >= 1 && format.messages.count <= PacketFormat.mostMessages, "a device has 1 ... 16 messages")
    precondition(format.placeCount <= RawSample.capacity, "the messages of a device have at most 64 values")
    ending = format.ending
    header = format.payloadAt
    hasLength = format.length != nil
    length = format.length ?? PacketLength(place: PacketPlace(at: 0, number: .u8), counts: .whole)
    hasID = format.id != nil
    id = format.id ?? PacketPlace(at: 0, number: .u8)
    checksumFrom = format.checksumFrom
    checksumLength = format.checksum.length
    checksumIsBigEndian = format.checksumIsBigEndian
    syncCount = format.sync.count
    sync = format.sync.enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
    placeCount = format.placeCount
    messageCount = format.messages.count
    clock = format.deviceClock ?? DeviceClock(tick: 1, bits: 32)
    rate = format.messages.reduce(0) { $0 + $1.rate }
    reply = format.ping?.reply ?? -1
    var messages: [Message] = []
    var steps: [Step] = []
    var place = 0
    for message in format.messages {
      let first = steps.count
      PacketPlan.addHeader(format, to: &steps)
      let firstPlace = place
      PacketPlan.add(message, at: format.payloadAt, place: &place, to: &steps)
      var valid: UInt64 = 0
      for bit in firstPlace..<place { valid |= 1 << UInt64(bit) }
      messages.append(
        Message(
          id: message.id ?? 0, length: message.length, isOpen: message.fields.isEmpty, first: first, last: steps.count, valid: valid,
          streams: UInt64(message.streams), rate: message.rate))
      let longest = format.payloadAt + message.length + format.checksum.length
      precondition(longest <= PacketFormat.longest, "a packet has at most 512 bytes")
    }
    unsafe self.messages = UnsafeMutablePointer<Message>.allocate(capacity: messages.count)
    for (index, message) in messages.enumerated() { unsafe (self.messages + index).initialize(to: message) }
    unsafe self.steps = UnsafeMutablePointer<Step>.allocate(capacity: max(1, steps.count))
    for (index, step) in steps.enumerated() { unsafe (self.steps + index).initialize(to: step) }
  }

  deinit {
    unsafe messages.deallocate()
    unsafe steps.deallocate()
  }

  private static func addHeader(_ format: PacketFormat, to steps: inout [Step]) {
    if let place = format.clock {
      steps.append(Step(offset: place.at, number: place.number, isBigEndian: place.isBigEndian, role: .clock))
    }
    if let place = format.sequence {
      steps.append(Step(offset: place.at, number: place.number, isBigEndian: place.isBigEndian, role: .sequence, isShared: true))
    }
  }

  private static func add(_ message: PacketMessage, at start: Int, place: inout Int, to steps: inout [Step]) {
    // A clock that starts anew also numbers anew: it is read first.
    var offset = start
    var sequences: [Step] = []
    for field in message.fields {
      for index in 0..<field.count where field.role != .unused {
        let step = Step(
          offset: offset + index * field.number.length, number: field.number, isBigEndian: field.isBigEndian, role: field.role)
        if field.role == .sequence {
          sequences.append(step)
        } else {
          add(step, field: field, place: &place, to: &steps)
        }
      }
      offset += field.length
    }
    steps += sequences
  }

  private static func add(_ step: Step, field: PacketField, place: inout Int, to steps: inout [Step]) {
    var step = step
    guard field.placeCount > 0 else {
      steps.append(step)
      return
    }
    let bits = field.bits.isEmpty ? [-1] : field.bits.map(\.bit)
    for (index, bit) in bits.enumerated() {
      step.bit = bit
      step.place = place
      // The status is told once, whatever bits are read out of it.
      if index > 0 { step.role = .value }
      steps.append(step)
      place += 1
    }
  }
}

extension PacketPlan {
  /// The place among the messages of the one with this id; -1 where there is none.
  mutating func message(withID id: UInt32) -> Int {
    if !hasID { return 0 }
    for index in 0..<messageCount where unsafe messages[index].id == id { return index }
    return -1
  }

  /// [B] How long the payload is by its length, which stands in `bytes`; negative where that cannot be.
  mutating func payloadLength(_ bytes: UnsafePointer<UInt8>) -> Int {
    let value = unsafe Int(PacketPlan.bits(bytes + length.place.at, length.place.number, length.place.isBigEndian)) &- length.plus
    switch length.counts {
    case .payload: return value
    case .whole: return value &- header &- checksumLength
    case .rest: return value &+ length.place.at &+ length.place.number.length &- header &- checksumLength
    }
  }

  /// The bits of a number that begins at `bytes`.
  @inline(__always)
  static func bits(_ bytes: UnsafePointer<UInt8>, _ number: PacketNumber, _ isBigEndian: Bool) -> UInt32 {
    let length = number.length
    var value: UInt32 = 0
    for index in 0..<length {
      let byte = unsafe UInt32(bytes[isBigEndian ? index : length &- 1 &- index])
      value = (value &<< 8) | byte
    }
    return value
  }

  /// What bits mean as a number.
  @inline(__always)
  static func value(_ bits: UInt32, _ number: PacketNumber) -> Double {
    switch number {
    case .u8, .u16, .u24, .u32: Double(bits)
    case .i8: Double(Int8(truncatingIfNeeded: bits))
    case .i16: Double(Int16(truncatingIfNeeded: bits))
    case .i24: Double(Int32(bitPattern: bits &<< 8) &>> 8)
    case .i32: Double(Int32(bitPattern: bits))
    case .f32: Double(Float(bitPattern: bits))
    }
  }
}
