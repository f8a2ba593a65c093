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

/// Hands the records of a file out by thread, reading on where a thread has none left.
///
/// Threads lie side by side in a file, so that little waits here.
private final class TapFeed {
  private let scan: RecordingScan
  private let wants: (TapSource) -> Bool
  private var decoder: TapDecoder
  /// By `place`: a table, because every record asks.
  private var queues: [RecordQueue?] = Array(repeating: nil, count: DeviceID.capacity + RobotID.capacity)
  private var damageCount = 0

  init(_ recording: Recording, wants: @escaping (TapSource) -> Bool) {
    scan = RecordingScan(recording)
    decoder = TapDecoder(recording.channels)
    self.wants = wants
  }

  var damages: [RecordingDamage] { scan.damages }

  func stream(of source: TapSource) -> TapStream {
    let queue = RecordQueue()
    queues[Self.place(of: source)] = queue
    return TapStream(isCut: { self.scan.isTorn }) { self.next(queue) }
  }

  private func next(_ queue: RecordQueue) -> TapRecord? {
    while queue.isEmpty {
      guard let message = scan.next() else { return nil }
      noteDamage()
      guard let (source, record) = decoder.decode(message), wants(source) else { continue }
      queues[Self.place(of: source)]?.append(record)
    }
    return queue.removeFirst()
  }

  private static func place(of source: TapSource) -> Int {
    switch source {
    case .device(let device): Int(device.index)
    case .robot(let robot): DeviceID.capacity + Int(robot.index)
    }
  }

  /// A damaged chunk may have held records of every thread.
  private func noteDamage() {
    guard scan.damages.count > damageCount else { return }
    damageCount = scan.damages.count
    for queue in queues { queue?.noteLoss() }
  }
}

/// Records of one thread that wait to be taken.
private final class RecordQueue {
  private var records: [TapRecord] = []
  private var taken = 0
  private var hasLost = false

  var isEmpty: Bool { taken == records.count }

  func append(_ record: TapRecord) {
    var record = record
    if hasLost { record.lostBefore = max(1, record.lostBefore) }
    hasLost = false
    records.append(record)
  }

  func removeFirst() -> TapRecord {
    defer { forget() }
    return records[taken]
  }

  /// Notes that records are missing before the next one.
  func noteLoss() { hasLost = true }

  private func forget() {
    taken += 1
    if taken == records.count {
      records.removeAll(keepingCapacity: true)
      taken = 0
    } else if taken >= 4096 {
      records.removeFirst(taken)
      taken = 0
    }
  }
}
