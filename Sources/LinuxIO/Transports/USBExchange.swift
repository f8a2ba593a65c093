internal import ExocapCore
internal import Glibc
internal import Synchronization

/// What lies between the thread of a USB device and the one that reads it: two rings, two bells, and how it ended.
final class USBExchange: @unchecked Sendable {
  // SAFETY: `arrivals` and `departing` are the reader's alone, `arriving` and `departures` the device's thread's alone; the rings between
  // them are made for two threads.
  private var arriving: RecordProducer
  private var arrivals: RecordConsumer
  private var departing: RecordProducer
  private var departures: RecordConsumer
  private let stopFlag = Atomic<Bool>(false)
  private let failure = Atomic<Int32>(0)
  /// Rung for each transfer that arrived, and at the end.
  let arrivedBell: EventDescriptor
  /// Rung for each transfer that shall leave, and to stop.
  let departingBell: EventDescriptor

  /// [B] 125 ms of the busiest interrupt endpoint: 8,000 transfers of 64 bytes a second.
  private static var arrivalRoom: Int { 1 << 17 }
  /// [B] Some requests: a device that does not take them is asked no more.
  private static var departureRoom: Int { 1 << 14 }

  init() throws(IOError) {
    let arrived = RecordRing(minimumBytes: USBExchange.arrivalRoom)
    let leaving = RecordRing(minimumBytes: USBExchange.departureRoom)
    arrivedBell = try EventDescriptor()
    departingBell = try EventDescriptor()
    arriving = arrived.makeProducer()
    arrivals = arrived.makeConsumer()
    departing = leaving.makeProducer()
    departures = leaving.makeConsumer()
  }

  // MARK: The reader's side

  func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    // Before the ring is looked at: what is rung later is seen at the next wait.
    _ = arrivedBell.takeRings()
    // SYNC: pairs with the releasing store in fail; what was pushed before it is seen below.
    let code = failure.load(ordering: .acquiring)
    guard let record = arrivals.front() else { return code == 0 ? .wouldBlock : .gone(ErrorCode(rawValue: code)) }
    let length = unsafe min(record.bytes.count, bytes.count)
    // SAFETY: both have at least `length` bytes.
    unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: record.bytes[0..<length])) }
    arrivals.advance()
    // Another transfer may wait, whose ring was just taken.
    arrivedBell.ring()
    return .bytes(length)
  }

  func write(_ bytes: Span<UInt8>) -> WriteResult {
    // SYNC: pairs with the releasing store in fail.
    let code = failure.load(ordering: .acquiring)
    if code != 0 { return .gone(ErrorCode(rawValue: code)) }
    guard let room = unsafe departing.reserve(bytes.count) else { return .wouldBlock }
    // SAFETY: the ring gave that many bytes.
    unsafe bytes.withUnsafeBytes { if let first = $0.baseAddress { unsafe room.copyMemory(from: first, byteCount: $0.count) } }
    departing.commit(bytes.count, kind: 0)
    departingBell.ring()
    return .bytes(bytes.count)
  }

  /// A figure for people: it may lag.
  var lostTransfers: UInt64 { arrivals.lost }

  /// Asks the device's thread to end.
  func stop() {
    // SYNC: pairs with the acquiring load in shouldStop.
    stopFlag.store(true, ordering: .releasing)
    departingBell.ring()
  }

  // MARK: The device's thread

  var shouldStop: Bool {
    // SYNC: pairs with the releasing store in stop; the failure is this thread's own.
    stopFlag.load(ordering: .acquiring) || failure.load(ordering: .relaxed) != 0
  }

  /// A transfer came; one that finds the ring full is lost and counted.
  func arrived(_ bytes: UnsafeRawBufferPointer) {
    guard let room = unsafe arriving.reserve(bytes.count) else { return }
    // SAFETY: the ring gave that many bytes.
    if let first = bytes.baseAddress { unsafe room.copyMemory(from: first, byteCount: bytes.count) }
    arriving.commit(bytes.count, kind: 0)
    arrivedBell.ring()
  }

  /// Copies the next transfer that shall leave into `memory`; nil where there is none.
  func nextDeparture(into memory: UnsafeMutableRawBufferPointer) -> Int? {
    guard let record = departures.front() else { return nil }
    let length = unsafe min(record.bytes.count, memory.count)
    // SAFETY: both have at least `length` bytes.
    unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: record.bytes[0..<length]))
    departures.advance()
    return length
  }

  /// The device is of no more use.
  func fail(_ code: ErrorCode) {
    // SYNC: pairs with the acquiring loads in read and write.
    failure.store(code.rawValue, ordering: .releasing)
    arrivedBell.ring()
  }
}
