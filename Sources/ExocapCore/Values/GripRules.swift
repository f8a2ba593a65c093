/// What keeps a gripper's force gentle; the defaults change nothing. None of it ever delays opening.
package struct GripRules: Sendable, Equatable, BitwiseCopyable {
  /// [N/s] How fast the commanded force may grow; it falls at once. Infinite: no bound.
  package var slew: Double
  /// [N] The operator's force counts as none until it is over this …
  package var deadZoneOn: Double
  /// [N] … and from then on until it is under this; not over `deadZoneOn`.
  package var deadZoneOff: Double
  /// [N] The force that may be held for ever: after squeezing harder for long, the ceiling falls to it. Infinite: no such rule.
  package var holdForce: Double
  /// How long the full ceiling may be squeezed with; less force lasts longer, by the heat of F² over the hold force's.
  package var squeezeTime: Interval
  /// Whether the width stops where the fingers stopped on an object, while the operator squeezes on.
  package var holdsOnContact: Bool

  package init(
    slew: Double = .infinity, deadZoneOn: Double = 0, deadZoneOff: Double = 0, holdForce: Double = .infinity,
    squeezeTime: Interval = .seconds(10), holdsOnContact: Bool = false
  ) {
    self.slew = slew
    self.deadZoneOn = deadZoneOn
    self.deadZoneOff = deadZoneOff
    self.holdForce = holdForce
    self.squeezeTime = squeezeTime
    self.holdsOnContact = holdsOnContact
  }
}
