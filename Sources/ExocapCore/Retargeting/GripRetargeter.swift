/// Maps the operator's grip to each gripper: an opening, and a force to squeeze with.
@safe
package struct GripRetargeter: ~Copyable {
  /// One gripper, compiled from profile and rig.
  private struct Row: BitwiseCopyable {
    var group: JointGroup
    var joint: Int
    var closed: Double
    var open: Double
    var aperture: AxisMapping?
    var force: AxisMapping?
    var forceCeiling: Double
  }

  private let rows: UnsafeMutablePointer<Row>
  private let count: Int

  /// - Parameter grips: one entry for each gripper of the profile, in its order.
  package init(profile: RobotProfile, grips: [GripMapping]) {
    count = profile.grippers.count
    unsafe rows = UnsafeMutablePointer<Row>.allocate(capacity: max(1, count))
    for (index, gripper) in profile.grippers.enumerated() {
      let mapping = index < grips.count ? grips[index] : GripMapping(aperture: nil, force: nil, forceCeiling: 0)
      let row = Row(
        group: gripper.group, joint: profile.joints.firstIndex { $0.name == gripper.joint } ?? 0, closed: gripper.closed,
        open: gripper.open, aperture: mapping.aperture, force: mapping.force,
        forceCeiling: min(mapping.forceCeiling, gripper.forceCeiling))
      unsafe (rows + index).initialize(to: row)
    }
  }

  deinit { unsafe rows.deallocate() }

  /// Writes each gripper's wanted opening into `wanted` [rad | m] and its force into `force` [N], by joint group.
  /// NaN where a source was never seen; a gripper without a source keeps what `wanted` has.
  package mutating func retarget(
    _ streams: inout StreamTable, into wanted: inout JointVector, force: inout InlineArray<7, Double>
  ) {
    for index in 0..<count {
      let row = unsafe rows[index]
      if let aperture = row.aperture {
        let opening = min(max(aperture.gain * streams.value(aperture.source) + aperture.offset, 0), 1)
        let position = row.closed + opening * (row.open - row.closed)
        wanted[row.joint] = streams.measured(aperture.source) == .never ? .nan : position
      }
      if let grip = row.force {
        let newtons = grip.gain * streams.value(grip.source) + grip.offset
        force[Int(row.group.rawValue)] = newtons.isFinite ? min(max(newtons, 0), row.forceCeiling) : .nan
      }
    }
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
}
