internal import ExocapCore

/// Everything that is measured of one robot's loop. Drain thread only, or whoever reads a recording.
final class RobotHealth {
  private let name: String
  private var commands: CommandHealth
  private var idle: IdleTime
  private var tracking: TrackingLag
  private var sends = SendHealth()
  private var interruptions = Interruptions()
  private var print = TakePrint()
  private var arms: [(group: JointGroup, track: SmoothnessTrack)]
  private var hasLost = false
  private var lostRecords = 0

  init(_ robot: RigRobot) {
    name = robot.id
    commands = CommandHealth(robot)
    idle = IdleTime(joints: robot.profile.joints.count)
    tracking = TrackingLag(joints: robot.profile.joints.count)
    arms = [JointGroup.leftArm, .rightArm].map { group in
      (group, SmoothnessTrack(joints: robot.profile.joints.indices.filter { robot.profile.joints[$0].group == group }))
    }
  }

  /// Takes note of records that are missing before the next one.
  func noteLost(_ count: UInt32) {
    lostRecords += Int(count)
    if count > 0 { hasLost = true }
  }

  func takeTick(_ tick: TickFields) -> QualityFlags {
    let time = Timestamp(nanoseconds: tick.time)
    let (found, compared) = commands.take(tick, at: time)
    idle.take(tick, at: time)
    tracking.take(tick, mask: compared, at: time)
    print.take(tick, at: time)
    for index in 0..<arms.count {
      let state = tick.fields.byte(at: TickFields.states + Int(arms[index].group.rawValue))
      arms[index].track.take(tick, isEngaged: state == EngagementState.engaged.rawValue)
    }
    defer { hasLost = false }
    return hasLost ? found.union(.lost) : found
  }

  /// Takes what the robot measured of its joints.
  func takeMeasured(_ fields: RecordFields) {
    tracking.take(SampleFields(fields), captured: Timestamp(nanoseconds: fields.signed64(at: 24)))
  }

  func takeSent(_ fields: RecordFields) { sends.take(SentFields(fields)) }

  func takeChange(_ record: ChangeRecord) { interruptions.take(record.change, at: record.time) }

  /// 0: too little motion.
  var printValue: UInt64 { print.value }

  /// Adds what was measured. `duplicates`: earlier takes with the same motion.
  func report(duplicates: Int, into figures: inout [QualityFigure]) {
    if lostRecords > 0 { figures.append(QualityFigure(.lostRecords, name, Double(lostRecords))) }
    figures.append(QualityFigure(.duration, name, commands.duration))
    guard commands.ticks > 0 else { return }
    figures += [
      QualityFigure(.duplicate, name, Double(duplicates)), QualityFigure("ticks", name, Double(commands.ticks)),
      QualityFigure(.lateTicks, name, commands.share(commands.late)), QualityFigure("latency_p50_s", name, sends.usual),
      QualityFigure(.latency, name, sends.nearly), QualityFigure("latency_longest_s", name, sends.longest),
      QualityFigure(.sendFailures, name, sends.failureShare), QualityFigure(.trackingError, name, tracking.rootMeanSquare),
      QualityFigure("tracking_p95_rad", name, tracking.nearly), QualityFigure(.trackingLag, name, tracking.lag),
      QualityFigure(.emergencyStops, name, Double(interruptions.stops)),
    ]
    reportInterruptions(into: &figures)
    figures += [
      QualityFigure(.engaged, name, commands.share(commands.engaged)), QualityFigure(.idleHead, name, idle.head),
      QualityFigure(.idleTail, name, idle.tail), QualityFigure(.idle, name, idle.share),
      QualityFigure("longest_idle_s", name, idle.longestTime.seconds),
      QualityFigure(.limitContact, name, commands.engagedShare(commands.atLimit)),
      QualityFigure(.speedLimited, name, commands.engagedShare(commands.slowed)), QualityFigure("speed_peak", name, commands.speedPeak),
      QualityFigure(.residual, name, commands.residual), QualityFigure(.forceOver, name, commands.engagedShare(commands.overForce)),
    ]
    for arm in arms {
      let source = "\(name).\(arm.group.name)"
      figures += [
        QualityFigure(.smoothness, source, arm.track.meanArc), QualityFigure(.jerk, source, arm.track.meanJerk),
        QualityFigure("worst_smoothness", source, arm.track.worstArc),
      ]
    }
  }

  private func reportInterruptions(into figures: inout [QualityFigure]) {
    for (count, owner) in [(interruptions.person, QualityOwner.person), (interruptions.rig, .rig), (interruptions.robot, .robot)] {
      figures.append(QualityFigure(.interruptions, name, Double(count), owner: owner))
    }
  }
}
