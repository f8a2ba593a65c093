package import ExocapCore

/// The numbers of one unit, made of what the steps of a calibration saw; nothing in it is believed before `refusals` is empty.
package struct UnitNumbers: Sendable {
  /// [rad] Beyond the profile's limits by so much a travel is no mistake of the pose any more.
  package static let limitsRoom = 10 * Double.pi / 180
  /// [m]
  package static let limitsLength = 0.005

  /// By value name.
  package private(set) var values: [String: ValueCalibration] = [:]
  /// What a file tells people of each value: the travel, and how well it fits.
  package private(set) var notes: [String: Note] = [:]
  package private(set) var refusals: [UnitRefusal] = []

  /// What was seen of a value.
  package struct Note: Sendable, Equatable {
    /// [rad | m] Of a joint, calibrated.
    package var seen: ClosedRange<Double>?
    /// [rad] How far a Hall pair is from its ellipse: of its radius, which is the angle that it may be off.
    package var residual: Double?
    /// [N] How far the points of a force are from a straight line.
    package var rms: Double?

    package init(seen: ClosedRange<Double>? = nil, residual: Double? = nil, rms: Double? = nil) {
      (self.seen, self.residual, self.rms) = (seen, residual, rms)
    }
  }

  /// Nothing yet.
  package init() {}

  /// Adds joints: where they stood in the zero pose [rad | m], before their zeros, and which way they are positive, each in the order of
  /// `swept`.
  package mutating func add(_ swept: [SweptValue], held: [Double], signs: [Double], zero: ZeroPose) {
    precondition(swept.count == held.count && swept.count == signs.count, "each joint has its pose and its sign")
    for (index, joint) in swept.enumerated() { add(joint, held: held[index], sign: signs[index], pose: zero) }
  }

  /// Adds a force.
  package mutating func add(_ loads: ForceLoads) {
    do throws(UnitRefusal) {
      let (made, rms) = try loads.calibration()
      values[loads.value.name] = made
      notes[loads.value.name] = Note(rms: rms)
    } catch {
      refusals.append(error)
    }
  }

  private mutating func add(_ joint: SweptValue, held: Double, sign: Double, pose: ZeroPose) {
    let value = joint.value
    let room = value.isLength ? UnitNumbers.limitsLength : UnitNumbers.limitsRoom
    let outside = max(joint.lower - held, held - joint.upper)
    if outside > room { refusals.append(.poseOutsideSweep(value.name, off: outside, isLength: value.isLength)) }
    var zero = held - sign * (pose.pose[value.name] ?? 0)
    if let snap = pose.snap, !value.isLength {
      let nearest = (zero / snap).rounded() * snap
      if (zero - nearest).magnitude > pose.refuseBeyond {
        refusals.append(.offZero(value.name, off: (zero - nearest).magnitude, allowed: pose.refuseBeyond, snap: snap))
      }
      zero = nearest
    }
    let ends = [sign * (joint.lower - zero), sign * (joint.upper - zero)]
    let seen = min(ends[0], ends[1])...max(ends[0], ends[1])
    if seen.lowerBound < value.lower - room || seen.upperBound > value.upper + room {
      refusals.append(.beyondLimits(value.name, seen: seen, limits: value.lower...value.upper, isLength: value.isLength))
    }
    values[value.name] = ValueCalibration(zero: zero, sign: sign, ellipse: joint.ellipse, centre: joint.centre)
    notes[value.name] = Note(seen: seen, residual: joint.residual)
  }
}
