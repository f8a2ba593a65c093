import ExocapCore

/// What a test took out of a record ring: a record that `send` filled.
struct ReceivedRecord: Equatable {
  /// The first eight bytes; 0 where the record is shorter.
  var number: UInt64
  var length: Int
  var lostBefore: UInt32
  /// Whether kind and every byte are what `send` wrote.
  var isWhole = true
}

extension RecordProducer {
  /// Sends a record of `length` bytes that all derive from `number`. False where the ring is full.
  mutating func send(number: UInt64, length: Int) -> Bool {
    guard let memory = unsafe reserve(length) else { return false }
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: memory, count: length)
    for index in 0..<length { unsafe bytes[index] = UInt8(truncatingIfNeeded: number &* 31 &+ UInt64(index)) }
    if length >= 8 { unsafe bytes.storeBytes(of: number, as: UInt64.self) }
    commit(length, kind: UInt16(truncatingIfNeeded: number & 0xFF))
    return true
  }
}

extension RecordConsumer {
  /// Takes the oldest record and checks its bytes; nil where there is none.
  mutating func take() -> ReceivedRecord? {
    guard let record = front() else { return nil }
    let bytes = unsafe record.bytes
    var number: UInt64 = 0
    if bytes.count >= 8 { number = unsafe bytes.load(as: UInt64.self) }
    var taken = ReceivedRecord(number: number, length: bytes.count, lostBefore: record.lostBefore)
    if bytes.count >= 8 {
      taken.isWhole = record.kind == UInt16(truncatingIfNeeded: number & 0xFF)
      for index in 8..<bytes.count where unsafe bytes[index] != UInt8(truncatingIfNeeded: number &* 31 &+ UInt64(index)) {
        taken.isWhole = false
      }
    }
    advance()
    return taken
  }
}
