/// The force that one gripper is told to squeeze with: dead zone, ceiling that falls with time, slew.
struct GripForce: BitwiseCopyable, Sendable {
  let rules: GripRules
  /// [N] The rig's, which the time of squeezing may lower.
  let ceiling: Double
  /// [N] The last answer; NaN where the source was never seen.
  private(set) var force = Double.nan
  /// Whether the operator is out of the dead zone.
  private var isSqueezing = false
  /// [N²·s] What squeezing over the hold force has added up to.
  private var heat = 0.0

  init(rules: GripRules, ceiling: Double) {
    self.rules = rules
    self.ceiling = ceiling
  }

  /// [-] From this share of the heat on, the ceiling falls, in a straight line and not at once: nothing is dropped.
  @inline(__always) static var firstShare: Double { 0.9 }

  /// The force for an operator's `worn` [N], `time` [s] after the last.
  @inline(__always)
  mutating func next(_ worn: Double, gain: Double, offset: Double, time: Double) -> Double {
    guard worn.isFinite else {
      force = .nan
      return .nan
    }
    if worn > rules.deadZoneOn { isSqueezing = true } else if worn < rules.deadZoneOff { isSqueezing = false }
    let hasZone = rules.deadZoneOn > 0
    let asked = gain * (isSqueezing || !hasZone ? worn : 0) + offset
    guard asked.isFinite else {
      force = .nan
      return .nan
    }
    var next = min(max(asked, 0), allowed)
    if rules.slew < .infinity { next = min(next, (force.isFinite ? force : 0) + rules.slew * time) }
    force = next
    if capacity > 0 { heat = min(max(0, heat + (next * next - rules.holdForce * rules.holdForce) * time), capacity) }
    return next
  }

  /// [N²·s] As much as squeezing with the whole ceiling for the rig's time gives; 0 where there is no such rule.
  private var capacity: Double {
    guard rules.holdForce < ceiling else { return 0 }
    return (ceiling * ceiling - rules.holdForce * rules.holdForce) * rules.squeezeTime.seconds
  }

  /// [N] The ceiling as of now.
  private var allowed: Double {
    guard capacity > 0 else { return ceiling }
    let share = (heat / capacity - GripForce.firstShare) / (1 - GripForce.firstShare)
    return ceiling - min(max(share, 0), 1) * (ceiling - rules.holdForce)
  }

  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&force)
    archive.field(&isSqueezing)
    archive.field(&heat)
  }
}
