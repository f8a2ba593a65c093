package import ExocapCore

/// One record that came out of replay other than it was recorded.
package struct ReplayDifference: Sendable {
  /// Which part of the core made the record.
  package enum Source: Sendable, Equatable {
    case device(DeviceID)
    case robot(RobotID)
  }

  package var time: Timestamp
  package var source: Source
  /// nil: replay produced a record that the recording has not.
  package var recorded: TapRecord?
  package var replayed: TapRecord

  package init(time: Timestamp, source: Source, recorded: TapRecord?, replayed: TapRecord) {
    self.time = time
    self.source = source
    self.recorded = recorded
    self.replayed = replayed
  }

  var isOfRobot: Bool {
    if case .robot = source { true } else { false }
  }

  /// Says which stage differs first, in which joint, with both values.
  package func describe(rig: Rig, start: Timestamp) -> String {
    let seconds = (time - start).seconds
    return "t = \(seconds) s: " + explain(rig: rig)
  }

  private func explain(rig: Rig) -> String {
    switch source {
    case .device(let device): return "device \(rig.role(of: device)): " + explainDevice(rig: rig, device)
    case .robot(let robot):
      guard Int(robot.index) < rig.robots.count else { return "robot \(robot.index)" }
      return "robot \(rig.robots[Int(robot.index)].id): " + explainTick(rig.robots[Int(robot.index)])
    }
  }

  private func explainDevice(rig: Rig, _ device: DeviceID) -> String {
    guard let recorded else { return "replay made a \(replayed.kind) that was not recorded" }
    if recorded.kind == .checkpoint { return "checkpoint differs at byte \(firstDifference(recorded))" }
    guard let before = recorded.sample, let after = replayed.sample
    else { return "\(recorded.kind) came out as \(replayed.kind), first difference at byte \(firstDifference(recorded))" }
    let streams = rig.sampleSources[Int(device.index)].streams
    let stream = Int(before.stream.index) < streams.count ? streams[Int(before.stream.index)] : nil
    for index in 0..<min(before.values.count, after.values.count)
    where before.values[index].bitPattern != after.values[index].bitPattern {
      let name = stream.map { index < $0.values.count ? $0.values[index].name : "\(index)" } ?? "\(index)"
      return "sample \(before.sequence), \(name): recorded \(before.values[index]), replayed \(after.values[index])"
    }
    return "sample \(before.sequence) differs at byte \(firstDifference(recorded))"
  }

  private func explainTick(_ robot: RigRobot) -> String {
    guard let recorded else { return "replay made a \(replayed.kind) that was not recorded" }
    guard let before = recorded.tick, let after = replayed.tick
    else { return "\(recorded.kind) differs at byte \(firstDifference(recorded))" }
    let stages = [
      ("wanted", before.wanted, after.wanted), ("limited", before.limited, after.limited), ("rate", before.rates, after.rates),
    ]
    for (stage, old, new) in stages {
      for joint in 0..<min(old.count, new.count) where old[joint].bitPattern != new[joint].bitPattern {
        return "tick \(before.tick), stage \(stage), \(robot.profile.joints[joint].name): "
          + "recorded \(old[joint]), replayed \(new[joint])"
      }
    }
    if before.states != after.states { return "tick \(before.tick), stage engagement: states differ" }
    if before.packet != after.packet { return "tick \(before.tick), stage packet: bytes differ" }
    return "tick \(before.tick) differs at byte \(firstDifference(recorded))"
  }

  private func firstDifference(_ recorded: TapRecord) -> Int {
    let shared = min(recorded.bytes.count, replayed.bytes.count)
    for index in 0..<shared where recorded.bytes[index] != replayed.bytes[index] { return index }
    return shared
  }
}
