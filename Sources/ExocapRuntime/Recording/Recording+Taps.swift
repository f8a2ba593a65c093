internal import ExocapCore
internal import MCAP

extension Recording {
  /// The records of every thread, read from the file as they are taken.
  ///
  /// Devices and the first robot share one pass over the file; each other robot has its own, so that nothing waits in memory for it.
  ///
  /// `damages` tells at the end what could not be read.
  package func taps() -> (devices: [TapStream], robots: [TapStream], damages: () -> [RecordingDamage]) {
    let shared = TapFeed(self) { source in
      if case .robot(let robot) = source { return robot.index == 0 }
      return true
    }
    let devices = (0..<deviceCount).map { shared.stream(of: .device(DeviceID($0))) }
    let robots = (0..<robotCount).map { index in
      let source = TapSource.robot(RobotID(index))
      let feed = index == 0 ? shared : TapFeed(self) { $0 == source }
      return feed.stream(of: source)
    }
    return (devices, robots, { shared.damages })
  }
}

extension Recording {
  /// The records of one thread alone, in a pass of their own over the file.
  package func tap(of source: TapSource) -> TapStream { TapFeed(self) { $0 == source }.stream(of: source) }
}

/// Hands the records of a file out by thread, reading on where a thread has none left.
private final class TapFeed {
  // All that changes is one value: a class checks each access to each of its properties.
  private var pass: TapPass

  init(_ recording: Recording, wants: @escaping (TapSource) -> Bool) { pass = TapPass(recording, wants: wants) }

  var damages: [RecordingDamage] { pass.scan.damages }

  func stream(of source: TapSource) -> TapStream {
    let place = TapPass.place(of: source)
    pass.queues[place].isRead = true
    return TapStream(isCut: { self.pass.scan.isTorn }) { self.pass.next(place) }
  }
}

/// One pass over a file. Threads lie side by side in it, so that little waits here.
private struct TapPass: ~Copyable {
  var scan: RecordingScan
  private let wants: (TapSource) -> Bool
  private var decoder: TapDecoder
  /// By `place`: a table, because every record asks.
  var queues: [RecordQueue] = Array(repeating: RecordQueue(), count: DeviceID.capacity + RobotID.capacity)
  private var damageCount = 0

  init(_ recording: Recording, wants: @escaping (TapSource) -> Bool) {
    scan = RecordingScan(recording)
    decoder = TapDecoder(recording.channels)
    self.wants = wants
  }

  /// The next record of the thread at `place`; nil at the end.
  mutating func next(_ place: Int) -> TapRecord? {
    while queues[place].isEmpty {
      guard let message = scan.next() else { return nil }
      noteDamage()
      guard let (source, record) = decoder.decode(message), wants(source) else { continue }
      queues[Self.place(of: source)].append(record)
    }
    return queues[place].removeFirst()
  }

  static func place(of source: TapSource) -> Int {
    switch source {
    case .device(let device): Int(device.index)
    case .robot(let robot): DeviceID.capacity + Int(robot.index)
    }
  }

  /// A damaged chunk may have held records of every thread.
  private mutating func noteDamage() {
    guard scan.damages.count > damageCount else { return }
    damageCount = scan.damages.count
    for place in queues.indices { queues[place].hasLost = true }
  }
}

/// Records of one thread that wait to be taken.
private struct RecordQueue {
  /// Whether somebody takes them; else none are kept.
  var isRead = false
  /// Whether records are missing before the next one.
  var hasLost = false
  private var records: [TapRecord] = []
  private var taken = 0

  var isEmpty: Bool { taken == records.count }

  mutating func append(_ record: TapRecord) {
    guard isRead else { return }
    records.append(record)
    if hasLost { records[records.count - 1].lostBefore = max(1, record.lostBefore) }
    hasLost = false
  }

  mutating func removeFirst() -> TapRecord {
    let first = records[taken]
    taken += 1
    if taken == records.count {
      records.removeAll(keepingCapacity: true)
      taken = 0
    } else if taken >= 4096 {
      records.removeFirst(taken)
      taken = 0
    }
    return first
  }
}
