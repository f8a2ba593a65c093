/// Maps the operator's grip to each gripper: an opening, and a force to squeeze with.
///
/// Rules make the force gentle (`GripRules`); none of them delays opening: an opening wider than the last is passed on as it is.
@safe
package struct GripRetargeter: ~Copyable {
  /// One gripper, compiled from profile and rig, with its state.
  private struct Row: BitwiseCopyable {
    var group: JointGroup
    var joint: Int
    var closed: Double
    var open: Double
    var aperture: AxisMapping?
    var force: AxisMapping?
    var squeeze: GripForce
    /// 0 closed … 1 open: the last answer; NaN before the first.
    var opening = Double.nan
  }

  private let rows: UnsafeMutablePointer<Row>
  private let count: Int
  /// The device that brings the robot's state; nil: what the fingers feel is not known.
  private let state: DeviceID?

  /// - Parameters:
  ///   - grips: one entry for each gripper of the profile, in its order.
  ///   - state: the device that brings the robot's state, for `holdsOnContact`.
  package init(profile: RobotProfile, grips: [GripMapping], state: DeviceID? = nil) {
    count = profile.grippers.count
    self.state = state
    unsafe rows = UnsafeMutablePointer<Row>.allocate(capacity: max(1, count))
    for (index, gripper) in profile.grippers.enumerated() {
      let mapping = index < grips.count ? grips[index] : GripMapping(aperture: nil, force: nil, forceCeiling: 0)
      let row = Row(
        group: gripper.group, joint: profile.joints.firstIndex { $0.name == gripper.joint } ?? 0, closed: gripper.closed,
        open: gripper.open, aperture: mapping.aperture, force: mapping.force,
        squeeze: GripForce(rules: mapping.rules, ceiling: min(mapping.forceCeiling, gripper.forceCeiling)))
      unsafe (rows + index).initialize(to: row)
    }
  }

  deinit { unsafe rows.deallocate() }

  /// Writes each gripper's wanted opening into `wanted` [rad | m] and its force into `force` [N], by joint group.
  /// NaN where a source was never seen; a gripper without a source keeps what `wanted` has.
  ///
  /// - Parameter time: [s] Since the tick before; rules that have a rate or a time need it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(
    _ streams: inout StreamTable, time: Double = 0, into wanted: inout JointVector, force: inout InlineArray<7, Double>
  ) {
    for index in 0..<count {
      if let grip = unsafe rows[index].force {
        let isSeen = streams.measured(grip.source) != .never
        let worn = isSeen ? streams.value(grip.source) : .nan
        let newtons = unsafe rows[index].squeeze.next(worn, gain: grip.gain, offset: grip.offset, time: time)
        force[unsafe Int(rows[index].group.rawValue)] = newtons
      }
      guard let aperture = unsafe rows[index].aperture else { continue }
      let isSeen = streams.measured(aperture.source) != .never
      let opening = min(max(aperture.gain * streams.value(aperture.source) + aperture.offset, 0), 1)
      unsafe wanted[rows[index].joint] = isSeen ? position(index, opening, &streams) : .nan
    }
  }

  /// Where the gripper shall be for an opening of `wanted`: there, or where closing met an object.
  private mutating func position(_ index: Int, _ wanted: Double, _ streams: inout StreamTable) -> Double {
    let last = unsafe rows[index].opening
    let isStopped = wanted < last && isHolding(index, &streams)
    let opening = isStopped ? last : wanted
    unsafe rows[index].opening = opening
    return unsafe rows[index].closed + opening * (rows[index].open - rows[index].closed)
  }

  /// [1/s] Fingers slower than this share of their travel stand still.
  @inline(__always) static var standstill: Double { 0.05 }
  /// [-] This share of the commanded force, felt by the fingers, says that they hold something.
  @inline(__always) static var contactShare: Double { 0.9 }

  /// Whether the fingers stand on an object with the force that they were told.
  private mutating func isHolding(_ index: Int, _ streams: inout StreamTable) -> Bool {
    guard unsafe rows[index].squeeze.rules.holdsOnContact, let state else { return false }
    let commanded = unsafe rows[index].squeeze.force
    let felt = unsafe streams.state(state, RigRobot.forceStream).pointee.values[Int(rows[index].group.rawValue)]
    let speed = unsafe abs(streams.state(state, RigRobot.jointStream).pointee.rates[rows[index].joint])
    let travel = unsafe abs(rows[index].open - rows[index].closed)
    return commanded > 0 && felt >= GripRetargeter.contactShare * commanded && !(speed > GripRetargeter.standstill * travel)
  }

  /// The more open of two positions of gripper joint `joint`, or `held` where the joint is no gripper or `wanted` is not finite.
  /// So the operator can always let go.
  package mutating func moreOpen(_ held: Double, _ wanted: Double, joint: Int) -> Double {
    guard wanted.isFinite else { return held }
    for index in 0..<count where unsafe rows[index].joint == joint {
      let opensUpwards = unsafe rows[index].open > rows[index].closed
      return opensUpwards ? max(held, wanted) : min(held, wanted)
    }
    return held
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5049_5247, version: 1)  // GRIP
    for index in 0..<count {
      unsafe archive.field(&rows[index].opening)
      unsafe rows[index].squeeze.checkpoint(&archive)
    }
  }
}
