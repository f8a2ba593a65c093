/// Brings a robot's hands to where the operator's are: one or two arms, with or without the waist.
///
/// Each tick: worn arm ▸ filter ▸ alignment ▸ targets, posture and elbow ▸ one bounded step. Memory is allocated once; one thread
/// at a time.
@safe
package struct TaskSpaceRetargeter: ~Copyable, @unchecked Sendable {
  // SAFETY: `arms` is this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one owner
  // reads and writes it. It is indexed below `armCount` only.
  private let arms: UnsafeMutablePointer<Arm>
  private let armCount: Int
  private var ik: ArmIK
  /// The robot's joint of each of the solver's.
  private let places: InlineArray<17, Int>
  private let isCoupled: Bool
  /// The searches that the last step asked for.
  package private(set) var searches = InlineArray<2, BranchEscape.Request>(repeating: BranchEscape.Request.none)
  package private(set) var searchCount = 0
  /// What the last step came to.
  package private(set) var report = ArmIK.Report()

  /// One arm with its way from the operator.
  struct Arm: ~Copyable {
    let group: JointGroup
    var worn: WornArm
    var pose = ArmPose()
    var alignment: ArmAlignment
    /// Takes out what no hand does, and noise as far as it is measured.
    var filter = TargetFilter()
    /// What the rig asks for besides.
    var smoothing: PlacementFilter
    var hand = Placement.identity
    var hasHand = false
    var escape: BranchEscape
    var answer = BranchEscape.Answer.none
    /// Whether its joints have stood where the robot's are.
    var isSeeded = false
    var wasArmed = false
    /// Whether its joints have come from there to where the operator wants them: before, they say nothing of the operator.
    var isSettled = false
    /// [s] Since it was seeded.
    var settling = 0.0
  }

  /// [-] How much an arm that nobody follows counts beside the other one where both share the waist.
  private static var idleWeight: Double { 1e-3 }

  /// [m] A hand this near to its target is there.
  private static var settledDistance: Double { 0.002 }
  /// [rad/s | m/s] An arm whose joints are all slower has come as near as it can.
  private static var settledSpeed: Double { 0.02 }
  /// [s] After this long it is where it is.
  private static var longestSettling: Double { 0.5 }

  /// - Parameter entries: one or two groups with the method `taskSpace`.
  package init(_ entries: [GroupRetargeting], rig: Rig, robot: RigRobot) throws(RetargetingError) {
    let model = try RetargetingError.model(robot.profile.kinematics)
    let limits = RobotArm.limits(of: model, robot: robot)
    let settings = entries.compactMap { entry in if case .taskSpace(let settings) = entry.method { settings } else { nil } }
    guard let first = settings.first, settings.count == entries.count else { throw .differentArms }
    guard settings.allSatisfy({ $0.isSolvedWith(first) }) else { throw .differentArms }
    var cuts: [RobotArm] = []
    for (entry, settings) in zip(entries, settings) {
      cuts.append(
        try RobotArm(
          model, profile: robot.profile, group: entry.group, frames: settings.arm.robotFrames, waist: settings.waist))
    }
    var ik: ArmIK
    do { ik = try ArmIK(model, arms: cuts.map(\.cut), limits: limits, settings: first.solver) } catch { throw .kinematics(error) }
    if entries.contains(where: \.avoidsSelfCollision), !robot.profile.apart.isEmpty {
      let body = try robot.profile.resolvedBody(model)
      // Margins follow from the clearance of a robot that stands upright with its arms down.
      let home = model.limits.map { min(max(0, $0.lower), $0.upper) }
      do {
        ik.setCollisions(
          try SelfCollision(model, arms: cuts.map(\.cut), capsules: body.capsules, pairs: body.pairs, home: home))
      } catch { throw .kinematics(error) }
    }
    var places = InlineArray<17, Int>(repeating: 0)
    for joint in 0..<ik.jointCount {
      let name = model.jointNames[ik.modelJoint(joint)]
      guard let place = robot.profile.joints.firstIndex(where: { $0.name == name }) else { throw .unknownJoint(name) }
      places[joint] = place
    }
    let memory = UnsafeMutablePointer<Arm>.allocate(capacity: max(1, entries.count))
    for (index, entry) in entries.enumerated() {
      ik.setBase(index, cuts[index].base)
      let worn = try WornArm(settings[index].arm, rig: rig, tick: robot.control.period)
      var scale = cuts[index].length / worn.armLength
      if case .fixed(let given) = settings[index].scale { scale = given }
      let escape: BranchEscape
      do { escape = try BranchEscape(model, cuts[index].cut, limits: limits, arm: index) } catch { throw .kinematics(error) }
      unsafe (memory + index).initialize(
        to: Arm(
          group: entry.group, worn: worn,
          alignment: ArmAlignment(mode: settings[index].clutch, scale: scale, shoulder: cuts[index].shoulder),
          smoothing: PlacementFilter(entry.filter), escape: escape))
    }
    unsafe arms = memory
    armCount = entries.count
    isCoupled = ik.sharedCount > 0
    self.places = places
    self.ik = ik
  }

  deinit {
    unsafe arms.deinitialize(count: armCount)
    unsafe arms.deallocate()
  }

  /// The robot's joints that this moves, each with the values that it depends on.
  package func sources() -> [(joint: Int, values: [ValueReference])] {
    let places = places
    let all = (0..<armCount).flatMap { unsafe arms[$0].worn.sources }
    var result = (0..<ik.sharedCount).map { (joint: places[$0], values: all) }
    for arm in 0..<armCount {
      for joint in ik.ownJoints(of: arm) { unsafe result.append((joint: places[joint], values: arms[arm].worn.sources)) }
    }
    return result
  }

  /// Whether a hand was refused in the last tick: nobody gets there so fast.
  package var hasRefused: Bool {
    for arm in 0..<armCount where unsafe arms[arm].filter.hasRefused { return true }
    return false
  }

  /// Writes where the operator wants the arms' joints into `wanted` [rad | m], which has the posture where the rig maps them.
  ///
  /// NaN until the operator's arm was seen and the robot's measured.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(_ streams: inout StreamTable, _ tick: inout RetargetingTick, into wanted: inout JointVector) {
    searchCount = 0
    holdWaist(&tick, &wanted)
    for arm in 0..<armCount { lead(arm, &streams, &tick, &wanted) }
    report = ik.step(time: tick.step)
    for joint in 0..<ik.sharedCount { wanted[places[joint]] = ik.position(joint) }
    for arm in 0..<armCount {
      settle(arm, &tick)
      let isKnown = unsafe arms[arm].isSettled
      // Relative, an arm that does not follow is wanted where it stands.
      let isStanding = unsafe arms[arm].alignment.mode == .relative && !tick.following.has(arms[arm].group)
      for joint in ik.ownJoints(of: arm) {
        let place = places[joint]
        wanted[place] = isKnown ? (isStanding ? tick.standing[place] : ik.position(joint)) : .nan
      }
    }
  }

  /// Whether an arm's joints say where the operator wants them.
  private mutating func settle(_ index: Int, _ tick: inout RetargetingTick) {
    let arm = unsafe arms + index
    guard unsafe arm.pointee.isSeeded && arm.pointee.hasHand else {
      unsafe arm.pointee.isSettled = false
      return
    }
    guard unsafe !arm.pointee.isSettled else { return }
    unsafe arm.pointee.settling += tick.step
    var fastest = 0.0
    for joint in ik.ownJoints(of: index) { fastest = max(fastest, ik.speed(joint, time: tick.step)) }
    let isThere = unsafe report.positionError[index] < TaskSpaceRetargeter.settledDistance && arm.pointee.settling > 0.02
    let isSlow = unsafe fastest < TaskSpaceRetargeter.settledSpeed && arm.pointee.settling > 0.02
    let isRelative = unsafe arm.pointee.alignment.mode == .relative
    unsafe arm.pointee.isSettled = isRelative || isThere || isSlow || arm.pointee.settling > TaskSpaceRetargeter.longestSettling
  }

  /// The waist moves only while it follows, and for an arm that does.
  private mutating func holdWaist(_ tick: inout RetargetingTick, _ wanted: inout JointVector) {
    guard isCoupled else { return }
    var isLed = false
    for arm in 0..<armCount where unsafe tick.following.has(arms[arm].group) { isLed = true }
    let isFree = isLed && tick.following.has(.waist)
    for joint in 0..<ik.sharedCount {
      let place = places[joint]
      ik.setPosture(joint, to: wanted[place].isFinite ? wanted[place] : 0)
      if isFree { ik.letGo(joint) } else { ik.hold(joint, at: tick.standing[place]) }
    }
  }

  /// Tells the solver what one arm's operator wants.
  private mutating func lead(
    _ index: Int, _ streams: inout StreamTable, _ tick: inout RetargetingTick, _ wanted: inout JointVector
  ) {
    let arm = unsafe arms + index
    let reading = unsafe arm.pointee.worn.read(&streams, now: tick.now, into: &arm.pointee.pose)
    let sample = unsafe reading == .new ? arm.pointee.pose.hand : nil
    let followed = unsafe arm.pointee.filter.take(sample, age: arm.pointee.pose.age, time: tick.elapsed)
    if let hand = unsafe arm.pointee.smoothing.take(followed, time: tick.elapsed) {
      unsafe arm.pointee.hand = hand
      unsafe arm.pointee.hasHand = true
    }
    let isFollowing = unsafe tick.following.has(arm.pointee.group)
    if !isFollowing { stand(index, &tick) }
    guard unsafe arm.pointee.hasHand else { return }
    if unsafe arm.pointee.alignment.mode == .absolute {
      for joint in ik.ownJoints(of: index) { ik.setPosture(joint, to: wanted[places[joint]]) }
      unsafe ik.setElbow(index, arm.pointee.pose.elbowDirection)
    }
    if isCoupled { ik.setWeight(index, isFollowing ? 1 : TaskSpaceRetargeter.idleWeight) }
    let target = unsafe arm.pointee.alignment.target(for: arm.pointee.hand, shoulder: arm.pointee.pose.shoulder)
    ik.setTarget(index, target)
    if isFollowing { unsafe arm.pointee.alignment.note(target: target) }
    search(index, &tick)
  }

  /// Stands the arm where the robot's is: at first, whenever it is armed, and all the time in relative mode, where the joints of that
  /// moment are the posture, too: the operator's elbow says nothing about a robot's arm that stands elsewhere.
  private mutating func stand(_ index: Int, _ tick: inout RetargetingTick) {
    let arm = unsafe arms + index
    let isArmed = unsafe tick.armed.has(arm.pointee.group)
    defer { unsafe arm.pointee.wasArmed = isArmed }
    let isRelative = unsafe arm.pointee.alignment.mode == .relative
    guard unsafe isRelative || !arm.pointee.isSeeded || (isArmed && !arm.pointee.wasArmed) else { return }
    for joint in ik.ownJoints(of: index) where !tick.standing[places[joint]].isFinite {
      unsafe arm.pointee.isSeeded = false
      return
    }
    for joint in ik.ownJoints(of: index) {
      ik.seed(joint, at: tick.standing[places[joint]])
      if isRelative { ik.setPosture(joint, to: tick.standing[places[joint]]) }
    }
    unsafe arm.pointee.isSeeded = true
    unsafe arm.pointee.settling = 0
    unsafe arm.pointee.isSettled = false
    guard unsafe isRelative && arm.pointee.hasHand else { return }
    let tool = ik.place(index)
    unsafe arm.pointee.alignment.latch(hand: arm.pointee.hand, tool: tool)
  }

  /// Turns the rule that leads the arm out of wrong branches.
  private mutating func search(_ index: Int, _ tick: inout RetargetingTick) {
    let arm = unsafe arms + index
    for answer in 0..<tick.answerCount where tick.answers[answer].arm == index { unsafe arm.pointee.answer = tick.answers[answer] }
    let answer = unsafe arm.pointee.answer
    guard let request = unsafe arm.pointee.escape.turn(tick.number, &ik, answer: answer.arm == index ? answer : nil) else { return }
    searches[searchCount] = request
    searchCount &+= 1
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5053_4B54, version: 2)  // TKSP
    ik.checkpoint(&archive)
    for index in 0..<armCount {
      let arm = unsafe arms + index
      unsafe arm.pointee.worn.checkpoint(&archive)
      unsafe archive.field(&arm.pointee.pose)
      unsafe arm.pointee.alignment.checkpoint(&archive)
      unsafe arm.pointee.filter.checkpoint(&archive)
      unsafe arm.pointee.smoothing.checkpoint(&archive)
      unsafe archive.field(&arm.pointee.hand)
      unsafe archive.field(&arm.pointee.hasHand)
      unsafe arm.pointee.escape.checkpoint(&archive)
      unsafe archive.field(&arm.pointee.answer)
      unsafe archive.field(&arm.pointee.isSeeded)
      unsafe archive.field(&arm.pointee.wasArmed)
      unsafe archive.field(&arm.pointee.isSettled)
      unsafe archive.field(&arm.pointee.settling)
    }
  }
}

extension TaskSpaceRetargeting {
  /// Whether one solver can have both.
  func isSolvedWith(_ other: TaskSpaceRetargeting) -> Bool {
    waist == other.waist && rotationWeight == other.rotationWeight && postureWeight == other.postureWeight
      && elbowWeight == other.elbowWeight
  }

  /// The solver's settings, with what the rig changes of them.
  var solver: TaskSpaceSettings {
    var settings = TaskSpaceSettings()
    settings.rotationWeight = rotationWeight ?? settings.rotationWeight
    settings.postureWeight = postureWeight ?? settings.postureWeight
    settings.elbowWeight = elbowWeight ?? settings.elbowWeight
    return settings
  }
}

extension BranchEscape.Request {
  /// No request.
  static var none: BranchEscape.Request {
    BranchEscape.Request(tick: .max, arm: -1, target: .identity, start: InlineArray(repeating: 0))
  }
}
