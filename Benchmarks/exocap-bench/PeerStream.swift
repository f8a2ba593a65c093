internal import ExocapCore

/// Targets for both hands every 2 ms, followed by the solver alone or by the whole chain of filter, solver and limiter.
struct PeerStream {
  private let arms: PeerArms
  private let start: [Double]
  /// Left and right hand of each tick in turn; nil where the sensor repeats itself.
  private let targets: [Placement]
  private let isRepeated: [Bool]

  private static let time = 0.002

  /// `name` is that of a file with both hands' places [m] and quaternions (x, y, z, w) a tick.
  init(_ folder: String, _ name: String) throws {
    arms = try PeerArms(folder)
    start = try NumberTable.numbers("\(folder)/start.txt")
    let numbers = try NumberTable.numbers("\(folder)/\(name).txt")
    targets = (0..<numbers.count / 7).map { hand in
      let v = numbers[7 * hand..<7 * hand + 7].map { $0 }
      return Placement(
        rotation: Rotation(Quaternion(x: v[3], y: v[4], z: v[5], w: v[6])), position: Vec3(v[0], v[1], v[2]))
    }
    // The same reading again, to the last bit of a noisy sensor, is no new sample.
    isRepeated = (0..<numbers.count / 7).map { hand in
      hand >= 2 && numbers[7 * hand..<7 * hand + 7].elementsEqual(numbers[7 * hand - 14..<7 * hand - 7])
    }
  }

  private func solver() throws -> ArmIK {
    var ik = try ArmIK(arms.model, arms: arms.cuts, limits: arms.limits)
    seed(&ik)
    for joint in 0..<14 { ik.setPosture(joint, to: start[joint]) }
    return ik
  }

  private func seed(_ ik: inout ArmIK) { for joint in 0..<14 { ik.seed(joint, at: start[joint]) } }

  /// The solver's steps alone: time, rows of self-collision a step, least clearance [m], then the joints where they ended.
  func steps(_ count: Int, isApart: Bool) throws -> [Double] {
    var ik = try solver()
    if isApart { ik.setCollisions(try collisions()) }
    var (rows, clearance, at) = (0, Double.infinity, 0)
    var inexact = 0
    let begin = ThreadTime.now()
    for _ in 0..<count {
      ik.setTarget(0, targets[at])
      ik.setTarget(1, targets[at + 1])
      let report = ik.step(time: PeerStream.time)
      rows += report.collisionRows
      if !report.isExact { inexact += 1 }
      clearance = min(clearance, ik.clearance())
      at += 2
      if at == targets.count {
        at = 0
        seed(&ik)
      }
    }
    let time = ThreadTime.now() - begin
    return [1e9 * time / Double(count), Double(rows) / Double(count), min(clearance, 1e9), Double(inexact)]
      + (0..<14).map { ik.position($0) }
  }

  /// The rods and pairs that stand in the inputs, with the start as the pose at home.
  private func collisions() throws -> SelfCollision {
    let model = arms.model
    let capsules = try NumberTable("\(arms.folder)/capsules.txt").words.map { words in
      let v = words.dropFirst().map { Double($0) ?? .nan }
      return Capsule(
        link: model.link(named: words[0]) ?? 0, start: Vec3(v[0], v[1], v[2]), end: Vec3(v[3], v[4], v[5]), radius: v[6])
    }
    let pairs = try NumberTable("\(arms.folder)/pairs.txt").words.map { SelfCollision.Pair(Int($0[0]) ?? 0, Int($0[1]) ?? 0) }
    var home = [Double](repeating: 0, count: model.jointCount)
    let ik = try solver()
    for joint in 0..<14 { home[ik.modelJoint(joint)] = start[joint] }
    return try SelfCollision(model, arms: arms.cuts, capsules: capsules, pairs: pairs, home: home)
  }

  /// Filter, solver and limiter over the whole stream: median and 99th percentile of a tick [ns], ticks whose step was not the exact
  /// minimum, then what is sent in each tick.
  func track() throws -> [Double] {
    var ik = try solver()
    var filters = [TargetFilter(), TargetFilter()]
    var limiters = (0..<14).map { joint in
      let limits = arms.model.limits[ik.modelJoint(joint)]
      return JointLimiter(
        JointBounds(lower: limits.lower, upper: limits.upper, velocity: 10, acceleration: 120, jerk: 30_000))
    }
    for joint in 0..<14 { limiters[joint].seed(start[joint]) }
    var sent: [Double] = []
    sent.reserveCapacity(7 * targets.count)
    var times: [Double] = []
    times.reserveCapacity(targets.count / 2)
    var inexact = 0
    for tick in 0..<targets.count / 2 {
      let begin = ThreadTime.now()
      for arm in 0..<2 {
        let hand = 2 * tick + arm
        if let target = filters[arm].take(isRepeated[hand] ? nil : targets[hand], time: PeerStream.time) { ik.setTarget(arm, target) }
      }
      if !ik.step(time: PeerStream.time).isExact { inexact += 1 }
      for joint in 0..<14 { _ = limiters[joint].step(towards: ik.position(joint), time: PeerStream.time) }
      times.append(ThreadTime.now() - begin)
      for joint in 0..<14 { sent.append(limiters[joint].position) }
    }
    let rounds = Rounds(times)
    return [1e9 * rounds.median, 1e9 * rounds.quantile(0.99), Double(inexact)] + sent
  }
}
