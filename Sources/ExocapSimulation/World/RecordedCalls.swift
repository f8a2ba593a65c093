internal import ExocapCore

/// The recorded calls of one device's thread, made again at their times on an acquisition of another rig.
struct RecordedCalls: Sendable {
  private let calls: [WorldRecord]
  private var next = 0
  /// Whether a checkpoint was restored or the port opened since the last gap: before it a request in flight is unknown.
  private var isLive = false
  /// Checkpoints of another kind of device, which cannot be gone on from.
  private(set) var isUnreadable = false

  init(_ records: [WorldRecord]) {
    calls = records.filter { record in
      switch record.kind {
      case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .checkpoint: true
      case .sample, .deviceEvent, .tick, .sent, .change: false
      }
    }
  }

  /// When the next call is due.
  var deadline: Timestamp { next < calls.count ? calls[next].time : .distantFuture }

  /// When the first call was made, and the last; nil where there is none.
  var span: (first: Timestamp, last: Timestamp)? {
    guard let first = calls.first, let last = calls.last else { return nil }
    return (first.time, last.time)
  }

  /// Makes every call that is due.
  mutating func advance(_ acquisition: inout Acquisition, to now: Timestamp) {
    while next < calls.count, calls[next].time <= now {
      make(calls[next], on: &acquisition)
      next += 1
    }
  }

  private mutating func make(_ call: WorldRecord, on acquisition: inout Acquisition) {
    if call.lostBefore > 0 { isLive = false }
    let byte = call.bytes.count > 16 ? call.bytes[16] : 0
    switch call.kind {
    case .checkpoint: if !isLive { resume(call, &acquisition) }
    case .opened:
      acquisition.opened(at: call.time)
      isLive = true
    case .closed: if isLive { acquisition.closed(at: call.time) }
    case .receive:
      if isLive, call.bytes.count >= 17 {
        acquisition.receive(call.bytes.span.extracting(droppingFirst: 17), endsPacket: byte != 0, at: call.time)
      }
    case .poll: if isLive { _ = acquisition.poll(now: call.time) }
    case .wrote: if isLive { acquisition.wrote(WriteOutcome(rawValue: byte) ?? .failed, at: call.time) }
    case .felt: if isLive { acquisition.feel(call.newtons, at: call.time) }
    case .request: if isLive, let request = DeviceRequest(rawValue: byte) { acquisition.take(request, at: call.time) }
    case .sample, .deviceEvent, .tick, .sent, .change: break
    }
  }

  private mutating func resume(_ call: WorldRecord, _ acquisition: inout Acquisition) {
    guard let checkpoint = unsafe call.bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else { return }
    do throws(CheckpointFailure) {
      try acquisition.restore(checkpoint)
      isLive = true
    } catch {
      isUnreadable = true
    }
  }
}
