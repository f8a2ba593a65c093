package import ExocapCore
internal import Glibc

// Replay/ drives the core with what a recording holds, and compares what comes out bit for bit.

/// One record of a thread's tap, on its own.
package struct TapRecord: Sendable, Equatable, CustomStringConvertible {
  package var kind: RecordKind
  /// How many records were lost between the one before and this one.
  package var lostBefore: UInt32
  package var bytes: [UInt8]

  package init(kind: RecordKind, lostBefore: UInt32, bytes: [UInt8]) {
    self.kind = kind
    self.lostBefore = lostBefore
    self.bytes = bytes
  }

  /// Short: thousands of bytes help nobody who reads a failed test.
  package var description: String { "\(kind) of \(bytes.count) bytes" }

  /// A copy of what a tap holds in place.
  init(kind: RecordKind, copying record: RecordConsumer.Record) {
    unsafe self.init(kind: kind, lostBefore: record.lostBefore, bytes: Array(record.bytes))
  }

  /// Whether every bit is that of what a tap holds in place.
  func isSame(as record: RecordConsumer.Record) -> Bool {
    guard kind.rawValue == record.kind, unsafe bytes.count == record.bytes.count else { return false }
    // SAFETY: both live through the call and have `count` bytes.
    return unsafe bytes.withUnsafeBytes { mine in
      guard let mine = mine.baseAddress, let theirs = unsafe record.bytes.baseAddress else { return true }
      return unsafe memcmp(mine, theirs, record.bytes.count) == 0
    }
  }

  /// What a tick record holds; nil where this is none.
  package var tick: TickRecord? {
    kind == .tick ? unsafe bytes.withUnsafeBytes { unsafe TickRecord($0) } : nil
  }

  /// What a tick took in; nil where this is no whole tick.
  var tickInputs: TapInputs? {
    guard kind == .tick else { return nil }
    return unsafe bytes.withUnsafeBytes { bytes -> TapInputs? in
      let fields = unsafe RecordFields(bytes)
      guard let tick = TickFields(fields), tick.joints <= JointVector.capacity else { return nil }
      var requests: [OperatorRequest] = []
      for index in 0..<tick.requests {
        let place = tick.firstRequest + 2 * index
        guard let kind = OperatorRequest.Kind(rawValue: fields.byte(at: place)) else { return nil }
        requests.append(OperatorRequest(kind: kind, groups: JointGroups(rawValue: fields.byte(at: place + 1))))
      }
      let runs = (0..<tick.runs).map { index in
        let place = TickFields.firstRun + TickFields.runLength * index
        var run = SampleRun(device: DeviceID(Int(fields.byte(at: place))), first: fields.unsigned64(at: place + 8))
        run.count = fields.unsigned16(at: place + 2)
        return run
      }
      return TapInputs(runs: runs, requests: requests, answers: (0..<tick.answers).map { tick.answer($0) })
    }
  }

  /// What a sample record holds; nil where this is none.
  package var sample: SampleRecord? {
    kind == .sample ? unsafe bytes.withUnsafeBytes { unsafe SampleRecord($0) } : nil
  }

  /// What a checkpoint record holds; nil where this is none.
  package var checkpoint: CheckpointRecord? {
    kind == .checkpoint ? unsafe bytes.withUnsafeBytes { unsafe CheckpointRecord($0) } : nil
  }

  /// What a change record holds; nil where this is none.
  package var change: ChangeRecord? {
    kind == .change ? unsafe bytes.withUnsafeBytes { unsafe ChangeRecord($0) } : nil
  }

  /// What a note of a send holds; nil where this is none.
  package var sent: SentRecord? {
    kind == .sent ? unsafe bytes.withUnsafeBytes { unsafe SentRecord($0) } : nil
  }

  /// What a device event holds; nil where this is none.
  package var deviceEvent: DeviceEventRecord? {
    kind == .deviceEvent ? unsafe bytes.withUnsafeBytes { unsafe DeviceEventRecord($0) } : nil
  }

  /// The time of a call, a tick or a checkpoint; `.never` where the record is too short.
  package var time: Timestamp {
    unsafe bytes.withUnsafeBytes { unsafe $0.count >= 8 ? $0.loadUnaligned(as: Timestamp.self) : .never }
  }

  /// [N] The force that a device was told; NaN where it is none.
  package var newtons: Double {
    unsafe bytes.withUnsafeBytes { unsafe $0.count >= 24 ? $0.loadUnaligned(fromByteOffset: 16, as: Double.self) : .nan }
  }

  /// The one byte of a call that has one; 0 where it has none.
  package var byte: UInt8 { bytes.count > 16 ? bytes[16] : 0 }
}

/// What a recorded tick took in.
struct TapInputs {
  var runs: [SampleRun]
  var requests: [OperatorRequest]
  var answers: [BranchEscape.Answer]
}

/// The records of one thread, in order, from memory or from a file.
package final class TapStream {
  private let next: () -> TapRecord?
  private let isCut: () -> Bool
  private var ahead: TapRecord?
  private var isAtEnd = false

  /// - Parameters:
  ///   - isCut: whether the end was the end of a torn file: then records are missing behind it.
  ///   - next: the next record, or nil at the end; not called again after that.
  package init(isCut: @escaping () -> Bool = { false }, _ next: @escaping () -> TapRecord?) {
    self.isCut = isCut
    self.next = next
  }

  /// A stream over records in memory.
  package convenience init(_ records: [TapRecord]) {
    var index = 0
    self.init {
      guard index < records.count else { return nil }
      defer { index += 1 }
      return records[index]
    }
  }

  /// The next record without taking it; nil at the end.
  package func peek() -> TapRecord? {
    if ahead == nil && !isAtEnd {
      ahead = next()
      if ahead == nil { isAtEnd = true }
    }
    return ahead
  }

  /// Takes the next record; nil at the end.
  package func take() -> TapRecord? {
    defer { ahead = nil }
    return peek()
  }

  /// Whether there is no record left, and some are missing behind the last one.
  var hasReachedCut: Bool { peek() == nil && isCut() }
}
