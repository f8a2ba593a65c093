internal import ExocapCore

/// The touch of one gripper and one bar: two pads that press, and friction that holds until it slips.
///
/// The bar is a point with a width; how the hand is turned against it does not matter. Springs stand for pads of rubber.
struct GripContact {
  /// Numbers of the pads.
  ///
  /// Estimates for rubber on plastic.
  enum Pad {
    /// [N/m] One pad against the bar.
    static let stiffness = 20_000.0
    /// [N·s/m] Of one pad.
    static let damping = 20.0
    /// [N/m] Both pads along the bar and out of the hand.
    static let shearStiffness = 10_000.0
    /// [N·s/m] Of both pads.
    static let shearDamping = 40.0
    /// Friction of one pad.
    static let friction = 0.8
    /// [m] How far from the middle of the hand the bar may be and still lie between the pads.
    static let reach = 0.04
  }

  /// What the touch gives in one substep.
  struct Forces {
    /// [N] Of each pad on the bar; what a force sensor in a finger reads.
    var squeeze = 0.0
    /// [N] On the handle, in the pelvis frame; the hand feels the opposite.
    var pull = Vec3.zero
    /// Whether the pads slide.
    var isSlipping = false
  }

  /// Whether the bar is between the pads: it came in while they were apart.
  private(set) var isAround = false
  /// [m] From the hand to the handle where the shear springs are at rest; nil while the pads do not press.
  private var anchor: Vec3?

  /// Computes the forces for this substep.
  ///
  /// `opening` [m] is each pad's distance from the middle, `openingSpeed` [m/s] its speed; `offset` [m] and
  /// `velocity` [m/s] are the handle's against the hand's.
  mutating func forces(opening: Double, openingSpeed: Double, halfWidth: Double, offset: Vec3, velocity: Vec3) -> Forces {
    guard offset.length <= Pad.reach else {
      isAround = false
      anchor = nil
      return Forces()
    }
    // A closed hand that arrives at the bar pushes past it in this world; it does not take hold.
    if opening >= halfWidth { isAround = true }
    let depth = halfWidth - opening
    guard isAround, depth > 0 else {
      anchor = nil
      return Forces()
    }
    var forces = Forces()
    forces.squeeze = max(0, Pad.stiffness * depth - Pad.damping * openingSpeed)
    let rest = anchor ?? offset
    // The spring pulls the handle back to where it was taken hold of.
    let wanted = (rest - offset) * Pad.shearStiffness - velocity * Pad.shearDamping
    let limit = 2 * Pad.friction * forces.squeeze
    let size = wanted.length
    if size <= limit {
      forces.pull = wanted
      anchor = rest
    } else {
      // Sliding: the force stays on the friction cone and the springs' rest follows it.
      forces.pull = wanted * (limit / size)
      forces.isSlipping = true
      anchor = offset + (forces.pull + velocity * Pad.shearDamping) * (1 / Pad.shearStiffness)
    }
    return forces
  }
}
