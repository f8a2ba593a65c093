internal import CExocapMath

/// Filters a hand's placement as its rig asks: position as one vector, rotation on the logarithm of its increment.
///
/// The cut-off of each follows the length of its velocity, so that all directions have one delay. A missing sample is bridged: α-β goes
/// on with its velocity for two periods, which then fades until 100 ms; the others hold. After more than 100 ms without a sample the
/// filter starts anew, exactly at the next.
package struct PlacementFilter: BitwiseCopyable, Sendable {
  private let filter: MotionFilter
  private var isFollowing = false
  /// [m], [m/s] As of the last sample.
  private var position = Vec3.zero
  private var velocity = Vec3.zero
  /// As of the last sample, and its turning [rad/s] about the outer axes.
  private var rotation = Rotation.identity
  private var spin = Vec3.zero
  /// [s] Since the last sample, and between the last two.
  private var gap = 0.0
  private var period = 0.0

  package init(_ filter: MotionFilter) { self.filter = filter }

  /// Forgets everything but its settings.
  package mutating func reset() { self = PlacementFilter(filter) }

  /// Takes the sample of this tick, nil where none came, `time` [s] after the last call; says where the hand is.
  ///
  /// Nil before the first sample. One that is not finite counts as none. The rotation is orthonormal, but that a filter `none` or a start
  /// hands on as it came. A `time` below 0.1 ms, or NaN, counts as 0.1 ms; over 100 ms as 100 ms.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func take(_ sample: Placement?, time: Double) -> Placement? {
    gap += MotionFilter.step(time)
    guard let sample, PlacementFilter.isFinite(sample) else { return isFollowing ? shown() : nil }
    guard isFollowing, gap <= MotionFilter.longestStep else { return start(sample) }
    advance(sample, gap)
    // Values near the end of Double's range overflow a velocity.
    guard PlacementFilter.isFinite(Placement(rotation: rotation, position: position + velocity + spin)) else { return start(sample) }
    (period, gap) = (gap, 0)
    return shown()
  }

  private mutating func start(_ sample: Placement) -> Placement {
    self = PlacementFilter(filter)
    isFollowing = true
    (position, rotation) = (sample.position, sample.rotation)
    return sample
  }

  private static func isFinite(_ sample: Placement) -> Bool {
    let (r, p) = (sample.rotation, sample.position)
    return (r.x + r.y + r.z + p).dot(Vec3(1, 1, 1)).isFinite
  }

  /// [s] How far the velocity has led since the last sample; its fall to zero is linear.
  private func reach() -> Double {
    let whole = min(2 * period, MotionFilter.longestStep)
    if gap <= whole { return gap }
    let fading = MotionFilter.longestStep - whole
    guard fading > 0 else { return whole }
    let s = min(gap - whole, fading)
    return whole + s - s * s / (2 * fading)
  }

  private func shown() -> Placement {
    guard gap > 0, case .alphaBeta = filter else { return Placement(rotation: rotation, position: position) }
    let reach = reach()
    return Placement(rotation: rotation.turned(by: spin * reach), position: position + velocity * reach)
  }

  private mutating func advance(_ sample: Placement, _ time: Double) {
    switch filter {
    case .none:
      (position, rotation) = (sample.position, sample.rotation)
    case .lowPass(let cutoff):
      follow(sample, MotionFilter.share(cutoff, time), MotionFilter.share(cutoff, time))
    case .oneEuro(let cutoff, let slope, let derivative):
      let share = MotionFilter.share(derivative, time)
      velocity = velocity + ((sample.position - position) * (1 / time) - velocity) * share
      spin = spin + (rotation.turn(to: sample.rotation) * (1 / time) - spin) * share
      follow(
        sample, MotionFilter.share(cutoff + slope * velocity.length, time), MotionFilter.share(cutoff + slope * spin.length, time))
    case .alphaBeta(let cutoff, let slope):
      let fade = MotionFilter.fade(cutoff + slope * velocity.length, time)
      let turnFade = MotionFilter.fade(cutoff + slope * spin.length, time)
      (position, rotation) = (position + velocity * time, rotation.turned(by: spin * time))
      velocity = velocity + (sample.position - position) * ((1 - fade) * (1 - fade) / time)
      spin = spin + rotation.turn(to: sample.rotation) * ((1 - turnFade) * (1 - turnFade) / time)
      follow(sample, 1 - fade * fade, 1 - turnFade * turnFade)
    }
  }

  /// Goes these shares of the way to the sample.
  private mutating func follow(_ sample: Placement, _ share: Double, _ turnShare: Double) {
    position = position + (sample.position - position) * share
    rotation = rotation.turned(by: rotation.turn(to: sample.rotation) * turnShare)
  }

  /// Saves or restores what moves; the settings are configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&isFollowing)
    archive.field(&position)
    archive.field(&velocity)
    archive.field(&rotation)
    archive.field(&spin)
    archive.field(&gap)
    archive.field(&period)
  }
}
