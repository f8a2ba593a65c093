package import ExocapCore

/// Judges episodes: takes the records that an episode holds, live or from its file, and says at its end what it is worth.
///
/// One thread. Memory is bounded; between `begin` and `finish` nothing is allocated.
package final class EpisodeJudge {
  private let rig: Rig
  private let thresholds: QualityThresholds
  private var devices: [DeviceHealth] = []
  private var robots: [RobotHealth] = []
  /// What takes came before.
  package var prints = TakePrints()

  /// A judge of episodes of `rig`.
  package init(rig: Rig, thresholds: QualityThresholds) {
    self.rig = rig
    self.thresholds = thresholds
    begin()
  }

  /// Begins an episode: what was measured before is forgotten, but for the prints of takes.
  package func begin() {
    let oldAfter = thresholds.limits[.age]?.check ?? .infinity
    let triggers = rig.robots.flatMap(\.grips).compactMap(\.aperture?.source)
    devices = rig.sampleSources.enumerated().map { index, profile in
      DeviceHealth(name: rig.role(of: DeviceID(index)), profile: profile, isWorn: index < rig.devices.count, oldAfter: oldAfter) {
        triggers.contains(ValueReference(device: DeviceID(index), stream: StreamIndex($0), value: $1))
      }
    }
    robots = rig.robots.map { RobotHealth($0) }
  }

  /// Takes one record of a tap, in the order of that tap. Returns the flags of a sample or tick; nil for everything else.
  package func take(_ source: TapSource, kind: RecordKind, lostBefore: UInt32, bytes: UnsafeRawBufferPointer) -> QualityFlags? {
    take(source, kind, lostBefore: lostBefore, unsafe RecordFields(bytes))
  }

  /// Takes note of records that it has seen and that are in no file, for want of room.
  func noteLost(_ count: UInt32, of source: TapSource) {
    switch source {
    case .device(let device): if Int(device.index) < devices.count { devices[Int(device.index)].noteLost(count) }
    case .robot(let robot): if Int(robot.index) < robots.count { robots[Int(robot.index)].noteLost(count) }
    }
  }

  func take(_ source: TapSource, _ kind: RecordKind, lostBefore: UInt32, _ fields: RecordFields) -> QualityFlags? {
    switch source {
    case .device(let device): takeOfDevice(Int(device.index), kind, lostBefore, fields)
    case .robot(let robot): takeOfRobot(Int(robot.index), kind, lostBefore, fields)
    }
  }

  private func takeOfDevice(_ index: Int, _ kind: RecordKind, _ lost: UInt32, _ fields: RecordFields) -> QualityFlags? {
    guard index < devices.count else { return nil }
    devices[index].noteLost(lost)
    switch kind {
    case .sample:
      let robot = index - rig.devices.count
      if robot >= 0 && fields.byte(at: 1) == RigRobot.jointStream.index { robots[robot].takeMeasured(fields) }
      return devices[index].takeSample(fields)
    case .deviceEvent: devices[index].takeEvent(fields)
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .checkpoint, .tick, .sent, .change: break
    }
    return nil
  }

  private func takeOfRobot(_ index: Int, _ kind: RecordKind, _ lost: UInt32, _ fields: RecordFields) -> QualityFlags? {
    guard index < robots.count else { return nil }
    robots[index].noteLost(lost)
    switch kind {
    case .tick: return TickFields(fields).map { robots[index].takeTick($0) }
    case .sent: robots[index].takeSent(fields)
    case .change:
      if let change = unsafe ChangeRecord(fields.bytes) { robots[index].takeChange(change) }
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sample, .deviceEvent, .checkpoint: break
    }
    return nil
  }

  /// Says what the episode is worth, and keeps its print for those that follow. `cameras`: what is there of their files.
  package func finish(cameras: [CameraHealth] = []) -> QualityVerdict {
    var figures: [QualityFigure] = []
    for device in devices { device.report(into: &figures) }
    for camera in cameras { camera.report(into: &figures) }
    let print = robots.first?.printValue ?? 0
    for robot in robots { robot.report(duplicates: prints.count(of: robot.printValue), into: &figures) }
    for robot in robots { prints.add(robot.printValue) }
    return QualityVerdict(figures, thresholds: thresholds, print: print)
  }
}
