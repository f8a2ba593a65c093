internal import ExocapCore

/// Measures one joint group of a trace: what was asked of it, what was commanded, and by how much they differ.
struct GroupMeasurement {
  private let group: JointGroup
  private let method: RetargetingMethod
  private let robot: RigRobot
  private let trace: RetargetingTrace
  private let range: Range<Int>
  /// Whether each tick counts.
  private let counts: [Bool]
  private let search: LagSearch
  private let places: [Int]
  /// [rad] By place in `places`, then tick of the range.
  private var asked: [[Double]]
  private let isMapped: [Bool]
  private var arm: ArmColumns?

  /// [rad] Joints that move less do not tell a delay.
  private static var leastMotion: Double { 0.01 }

  /// Nil where the group follows nothing.
  init?(_ group: JointGroup, rig: Rig, trace: RetargetingTrace, worn: WornMotion) throws(RetargetingTrial.Obstacle) {
    self.group = group
    self.trace = trace
    robot = rig.robots[0]
    let entry = robot.retargeting.first { $0.group == group }
    let method = entry?.method ?? .map
    self.method = method
    let range = trace.first..<trace.times.count
    self.range = range
    let isSolved = method != .map
    let robot = self.robot
    places = robot.profile.joints.indices.filter { joint in
      robot.profile.joints[joint].group == group && (isSolved || !robot.map[joint].sources.isEmpty)
    }
    guard !places.isEmpty else { return nil }
    let states = trace.states[Int(group.rawValue)]
    counts = range.map { states[$0] == EngagementState.engaged.rawValue }
    let start = trace.times.first ?? .never
    search = LagSearch(times: range.map { (trace.times[$0] - start).seconds })
    asked = places.map { joint in range.map { trace.wanted[joint][$0] } }
    isMapped = places.map { !isSolved && GroupMeasurement.line(robot.map[$0]) != nil }
    readMaps(worn)
    if let entry, let witness = try ArmWitness(entry, rig: rig, robot: robot) {
      arm = ArmColumns(witness, trace: trace, range: range, group: group, worn: worn)
    }
  }

  /// What the report says of it.
  var result: RetargetingReport.Group {
    let engaged = counts.count { $0 }
    let delay = findDelay()
    return RetargetingReport.Group(
      group: group, method: method.word, followed: counts.isEmpty ? 0 : Double(engaged) / Double(counts.count), delay: delay,
      joints: places.indices.map { joint($0, delay ?? 0) }, hand: arm?.hand(counts, search, delay ?? 0))
  }

  /// What the operator asks of the joints that are mapped along a line; others keep what the retargeter wanted of them.
  private mutating func readMaps(_ worn: WornMotion) {
    let lines = places.map { GroupMeasurement.line(robot.map[$0]) }
    let sources = lines.compactMap { $0?.source }
    for (column, tick) in range.enumerated() {
      var values = worn.values(of: sources, at: trace.times[tick])[...]
      for (place, line) in lines.enumerated() {
        guard let line, let value = values.popFirst() else { continue }
        if isMapped[place] { asked[place][column] = line.gain * value + line.offset }
      }
    }
  }

  private static func line(_ mapping: JointMapping) -> (source: ValueReference, gain: Double, offset: Double)? {
    switch mapping {
    case .joint(let source, let gain, let offset): return (source, gain, offset)
    case .combined(let combination):
      guard combination.terms.count == 1, combination.curve.isEmpty, combination.range == nil, let term = combination.terms.first,
        term.turn == nil
      else { return nil }
      return (term.source, term.gain, combination.offset)
    case .hold, .constant: return nil
    }
  }

  /// [rad] Commands of the ticks that count.
  private func commanded(_ place: Int) -> [Double] {
    range.enumerated().map { column, tick in counts[column] ? trace.limited[places[place]][tick] : .nan }
  }

  private func findDelay() -> Double? {
    if let arm { return search.delay(asked: arm.askedSignals, came: arm.reachedSignals(counts), least: arm.leastMotion) }
    return search.delay(asked: asked, came: places.indices.map(commanded), least: GroupMeasurement.leastMotion)
  }

  private func joint(_ place: Int, _ delay: Double) -> RetargetingReport.Joint {
    let joint = places[place]
    let came = commanded(place)
    // A solver was asked just now: the group's delay is its own.
    let before = search.delayed(asked[place], by: isMapped[place] ? delay : 0)
    let bounds = robot.bounds(of: joint)
    let peaks = peaks(joint)
    let ticks = max(1, counts.count { $0 })
    var touching = 0
    var clipped: [(rule: String, share: Double)] = []
    for (column, tick) in range.enumerated() where counts[column] {
      let q = trace.limited[joint][tick]
      if q <= bounds.lower + GroupMeasurement.contact || q >= bounds.upper - GroupMeasurement.contact { touching += 1 }
    }
    for (rule, name) in Clipping.names {
      let count = zip(range, counts).count { $0.1 && trace.clipping[joint][$0.0].contains(rule) }
      if count > 0 { clipped.append((name, Double(count) / Double(ticks))) }
    }
    return RetargetingReport.Joint(
      name: robot.profile.joints[joint].name, index: joint, isMapped: isMapped[place],
      late: Spread(zip(came, asked[place]).map { abs($0 - $1) }), settled: Spread(zip(came, before).map { abs($0 - $1) }),
      atLimit: Double(touching) / Double(ticks), velocity: peaks.velocity / bounds.velocity,
      acceleration: peaks.acceleration / bounds.acceleration, jerk: peaks.jerk / bounds.jerk, clipped: clipped, asked: asked[place])
  }

  /// [rad] A command this near to the end of a joint's travel touches it: a hundredth of a millimetre at the hand.
  private static var contact: Double { 1e-5 }

  /// The greatest of each while the group had weight.
  private func peaks(_ joint: Int) -> (velocity: Double, acceleration: Double, jerk: Double) {
    let weights = trace.weights[Int(group.rawValue)]
    var (velocity, acceleration, jerk) = (0.0, 0.0, 0.0)
    var (rate, change, known) = (0.0, 0.0, 0)
    for tick in range {
      guard weights[tick] > 0, trace.steps[tick] > 0, trace.rates[joint][tick].isFinite else {
        known = 0
        continue
      }
      let now = trace.rates[joint][tick]
      let slope = (now - rate) / trace.steps[tick]
      velocity = max(velocity, abs(now))
      if known > 0 { acceleration = max(acceleration, abs(slope)) }
      if known > 1 { jerk = max(jerk, abs(slope - change) / trace.steps[tick]) }
      (rate, change, known) = (now, slope, known + 1)
    }
    return (velocity, acceleration, jerk)
  }
}

extension RetargetingMethod {
  /// As rigs name it.
  var word: String {
    switch self {
    case .map: Self.names[0]
    case .taskSpace: Self.names[1]
    case .directions: Self.names[2]
    case .hand: Self.names[3]
    }
  }
}
