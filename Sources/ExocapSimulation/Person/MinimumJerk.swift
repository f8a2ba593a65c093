// Person/ is the operator: how arms move, tremble, grasp and err, in joint angles and newtons over time.
// It knows no device, no wire and no clock: time is an argument, counted from the start of the motion.

/// The course of a point-to-point movement of a human arm: the path along which the integral of jerk squared is least.
///
/// x(τ) = 10τ³ − 15τ⁴ + 6τ⁵ for τ from 0 to 1, at rest at both ends (Flash and Hogan, The Coordination of Arm Movements,
/// J. Neuroscience 5, 1985).
package enum MinimumJerk {
  /// The part of the way done, 0 … 1, at the part `tau` of the time; 0 before and 1 after.
  package static func position(_ tau: Double) -> Double {
    if tau <= 0 { return 0 }
    if tau >= 1 { return 1 }
    return tau * tau * tau * (10 + tau * (-15 + tau * 6))
  }

  /// The first derivative of `position`; at most 1.875, in the middle.
  package static func speed(_ tau: Double) -> Double {
    if tau <= 0 || tau >= 1 { return 0 }
    return 30 * tau * tau * (1 - tau) * (1 - tau)
  }
}
