package import ExocapCore

/// Drives the core with the recorded calls of every thread and compares everything that comes out, bit for bit.
package struct Replayer: ~Copyable {
  private var devices: DeviceReplays
  private var loops: [LoopBox]

  /// - Parameters:
  ///   - rig: as recorded; another one shows what would have differed.
  ///   - run: the run that the recording's packets carry.
  ///   - deviceTaps: one stream for each of `rig.sampleSources`.
  ///   - robotTaps: one stream for each robot.
  ///   - from: ticks before this are not replayed; the first checkpoint after it is where replay starts.
  ///   - tolerance: [rad | m | N | -] values that differ by less count as the same, for another build of the code; 0: every bit must be.
  ///   - onPacket: sees every packet as it comes out.
  package init(
    rig: Rig, run: UInt64, deviceTaps: [TapStream], robotTaps: [TapStream], from: Timestamp = .never, tolerance: Double = 0,
    onPacket: ((RobotID, Timestamp, [UInt8]) -> Void)? = nil
  ) {
    devices = DeviceReplays(rig: rig, streams: deviceTaps, robots: robotTaps.count, tolerance: tolerance)
    loops = robotTaps.enumerated().map { index, stream in
      let robot = RobotID(index)
      let handler: ((Timestamp, [UInt8]) -> Void)? = onPacket.map { handle in { time, packet in handle(robot, time, packet) } }
      return LoopBox(
        LoopReplay(rig: rig, robot: robot, run: run, stream: stream, from: from, tolerance: tolerance, onPacket: handler))
    }
  }

  /// Replays to the end.
  package mutating func run() -> ReplayReport {
    for box in loops { while box.loop.advance(&devices) {} }
    devices.finish()
    return report()
  }

  private mutating func report() -> ReplayReport {
    var report = ReplayReport()
    for box in loops {
      report.ticks += box.loop.ticks
      report.identical += box.loop.identical
      report.skipped += box.loop.skipped
      report.cutOff += box.loop.cutOff
      report.checkpoints += box.loop.checkpoints
      report.differenceCount += box.loop.differenceCount
      report.differences += box.loop.differences
      report.stages.merge(box.loop.stages) { $0 + $1 }
      report.unreadable = report.unreadable ?? box.loop.isUnreadable
    }
    devices.add(to: &report)
    // A sample is an earlier stage than the tick of the same time that took it.
    report.differences.sort { ($0.time, $0.isOfRobot ? 1 : 0) < ($1.time, $1.isOfRobot ? 1 : 0) }
    return report
  }
}

/// What a replay found.
package struct ReplayReport: Sendable {
  /// Ticks in the recording (from `from` on).
  package var ticks = 0
  /// Ticks whose record (inputs, wanted, limited, states, packet) came out the same, bit for bit.
  package var identical = 0
  /// Ticks that the recording lost too much for.
  package var skipped = 0
  /// Ticks at the end of a torn file, whose samples it lost; not counted in `ticks`.
  package var cutOff = 0
  /// Calls of devices that were replayed.
  package var calls = 0
  /// Checkpoints that were compared on the way.
  package var checkpoints = 0
  package var differenceCount = 0
  /// How many records differ at each stage; a tick may at several.
  package var stages: [ReplayStage: Int] = [:]
  /// The first ones, oldest first.
  package var differences: [ReplayDifference] = []
  /// A checkpoint that this build cannot read.
  package var unreadable: CheckpointFailure?

  package init() {}

  /// Whether everything that could be replayed came out the same. Ticks may be skipped where records were lost.
  package var hasNoDifference: Bool { identical > 0 && differenceCount == 0 && unreadable == nil && identical + skipped == ticks }

  /// Whether every tick was replayed and everything came out the same.
  package var isIdentical: Bool {
    ticks > 0 && identical == ticks && skipped == 0 && differenceCount == 0 && unreadable == nil
  }
}

/// A place for a value that cannot be copied.
final class LoopBox {
  var loop: LoopReplay
  init(_ loop: consuming LoopReplay) { self.loop = loop }
}

/// A place for a value that cannot be copied.
final class DeviceBox {
  var replay: DeviceReplay
  init(_ replay: consuming DeviceReplay) { self.replay = replay }
}

/// Every device of the rig, shared by the loops.
struct DeviceReplays {
  private let boxes: [DeviceBox]
  /// What each robot has taken of each device.
  private var taken: [[UInt64]]

  init(rig: Rig, streams: [TapStream], robots: Int, tolerance: Double) {
    boxes = streams.enumerated().map { index, stream in
      DeviceBox(DeviceReplay(rig: rig, device: DeviceID(index), stream: stream, tolerance: tolerance))
    }
    taken = Array(repeating: Array(repeating: 0, count: robots), count: streams.count)
  }

  func has(_ run: SampleRun) -> Bool { Int(run.device.index) < boxes.count && boxes[Int(run.device.index)].replay.has(run) }

  func give(_ run: SampleRun, to producers: inout ProducerTable) {
    boxes[Int(run.device.index)].replay.give(run, to: &producers)
  }

  func hasReachedCut(_ device: DeviceID) -> Bool {
    Int(device.index) < boxes.count && boxes[Int(device.index)].replay.hasReachedCut
  }

  mutating func forget(_ device: DeviceID, before number: UInt64, for robot: RobotID) {
    let index = Int(device.index)
    taken[index][Int(robot.index)] = number
    boxes[index].replay.forget(before: taken[index].min() ?? 0)
  }

  mutating func finish() { for box in boxes { box.replay.finish() } }

  func add(to report: inout ReplayReport) {
    for box in boxes {
      report.calls += box.replay.calls
      report.checkpoints += box.replay.checkpoints
      report.differenceCount += box.replay.differenceCount
      report.differences += box.replay.differences
      report.stages.merge(box.replay.stages) { $0 + $1 }
      report.unreadable = report.unreadable ?? box.replay.isUnreadable
    }
  }
}
