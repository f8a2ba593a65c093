/// The writing side of a thread's tap: every call into the core and what came of it, in order.
///
/// Calls are numbered from 0 without a gap, lost ones too, so that a reader of the recording sees what is missing.
package struct Tap: ~Copyable {
  private var producer: RecordProducer
  /// The number of the next call.
  package private(set) var nextCall: UInt64 = 0

  package init(_ producer: consuming RecordProducer) { self.producer = producer }

  /// Records that did not fit.
  package var lost: UInt64 { producer.lost }

  /// [B] Time and number before the body of each call.
  @inline(__always) static var callHeader: Int { 16 }

  /// A call without a body, or with one byte.
  mutating func call(_ kind: RecordKind, at time: Timestamp, byte: UInt8? = nil) {
    defer { nextCall = nextCall &+ 1 }
    guard let memory = unsafe producer.reserve(Tap.callHeader &+ 1) else { return }
    var writer = unsafe RecordWriter(memory, capacity: Tap.callHeader &+ 1)
    writer.append(time)
    writer.append(nextCall)
    if let byte { writer.append(byte) }
    producer.commit(writer.count, kind: kind.rawValue)
  }

  /// A force that a device is told.
  mutating func felt(_ newtons: Double, at time: Timestamp) {
    defer { nextCall = nextCall &+ 1 }
    let length = Tap.callHeader &+ 8
    guard let memory = unsafe producer.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    writer.append(time)
    writer.append(nextCall)
    writer.append(newtons)
    producer.commit(writer.count, kind: RecordKind.felt.rawValue)
  }

  /// A read.
  mutating func receive(_ bytes: borrowing Span<UInt8>, endsPacket: Bool, at time: Timestamp) {
    defer { nextCall = nextCall &+ 1 }
    let length = Tap.callHeader &+ 1 &+ bytes.count
    guard let memory = unsafe producer.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    writer.append(time)
    writer.append(nextCall)
    writer.append(endsPacket ? UInt8(1) : 0)
    writer.append(bytes)
    producer.commit(writer.count, kind: RecordKind.receive.rawValue)
  }

  /// A poll with the request that it returned.
  mutating func poll(_ request: borrowing PacketBuffer, at time: Timestamp) {
    defer { nextCall = nextCall &+ 1 }
    let length = Tap.callHeader &+ request.count
    guard let memory = unsafe producer.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    writer.append(time)
    writer.append(nextCall)
    if let base = unsafe request.contents.baseAddress { unsafe writer.append(bytes: base, length: request.count) }
    producer.commit(writer.count, kind: RecordKind.poll.rawValue)
  }

  /// A decoded sample, with its `count` values only.
  mutating func sample(_ sample: UnsafePointer<Sample>) {
    let count = unsafe min(sample.pointee.count, JointVector.capacity)
    let length = 56 &+ count &* 24
    guard let memory = unsafe producer.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    unsafe writer.append(sample.pointee.device.index)
    unsafe writer.append(sample.pointee.stream.index)
    unsafe writer.append(sample.pointee.kind.rawValue)
    writer.append(UInt8(truncatingIfNeeded: count))
    writer.append(UInt32(0))
    unsafe writer.append(sample.pointee.sequence)
    unsafe writer.append(sample.pointee.deviceTicks)
    unsafe writer.append(sample.pointee.captured)
    unsafe writer.append(sample.pointee.arrived)
    unsafe writer.append(sample.pointee.valid)
    unsafe writer.append(sample.pointee.saturated)
    for index in 0..<count { unsafe writer.append(sample.pointee.values[index]) }
    for index in 0..<count { unsafe writer.append(sample.pointee.rates[index]) }
    for index in 0..<count { unsafe writer.append(sample.pointee.efforts[index]) }
    producer.commit(writer.count, kind: RecordKind.sample.rawValue)
  }

  /// A checkpoint: the number of the next call, then the archive's bytes.
  mutating func checkpoint(_ archive: borrowing CheckpointArchive, at time: Timestamp) {
    let length = Tap.callHeader &+ archive.count
    guard let memory = unsafe producer.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    writer.append(time)
    writer.append(nextCall)
    if let base = unsafe archive.contents.baseAddress { unsafe writer.append(bytes: base, length: archive.count) }
    producer.commit(writer.count, kind: RecordKind.checkpoint.rawValue)
  }

  /// Memory for a record of at most `length` bytes that the caller fills; nil where it does not fit.
  mutating func reserve(_ length: Int) -> UnsafeMutableRawPointer? { unsafe producer.reserve(length) }

  /// Publishes what `reserve` gave. A numbered record takes the next call's number.
  mutating func commit(_ length: Int, kind: RecordKind) { producer.commit(length, kind: kind.rawValue) }

  /// Goes on numbering from `call`, as after a checkpoint.
  mutating func resume(from call: UInt64) { nextCall = call }

  /// Takes the next call's number, for records that the caller writes.
  mutating func takeNumber() -> UInt64 {
    defer { nextCall = nextCall &+ 1 }
    return nextCall
  }
}
