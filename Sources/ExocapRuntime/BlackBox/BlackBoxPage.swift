internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// One thing that the black box holds.
enum BlackBoxEntry {
  /// A record of a tap; its bytes stand beside it.
  case record(TapSource, kind: UInt16, lostBefore: UInt32)
  /// A round of the drain was over.
  case turn(Timestamp)
  case clock(WallClockReading)
  case event(EventSeverity, kind: String, text: String, at: Timestamp)
  /// From here on the last checkpoints were asked for.
  case end(Timestamp)
}

/// What was taken since the last block: entries one behind the other, each a head of 16 bytes and its bytes, padded to 16.
struct BlackBoxPage: ~Copyable {
  /// What an entry's first byte says.
  enum Tag: UInt8 {
    case deviceRecord = 1
    case robotRecord
    case turn
    case clock
    case event
    case end
  }

  private var buffer = RecordBuffer(capacity: BlackBoxPage.size + (64 << 10))
  /// The first and the last round of the drain in it.
  private(set) var first: Timestamp = .never
  private(set) var last: Timestamp = .never

  /// [B] A page is full here.
  static var size: Int { 256 << 10 }
  /// A page is not kept open longer: the box forgets block by block.
  static var longest: Interval { .milliseconds(500) }
  /// [B]
  static var headLength: Int { 16 }

  var isEmpty: Bool { buffer.isEmpty }
  var isFull: Bool { buffer.count >= BlackBoxPage.size }
  var isOld: Bool { first != .never && last - first >= BlackBoxPage.longest }

  mutating func removeAll() {
    buffer.removeAll()
    first = .never
  }

  @unsafe
  mutating func append(_ source: TapSource, kind: UInt16, lostBefore: UInt32, _ bytes: UnsafeRawBufferPointer) {
    switch source {
    case .device(let device): head(.deviceRecord, UInt8(device.index), kind, lostBefore, length: bytes.count)
    case .robot(let robot): head(.robotRecord, UInt8(robot.index), kind, lostBefore, length: bytes.count)
    }
    unsafe buffer.append(copying: bytes)
    pad()
  }

  mutating func append(turn now: Timestamp) {
    if first == .never { first = now }
    last = now
    head(.turn, length: 8)
    buffer.append(now.nanoseconds)
    pad()
  }

  mutating func append(end now: Timestamp) {
    head(.end, length: 8)
    buffer.append(now.nanoseconds)
    pad()
  }

  mutating func append(_ clock: WallClockReading) {
    var (state, estimated, maximum) = (UInt64(2), Int64(-1), Int64(-1))
    switch clock.synchronisation {
    case .synchronised(let estimate, let most): (state, estimated, maximum) = (1, estimate.nanoseconds, most.nanoseconds)
    case .unsynchronised: state = 0
    case .unknown: break
    }
    head(.clock, length: 48)
    for value in [clock.monotonic.nanoseconds, clock.realtime, clock.uncertainty.nanoseconds] { buffer.append(value) }
    buffer.append(state)
    buffer.append(estimated)
    buffer.append(maximum)
    pad()
  }

  mutating func append(_ event: DaemonEvent) {
    head(.event, event.severity.rawValue, length: 16 + event.kind.utf8.count + event.text.utf8.count)
    buffer.append(event.time.nanoseconds)
    buffer.append(event.kind)
    buffer.append(event.text)
    pad()
  }

  private mutating func head(_ tag: Tag, _ index: UInt8 = 0, _ kind: UInt16 = 0, _ lostBefore: UInt32 = 0, length: Int) {
    buffer.append(tag.rawValue)
    buffer.append(index)
    buffer.append(kind)
    buffer.append(lostBefore)
    buffer.append(UInt32(length))
    buffer.append(UInt32(0))
  }

  private mutating func pad() {
    while buffer.count % 16 != 0 { buffer.append(UInt8(0)) }
  }

  /// All entries in one piece; valid until the next change.
  @unsafe
  var unsafeBytes: UnsafeRawBufferPointer { unsafe buffer.unsafeBytes }
}
