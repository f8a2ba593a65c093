internal import ExocapCore

/// Which records of each thread a cut keeps: from a checkpoint of it up to a call after which nothing is half, and of each device every
/// sample that a kept tick took. So a replay of the cut checks every tick in it, as in the whole.
struct CutBounds {
  /// Records of one thread by their place in it.
  struct Range {
    var start: Int
    var end: Int
    /// Of the checkpoint at `start`.
    var time: Timestamp
  }

  private(set) var devices: [Range]
  private(set) var robots: [Range]

  /// When the earliest kept record was made.
  var began: Timestamp { (devices + robots).filter { $0.end > $0.start }.map(\.time).min() ?? .never }

  /// Reads the file twice.
  ///
  /// - Parameters:
  ///   - from: the loops' checkpoints at or before this are where it begins; `.never`: the file's own beginning.
  ///   - to: the last tick that is kept is at or before this.
  init(_ recording: Recording, from: Timestamp, to: Timestamp) throws(CutError) {
    let loops = LoopSearch(recording, to: to)
    let sources = DeviceSearch(recording, to: to, taken: loops.taken)
    if let damage = (loops.damages + sources.damages).first(where: { !$0.isTorn }) { throw .damaged("\(damage)") }
    var places = loops.checkpoints.map { checkpoints in max(0, (checkpoints.lastIndex { $0.time <= from }) ?? 0) }
    robots = []
    devices = []
    while true {
      let needs = CutBounds.needs(loops, places, devices: sources.checkpoints.count)
      let starts = sources.checkpoints.indices.map { sources.start(of: $0, need: needs[$0], from: from) }
      let isLast = places.allSatisfy { $0 == 0 }
      if isLast || starts.allSatisfy({ $0 != nil }) {
        robots = zip(loops.checkpoints, zip(places, loops.ends)).map { checkpoints, place in
          Range(checkpoints.isEmpty ? nil : checkpoints[place.0], end: place.1)
        }
        // The file's own first checkpoint serves every tick in it.
        devices = sources.checkpoints.indices.map { Range(starts[$0] ?? sources.checkpoints[$0].first, end: sources.ends[$0]) }
        break
      }
      places = places.map { max(0, $0 - 1) }
    }
    guard robots.contains(where: { $0.end > $0.start }) else { throw .nothing }
  }

  /// The first sample that any loop takes of each device behind its checkpoint; nil: none.
  private static func needs(_ loops: LoopSearch, _ places: [Int], devices: Int) -> [UInt64?] {
    (0..<devices).map { device in
      zip(loops.checkpoints, places).compactMap { checkpoints, place in
        checkpoints.isEmpty ? nil : checkpoints[place].needs[device]
      }.min()
    }
  }
}

extension CutBounds.Range {
  fileprivate init(_ checkpoint: CutCheckpoint?, end: Int) {
    self.init(start: checkpoint?.place ?? end, end: max(end, checkpoint?.place ?? end), time: checkpoint?.time ?? .never)
  }
}

/// A checkpoint where a thread's records may begin.
struct CutCheckpoint {
  /// Its place among the thread's records.
  var place: Int
  var time: Timestamp
  /// Of a loop: the first sample that it takes of each device from here on; nil: none yet.
  var needs: [UInt64?] = []
  /// Of a device: its first sample from here on; nil: none yet.
  var firstSample: UInt64?
}

/// Where loops may begin and where they end.
private struct LoopSearch {
  var checkpoints: [[CutCheckpoint]]
  /// The place of the first record that is not kept, by robot.
  var ends: [Int]
  /// The newest sample that kept ticks took of each device.
  var taken: [UInt64]
  var damages: [RecordingDamage]

  init(_ recording: Recording, to: Timestamp) {
    checkpoints = Array(repeating: [], count: recording.robotCount)
    ends = Array(repeating: 0, count: recording.robotCount)
    taken = Array(repeating: 0, count: recording.deviceCount)
    damages = []
    var isOver = Array(repeating: false, count: recording.robotCount)
    var places = ends
    var scan = RecordingScan(recording)
    var decoder = TapDecoder(recording.channels)
    while let message = scan.next() {
      guard case (.robot(let robot), let record)? = decoder.decode(message), Int(robot.index) < places.count else { continue }
      let index = Int(robot.index)
      let place = places[index]
      places[index] += 1
      let isBorder = record.kind == .tick || record.kind == .checkpoint
      if isBorder && record.time > to { isOver[index] = true }
      if record.kind == .checkpoint {
        let needs = [UInt64?](repeating: nil, count: taken.count)
        checkpoints[index].append(CutCheckpoint(place: place, time: record.time, needs: needs))
      }
      if record.kind == .tick, let inputs = record.tickInputs { note(inputs.runs, of: index, isKept: !isOver[index]) }
      if !isOver[index] { ends[index] = place + 1 }
    }
    damages = scan.damages
  }

  private mutating func note(_ runs: [SampleRun], of robot: Int, isKept: Bool) {
    for run in runs where Int(run.device.index) < taken.count {
      let device = Int(run.device.index)
      if isKept { taken[device] = max(taken[device], run.first &+ UInt64(run.count) &- 1) }
      // Checkpoints that still wait for a first sample are the last ones.
      for place in checkpoints[robot].indices.reversed() {
        if checkpoints[robot][place].needs[device] != nil { break }
        checkpoints[robot][place].needs[device] = run.first
      }
    }
  }
}

/// Where devices may begin and where they end.
private struct DeviceSearch {
  var checkpoints: [[CutCheckpoint]]
  var ends: [Int]
  var damages: [RecordingDamage]

  init(_ recording: Recording, to: Timestamp, taken: [UInt64]) {
    checkpoints = Array(repeating: [], count: recording.deviceCount)
    ends = Array(repeating: 0, count: recording.deviceCount)
    damages = []
    var isOver = Array(repeating: false, count: recording.deviceCount)
    var newest = [UInt64](repeating: 0, count: recording.deviceCount)
    var places = ends
    var scan = RecordingScan(recording)
    var decoder = TapDecoder(recording.channels)
    while let message = scan.next() {
      guard case (.device(let device), let record)? = decoder.decode(message), Int(device.index) < places.count else { continue }
      let index = Int(device.index)
      let place = places[index]
      places[index] += 1
      if record.kind.isCall || record.kind == .checkpoint, record.time > to, newest[index] >= taken[index] { isOver[index] = true }
      if record.kind == .checkpoint { checkpoints[index].append(CutCheckpoint(place: place, time: record.time)) }
      if record.kind == .sample, let number = record.sample?.sequence {
        newest[index] = number
        for place in checkpoints[index].indices.reversed() {
          if checkpoints[index][place].firstSample != nil { break }
          checkpoints[index][place].firstSample = number
        }
      }
      if !isOver[index] { ends[index] = place + 1 }
    }
    damages = scan.damages
  }

  /// The last checkpoint of a device from which on it makes every sample from `need` on; nil where there is none.
  func start(of device: Int, need: UInt64?, from: Timestamp) -> CutCheckpoint? {
    checkpoints[device].last { checkpoint in
      guard let need else { return checkpoint.time <= from }
      return checkpoint.firstSample.map { $0 <= need } ?? false
    }
  }
}
