// Retargeting/ runs a motion or a recording through a rig in virtual time and measures how well the robot's commands follow what the
// operator did. It looks at records from the outside; it knows no file, no clock and no screen.

package import ExocapCore

/// A mapping, tried at a desk: the whole way from worn devices to the robot, and what came of it.
package struct RetargetingTrial: Sendable {
  /// Why a rig cannot be tried.
  package enum Obstacle: Error, Equatable {
    /// No value of the operator's that a motion sets reaches these groups.
    case unworn([JointGroup])
    /// An arm cannot be looked at from outside: its links, in words.
    case kinematics(String)
    /// The recording has no call of these devices.
    case unrecorded([String])
  }

  private let rig: Rig
  private let options: WorldOptions

  /// A trial of `given`, whose first robot is driven, without faults of cables and network.
  package init(rig given: Rig, options wish: WorldOptions) throws(Obstacle) {
    var (rig, options) = (given, wish)
    options.hasFaults = false
    options.hasRequests = false
    options.hasStalls = false
    switch options.operation {
    case .wander: break
    case .motion(let motion):
      options.duration = motion.duration + WorldOperator.patience + .seconds(10)
      let unworn = RetargetingTrial.unworn(rig)
      if !unworn.isEmpty { throw .unworn(unworn) }
    case .recorded(let calls):
      options.duration = .distant
      // The act was done when it was recorded, and perhaps before.
      rig.robots[0].engagement.isRemoteEngageAllowed = true
      let missing = rig.devices.indices.filter { index in !(index < calls.count && calls[index].contains { $0.kind == .receive }) }
      if !missing.isEmpty { throw .unrecorded(missing.map { rig.devices[$0].role }) }
    }
    self.rig = rig
    self.options = options
  }

  /// Runs it to its end. `record` sees every record of every tap.
  package func run(_ record: (WorldRecord) -> Void = { _ in }) throws(Obstacle) -> RetargetingReport {
    var trace = RetargetingTrace(rig)
    var world = World(rig: rig, options: options)
    let report = world.run { found in
      trace.see(found)
      record(found)
    }
    trace.begin(at: report.motionStart == .never ? report.start : report.motionStart)
    let worn: WornMotion
    switch options.operation {
    case .motion(let motion): worn = WornMotion(motion, start: report.motionStart, rig: rig)
    case .wander, .recorded: worn = WornMotion(trace.samples)
    }
    var isIdle = false
    if case .motion = options.operation { isIdle = report.motionStart == .never }
    return try RetargetingReport(rig: rig, trace: trace, worn: worn, world: report, isIdle: isIdle)
  }

  /// Arms that the rig engages and that no value moves which a motion sets.
  private static func unworn(_ rig: Rig) -> [JointGroup] {
    let wearing = Wearing(rig)
    let robot = rig.robots[0]
    return [JointGroup.leftArm, .rightArm].filter { group in
      guard robot.engagement.groups.has(group) else { return false }
      let own = zip(robot.profile.joints, robot.map).filter { $0.0.group == group }
      return !own.contains { $0.1.sources.contains { wearing.angle(of: $0, in: OperatorPose()) != nil } }
    }
  }
}
