internal import CExocapMath

/// Follows a hand's measured placement: as smooth as its noise asks for, as fast as its noise allows.
///
/// An α-β filter on position and on rotation (critically damped, no lag on ramps), whose cut-off follows from the noise that
/// the samples show: ω = √(agility / σ), the steady state of a Kalman filter of that acceleration (Kalata, 1984). Clean samples
/// pass as they are. What it says is followed once more with the velocity as feed-forward, so that a sample's noise does not
/// jump through. A sample that is missing or that no hand can have reached is bridged by the decaying velocity.
package struct TargetFilter: BitwiseCopyable, Sendable {
  /// What the filter knows of hands.
  package struct Settings: BitwiseCopyable, Sendable, Equatable {
    /// [m/s²] Acceleration that a hand at rest may begin with, and what is added per m/s of speed.
    package var agility = 2.0
    package var agilityPerSpeed = 4.0
    /// [rad/s²] The same for rotation, and what is added per rad/s.
    package var turnAgility = 10.0
    package var turnAgilityPerSpeed = 4.0
    /// [-] How much faster than the filter its follower is.
    package var followerRatio = 2.0
    /// [m/s] A sample farther away than this speed reaches is a glitch.
    package var fastest = 5.0
    /// [m] Noise that is assumed before it is measured, and the least.
    package var noise = 2e-4
    package var leastNoise = 1e-6
    /// [rad] The same for rotation.
    package var turnNoise = 1e-3
    package var leastTurnNoise = 4e-6
    /// [s] Over which noise is averaged.
    package var noiseTime = 0.2
    /// [s] After the last sample the velocity decays with this time, from two periods on.
    package var decayTime = 0.1
    /// [s] After so long without a believable sample the next one is believed.
    package var giveUp = 0.2
    /// [s] How far ahead of the last sample the answer is.
    package var lead = 0.0

    package init() {}
  }

  /// May be changed between two samples.
  package var settings = Settings()
  private var isFollowing = false
  private var position = Vec3.zero
  private var velocity = Vec3.zero
  private var rotation = Rotation.identity
  private var spin = Vec3.zero
  private var shownPosition = Vec3.zero
  private var shownVelocity = Vec3.zero
  private var shownRotation = Rotation.identity
  private var shownSpin = Vec3.zero
  /// [s] Since the last believed sample.
  private var gap = 0.0
  /// The last believed sample and its difference to the one before; for the noise.
  private var rawPosition = Vec3.zero
  private var rawRotation = Rotation.identity
  private var rawMove = Vec3.zero
  private var rawTurn = Vec3.zero
  private var rawCount = 0
  /// [m²] and [rad²] Of one axis.
  private var variance = 0.0
  private var turnVariance = 0.0

  package init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Forgets everything but its settings.
  package mutating func reset() { self = TargetFilter(settings) }

  /// [m] Noise of the samples along one axis, as measured.
  package var measuredNoise: Double { Math.sqrt(variance) }

  /// Whether the last sample was one that no hand can have come to.
  package private(set) var hasRefused = false

  /// Takes the sample of this tick, nil where none came, `time` [s] after the last call; says where the hand is.
  ///
  /// A sample that was measured `age` [s] before this tick is taken on by the velocity that is known. Nil before the first sample.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func take(_ sample: Placement?, age: Double = 0, time: Double) -> Placement? {
    guard isFollowing else {
      guard let sample, TargetFilter.isFinite(sample) else { return nil }
      start(sample)
      return sample
    }
    guard time > 0, time.isFinite else { return shown() }
    gap += time
    // What was somewhere else for so long has not come from here: it begins anew, at rest.
    if gap > settings.giveUp, let sample, TargetFilter.isFinite(sample) {
      start(sample)
      return sample
    }
    position = position + velocity * time
    rotation = rotation.turned(by: spin * time)
    if let sample = sample.map({ taken(on: $0, by: age) }), isBelievable(sample) {
      measureNoise(sample)
      correct(sample)
      gap = 0
      hasRefused = false
    } else {
      hasRefused = sample != nil
      rawCount = 0
      if gap > 2.5 * time {
        let fade = 1 / (1 + time / settings.decayTime)
        velocity = velocity * fade
        spin = spin * fade
      }
    }
    follow(time)
    return shown()
  }

  private mutating func start(_ sample: Placement) {
    let kept = settings
    self = TargetFilter(kept)
    isFollowing = true
    (position, shownPosition, rawPosition) = (sample.position, sample.position, sample.position)
    (rotation, shownRotation, rawRotation) = (sample.rotation, sample.rotation, sample.rotation)
    variance = settings.noise * settings.noise
    turnVariance = settings.turnNoise * settings.turnNoise
    rawCount = 1
  }

  @inline(__always)
  private func taken(on sample: Placement, by age: Double) -> Placement {
    if age == 0 { return sample }
    return Placement(
      rotation: sample.rotation.turned(by: spin * age), position: sample.position + velocity * age)
  }

  private func isBelievable(_ sample: Placement) -> Bool {
    guard TargetFilter.isFinite(sample) else { return false }
    let way = (sample.position - position).length
    return way <= settings.fastest * gap + 6 * Math.sqrt(variance)
  }

  private static func isFinite(_ sample: Placement) -> Bool {
    let (r, p) = (sample.rotation, sample.position)
    return (r.x + r.y + r.z + p).dot(Vec3(1, 1, 1)).isFinite
  }

  /// The second difference of three samples in a row has six times a sample's variance, motion adds little to it.
  private mutating func measureNoise(_ sample: Placement) {
    let move = sample.position - rawPosition
    let turn = rawRotation.turn(to: sample.rotation)
    if rawCount >= 2 {
      let share = min(1, gap / settings.noiseTime)
      let (bend, twist) = (move - rawMove, turn - rawTurn)
      // One sample cannot raise it far: 25 is five sigma.
      let most = 25 * 18 * variance + settings.leastNoise * settings.leastNoise
      let mostTurn = 25 * 18 * turnVariance + settings.leastTurnNoise * settings.leastTurnNoise
      variance += share * (min(bend.dot(bend), most) / 18 - variance)
      turnVariance += share * (min(twist.dot(twist), mostTurn) / 18 - turnVariance)
    }
    (rawPosition, rawRotation, rawMove, rawTurn) = (sample.position, sample.rotation, move, turn)
    rawCount = min(rawCount + 1, 2)
  }

  private mutating func correct(_ sample: Placement) {
    let fade = Math.exp(-cutoff() * gap)
    let missing = sample.position - position
    position = position + missing * (1 - fade * fade)
    velocity = velocity + missing * ((1 - fade) * (1 - fade) / gap)
    let turnFade = Math.exp(-turnCutoff() * gap)
    let turn = rotation.turn(to: sample.rotation)
    rotation = rotation.turned(by: turn * (1 - turnFade * turnFade))
    spin = spin + turn * ((1 - turnFade) * (1 - turnFade) / gap)
  }

  /// [rad/s]
  private func cutoff() -> Double {
    let agility = settings.agility + settings.agilityPerSpeed * velocity.length
    return Math.sqrt(agility / max(Math.sqrt(variance), settings.leastNoise))
  }

  /// [rad/s]
  private func turnCutoff() -> Double {
    let agility = settings.turnAgility + settings.turnAgilityPerSpeed * spin.length
    return Math.sqrt(agility / max(Math.sqrt(turnVariance), settings.leastTurnNoise))
  }

  /// One implicit step of a critically damped follower of position and velocity: stable at any cut-off, exact at a high one.
  private mutating func follow(_ time: Double) {
    let rate = settings.followerRatio * cutoff() * time
    let share = 1 / (1 + 2 * rate + rate * rate)
    let missing = position - shownPosition - shownVelocity * time
    let behind = velocity - shownVelocity
    shownVelocity = shownVelocity + missing * (rate * rate * share / time) + behind * (2 * rate * share)
    shownPosition = shownPosition + shownVelocity * time
    let busRate = settings.followerRatio * turnCutoff() * time
    let turnShare = 1 / (1 + 2 * busRate + busRate * busRate)
    let turn = shownRotation.turn(to: rotation) - shownSpin * time
    shownSpin = shownSpin + turn * (busRate * busRate * turnShare / time) + (spin - shownSpin) * (2 * busRate * turnShare)
    shownRotation = shownRotation.turned(by: shownSpin * time)
  }

  private func shown() -> Placement {
    if settings.lead == 0 { return Placement(rotation: shownRotation, position: shownPosition) }
    return Placement(
      rotation: shownRotation.turned(by: shownSpin * settings.lead),
      position: shownPosition + shownVelocity * settings.lead)
  }

  /// Saves or restores what moves; settings are configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&isFollowing)
    archive.field(&hasRefused)
    archive.field(&position)
    archive.field(&velocity)
    archive.field(&rotation)
    archive.field(&spin)
    archive.field(&shownPosition)
    archive.field(&shownVelocity)
    archive.field(&shownRotation)
    archive.field(&shownSpin)
    archive.field(&gap)
    archive.field(&rawPosition)
    archive.field(&rawRotation)
    archive.field(&rawMove)
    archive.field(&rawTurn)
    archive.field(&rawCount)
    archive.field(&variance)
    archive.field(&turnVariance)
  }
}
