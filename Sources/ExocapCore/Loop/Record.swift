// Loop/ composes the core: Acquisition turns a device's bytes into samples, ControlLoop turns samples into commands.
// Every call into either is tapped, in order, so that a recording replays bit for bit. It knows no file and no thread.

/// What a tapped record holds. The numbers stand in recordings: they never change their meaning.
package enum RecordKind: UInt16, BitwiseCopyable, Sendable, CaseIterable {
  /// The port is open.
  case opened = 1
  /// Bytes arrived: `endsPacket` (1 byte), then the bytes of one read.
  case receive = 2
  /// A poll at or past its deadline: the request's bytes, none where it asked for nothing.
  case poll = 3
  /// What the port answered to the request: outcome (1 byte).
  case wrote = 4
  /// A person's request to the device: request (1 byte).
  case request = 5
  /// The port is gone.
  case closed = 6
  /// What the robot's hand feels was told to the device: force [N] (8 bytes).
  case felt = 7
  /// A decoded sample: `SampleRecord`.
  case sample = 16
  /// A calibration event of a device: `DeviceEventRecord`.
  case deviceEvent = 17
  /// A checkpoint of the thread's part of the core.
  case checkpoint = 20
  /// One tick: `TickRecord`.
  case tick = 32
  /// What became of the tick's packet: `SentRecord`.
  case sent = 33
  /// A joint group changed its state: `ChangeRecord`.
  case change = 34
}

/// Writes a record field by field into memory that a `RecordProducer` reserved.
@safe
package struct RecordWriter: ~Copyable {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  /// [B] How much is written.
  package private(set) var count: Int = 0

  init(_ base: UnsafeMutableRawPointer, capacity: Int) {
    unsafe self.base = base
    self.capacity = capacity
  }

  @inline(__always)
  mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    precondition(count &+ size <= capacity, "a record fits what was reserved for it")
    unsafe base.storeBytes(of: value, toByteOffset: count, as: Value.self)
    count &+= size
  }

  /// Appends `length` bytes from `source`.
  mutating func append(bytes source: UnsafeRawPointer, length: Int) {
    precondition(length >= 0 && count &+ length <= capacity, "a record fits what was reserved for it")
    unsafe (base + count).copyMemory(from: source, byteCount: length)
    count &+= length
  }

  /// Appends the bytes of a read.
  @inline(__always)
  mutating func append(_ bytes: borrowing Span<UInt8>) {
    for index in 0..<bytes.count { append(bytes[index]) }
  }
}

/// Reads a record field by field. A record that ends too early reads zeros and says so.
@safe
package struct RecordReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  /// Whether a field was asked for that is not there.
  package private(set) var isShort = false

  /// A reader of `bytes`, which must outlive it.
  package init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  package mutating func read<Value: BitwiseCopyable>(_ zero: Value) -> Value {
    let size = MemoryLayout<Value>.size
    guard unsafe offset + size <= bytes.count else {
      isShort = true
      return zero
    }
    defer { offset += size }
    return unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }

  /// The next `length` bytes in place; fewer where the record ends.
  package mutating func readBytes(_ length: Int) -> UnsafeRawBufferPointer {
    let available = unsafe max(0, min(length, bytes.count - offset))
    if available < length { isShort = true }
    defer { offset += available }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + available])
  }

  /// What is left, in place.
  package mutating func readRest() -> UnsafeRawBufferPointer {
    let start = offset
    offset = unsafe bytes.count
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
  }
}
