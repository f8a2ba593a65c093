/// Every way from the operator to one robot's joints: the map, and the solvers of the groups that the rig names.
@safe
package struct Retargeter: ~Copyable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one
  // owner reads and writes it. They are indexed below their counts only.
  private var map: JointMapRetargeter
  /// None or one.
  private let taskSpace: UnsafeMutablePointer<TaskSpaceRetargeter>
  private let taskSpaceCount: Int
  private let directions: UnsafeMutablePointer<DirectionRetargeter>
  private let directionCount: Int
  private let hands: UnsafeMutablePointer<Hand>
  private let handCount: Int
  /// Of joints whose group has a filter and no task-space arm, which filters hands.
  private let filters: UnsafeMutablePointer<Filtered>
  private let filterCount: Int

  private struct Filtered: BitwiseCopyable {
    var joint: Int
    var filter: JointFilter
  }

  private struct Hand: ~Copyable {
    var input: HandInput
    var points = HandPoints()
    var retargeter: HandRetargeter
  }

  /// Throws where a group cannot be led as the rig says; a rig that was read from a file was checked.
  package init(rig: Rig, robot: RigRobot) throws(RetargetingError) {
    // Everything is made before anything of self is set: what throws leaves nothing half made.
    let arms = robot.retargeting.filter { if case .taskSpace = $0.method { true } else { false } }
    let solver = UnsafeMutablePointer<TaskSpaceRetargeter>.allocate(capacity: 1)
    let pointers = UnsafeMutablePointer<DirectionRetargeter>.allocate(capacity: JointGroup.count)
    let fingers = UnsafeMutablePointer<Hand>.allocate(capacity: JointGroup.count)
    if !arms.isEmpty { unsafe solver.initialize(to: try TaskSpaceRetargeter(arms, rig: rig, robot: robot)) }
    var (directionCount, handCount) = (0, 0)
    for entry in robot.retargeting {
      switch entry.method {
      case .map, .taskSpace: break
      case .directions(let source):
        let made = try DirectionRetargeter(source, group: entry.group, rig: rig, robot: robot)
        unsafe (pointers + directionCount).initialize(to: made)
        directionCount += 1
      case .hand(let settings):
        unsafe (fingers + handCount).initialize(to: try Retargeter.hand(settings, group: entry.group, rig: rig, robot: robot))
        handCount += 1
      }
    }
    map = JointMapRetargeter(map: robot.map, devices: rig.sampleSources, tick: robot.control.period)
    unsafe taskSpace = solver
    unsafe directions = pointers
    unsafe hands = fingers
    taskSpaceCount = arms.isEmpty ? 0 : 1
    var filtered: [Filtered] = []
    for entry in robot.retargeting where entry.filter != .none {
      if case .taskSpace = entry.method { continue }
      for (joint, profile) in robot.profile.joints.enumerated() where profile.group == entry.group {
        filtered.append(Filtered(joint: joint, filter: JointFilter(entry.filter)))
      }
    }
    filterCount = filtered.count
    unsafe filters = .allocate(capacity: max(1, filtered.count))
    for (index, entry) in filtered.enumerated() { unsafe (filters + index).initialize(to: entry) }
    self.directionCount = directionCount
    self.handCount = handCount
  }

  deinit {
    unsafe taskSpace.deinitialize(count: taskSpaceCount)
    unsafe directions.deinitialize(count: directionCount)
    unsafe hands.deinitialize(count: handCount)
    unsafe filters.deallocate()
    unsafe taskSpace.deallocate()
    unsafe directions.deallocate()
    unsafe hands.deallocate()
  }

  private static func hand(
    _ settings: HandRetargeting, group: JointGroup, rig: Rig, robot: RigRobot
  ) throws(RetargetingError) -> Hand {
    guard let model = robot.profile.hands.first(where: { $0.group == group }) else { throw .noModel(group) }
    var lengths: [String: Double] = [:]
    if case .glove(let device) = settings.source { lengths = rig.devices[Int(device.index)].calibration?.lengths ?? [:] }
    do {
      return Hand(
        input: try HandInput(settings.source, devices: rig.sampleSources, lengths: lengths),
        retargeter: try HandRetargeter(model, joints: robot.profile.joints.map(\.name), settings: settings))
    } catch { throw .hand(error) }
  }

  /// The joints that solvers move, each with the values that it depends on.
  package func solvedJoints() -> [(joint: Int, values: [ValueReference])] {
    var result: [(joint: Int, values: [ValueReference])] = []
    if taskSpaceCount > 0 { unsafe result += taskSpace.pointee.sources() }
    for index in 0..<directionCount { unsafe result += directions[index].sources() }
    for index in 0..<handCount {
      let values = unsafe hands[index].input.sources
      for joint in unsafe hands[index].retargeter.joints() { result.append((joint: joint, values: values)) }
    }
    return result
  }

  /// Writes where the operator wants each joint into `wanted` [rad | m]; NaN where that is not known.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(_ streams: inout StreamTable, _ tick: inout RetargetingTick, into wanted: inout JointVector) {
    map.retarget(&streams, now: tick.now, into: &wanted)
    if taskSpaceCount > 0 { unsafe taskSpace.pointee.retarget(&streams, &tick, into: &wanted) }
    for index in 0..<directionCount { unsafe directions[index].retarget(&streams, &tick, into: &wanted) }
    for index in 0..<handCount {
      let hand = unsafe hands + index
      if unsafe hand.pointee.input.read(&streams, into: &hand.pointee.points) {
        unsafe hand.pointee.retargeter.retarget(&hand.pointee.points, now: tick.now, into: &wanted)
      } else {
        unsafe hand.pointee.retargeter.hold(into: &wanted)
      }
    }
    for index in 0..<filterCount {
      let joint = unsafe filters[index].joint
      wanted[joint] = unsafe filters[index].filter.take(wanted[joint], time: tick.elapsed)
    }
  }

  /// How many branch searches the last tick asked for.
  package var searchCount: Int { taskSpaceCount > 0 ? unsafe taskSpace.pointee.searchCount : 0 }

  /// One of them.
  package mutating func search(_ index: Int) -> BranchEscape.Request { unsafe taskSpace.pointee.searches[index] }

  /// What the step of the task-space arms came to; nil where there are none.
  package var report: ArmIK.Report? { taskSpaceCount > 0 ? unsafe taskSpace.pointee.report : nil }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    map.checkpoint(&archive)
    if taskSpaceCount > 0 { unsafe taskSpace.pointee.checkpoint(&archive) }
    for index in 0..<directionCount { unsafe directions[index].checkpoint(&archive) }
    for index in 0..<handCount { unsafe hands[index].retargeter.checkpoint(&archive) }
    for index in 0..<filterCount { unsafe filters[index].filter.checkpoint(&archive) }
  }
}
