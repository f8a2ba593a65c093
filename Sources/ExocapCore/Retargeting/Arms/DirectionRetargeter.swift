/// Brings one arm to the operator's directions: upper arm, forearm and hand point where the operator's do.
package struct DirectionRetargeter: ~Copyable {
  package let group: JointGroup
  private var worn: WornArm
  private var pose = ArmPose()
  private var match: DirectionMatch
  /// The robot's joint of each of the arm's.
  private let places: InlineArray<7, Int>
  /// [rad]
  private var joints = InlineArray<7, Double>(repeating: 0)
  private var isSeeded = false
  private var isMatched = false
  private var wasArmed = false
  /// [rad] The greatest angle between what was wanted and what the arm can do, as of the last reading.
  package private(set) var error = Double.nan

  package init(_ source: ArmSource, group: JointGroup, rig: Rig, robot: RigRobot) throws(RetargetingError) {
    let model = try RetargetingError.model(robot.profile.kinematics)
    let arm = try RobotArm(model, profile: robot.profile, group: group, frames: source.robotFrames, waist: .locked)
    let chain: ArmChain
    do { chain = try ArmChain(model, arm.cut) } catch { throw .kinematics(error) }
    guard chain.jointCount == 7 else { throw .jointCount(chain.jointCount) }
    var places = InlineArray<7, Int>(repeating: 0)
    for joint in 0..<7 {
      let name = model.jointNames[chain.modelJoint(joint)]
      guard let place = robot.profile.joints.firstIndex(where: { $0.name == name }) else { throw .unknownJoint(name) }
      places[joint] = place
    }
    var match: DirectionMatch
    do { match = try DirectionMatch(model, arm.cut) } catch { throw .kinematics(error) }
    match.setBase(arm.base)
    let worn = try WornArm(source, rig: rig, tick: robot.control.period)
    self.group = group
    self.worn = worn
    self.match = match
    self.places = places
  }

  /// The robot's joints that this moves, each with the values that it depends on.
  package func sources() -> [(joint: Int, values: [ValueReference])] {
    let places = places
    return (0..<7).map { (joint: places[$0], values: worn.sources) }
  }

  /// Writes where the operator wants the arm's joints into `wanted` [rad]; NaN until the operator's arm was seen and the robot's measured.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(_ streams: inout StreamTable, _ tick: inout RetargetingTick, into wanted: inout JointVector) {
    let isArmed = tick.armed.has(group)
    if !tick.following.has(group) && (!isSeeded || (isArmed && !wasArmed)) { stand(&tick) }
    wasArmed = isArmed
    let reading = worn.read(&streams, now: tick.now, into: &pose)
    if isSeeded, reading == .new || (reading == .same && !isMatched), let directions = pose.directions {
      error = match.match(directions, from: joints)
      joints = match.joints
      isMatched = true
    }
    for joint in 0..<7 { wanted[places[joint]] = isSeeded && isMatched ? joints[joint] : .nan }
  }

  /// Begins from where the robot's arm is: that says which of several answers is meant.
  private mutating func stand(_ tick: inout RetargetingTick) {
    isSeeded = true
    isMatched = false
    for joint in 0..<7 {
      joints[joint] = tick.standing[places[joint]]
      if !joints[joint].isFinite { isSeeded = false }
    }
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5252_4944, version: 1)  // DIRR
    worn.checkpoint(&archive)
    archive.field(&pose)
    archive.field(&joints)
    archive.field(&isSeeded)
    archive.field(&isMatched)
    archive.field(&wasArmed)
    archive.field(&error)
  }
}
