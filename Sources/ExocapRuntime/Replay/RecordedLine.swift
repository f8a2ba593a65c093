package import ExocapCore

/// What happened on one device's line, in order, read from the recording as it is asked for.
package final class RecordedLine {
  /// One thing that happened.
  package enum Step: Sendable, Equatable {
    /// The bytes of one read of the daemon.
    case read([UInt8])
    /// A request of the daemon, byte for byte.
    case asked([UInt8])
    case opened
    case closed
  }

  /// A step and when it happened, since the episode's beginning.
  package struct Entry: Sendable, Equatable {
    package var time: Interval
    package var step: Step

    package init(time: Interval, step: Step) {
      self.time = time
      self.step = step
    }
  }

  private let nextRecord: () -> Entry?
  private var ahead: Entry?
  private var isAtEnd = false

  /// The line of a device of `recording`, from `from` on and before `to` since its beginning.
  package init(_ recording: Recording, device: DeviceID, from: Interval = .zero, to: Interval = .distant) {
    let stream = recording.tap(of: .device(device))
    let start = recording.start
    nextRecord = {
      while let record = stream.take() {
        guard let step = Step(record) else { continue }
        let time = record.time - start
        // A plug that is pulled before is pulled still.
        if time < from, case .read = step { continue }
        if time < from, case .asked = step { continue }
        return time < to ? Entry(time: max(time, from), step: step) : nil
      }
      return nil
    }
  }

  /// A line over entries in memory.
  package init(_ entries: [Entry]) {
    var index = 0
    nextRecord = {
      guard index < entries.count else { return nil }
      defer { index += 1 }
      return entries[index]
    }
  }

  /// The next entry without taking it; nil at the end.
  package func peek() -> Entry? {
    if ahead == nil && !isAtEnd {
      ahead = nextRecord()
      isAtEnd = ahead == nil
    }
    return ahead
  }

  /// Takes the next entry; nil at the end.
  package func take() -> Entry? {
    defer { ahead = nil }
    return peek()
  }
}

extension RecordedLine.Step {
  /// Nil where nothing of it was on the line.
  fileprivate init?(_ record: TapRecord) {
    switch record.kind {
    case .receive: self = .read(Array(record.bytes.dropFirst(17)))
    case .poll:
      // A poll that asked for nothing ended a turn, or moved a deadline.
      guard record.bytes.count > 16 else { return nil }
      self = .asked(Array(record.bytes.dropFirst(16)))
    case .opened: self = .opened
    case .closed: self = .closed
    case .wrote, .request, .felt, .sample, .deviceEvent, .checkpoint, .tick, .sent, .change: return nil
    }
  }
}
