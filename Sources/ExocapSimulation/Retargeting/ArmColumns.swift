internal import ExocapCore

/// Where an arm was asked to be and where commands put it, tick by tick.
struct ArmColumns {
  private let isByDirections: Bool
  private var asked: [ArmWitness.View?] = []
  private var reached: [ArmWitness.View] = []

  init(_ witness: ArmWitness, trace: RetargetingTrace, range: Range<Int>, group: JointGroup, worn: WornMotion) {
    isByDirections = witness.isByDirections
    let states = trace.states[Int(group.rawValue)]
    for tick in trace.times.indices where witness.isRelative || range.contains(tick) {
      let values = worn.values(of: witness.sources, at: trace.times[tick])
      let joints = trace.limited.map { $0[tick] }
      // What follows nobody yet is laid under the operator's hand where it stands.
      let isFree = !(EngagementState(rawValue: states[tick])?.isActive ?? false)
      if witness.isRelative && isFree { witness.latch(values, joints: joints) }
      guard range.contains(tick) else { continue }
      asked.append(witness.asked(values))
      reached.append(witness.reached(joints))
    }
  }

  /// [m | -] A hand, or a direction, that moves less does not tell a delay.
  var leastMotion: Double { 0.005 }

  /// What tells the delay: the hand's place [m], or the bones' directions [-].
  var askedSignals: [[Double]] {
    signals.map { signal in asked.map { $0.map(signal) ?? .nan } }
  }

  /// The same of the commands, in ticks that count.
  func reachedSignals(_ counts: [Bool]) -> [[Double]] {
    signals.map { signal in zip(reached, counts).map { $1 ? signal($0) : .nan } }
  }

  private var signals: [(ArmWitness.View) -> Double] {
    if isByDirections {
      return [{ $0.upper.x }, { $0.upper.y }, { $0.upper.z }, { $0.fore.x }, { $0.fore.y }, { $0.fore.z }]
    }
    return [{ $0.hand.position.x }, { $0.hand.position.y }, { $0.hand.position.z }]
  }

  /// What the report says of the hand.
  func hand(_ counts: [Bool], _ search: LagSearch, _ delay: Double) -> RetargetingReport.Hand {
    let now = Array(asked.indices.map(Optional.some))
    let before = search.places(by: delay)
    let none = asked.map { _ in Double.nan }
    let distances = isByDirections ? none : differences(counts, now) { ($0.hand.position - $1.hand.position).length }
    let settled = isByDirections ? none : differences(counts, before) { ($0.hand.position - $1.hand.position).length }
    let turn: (ArmWitness.View, ArmWitness.View) -> Double = { $0.hand.rotation.angle(to: $1.hand.rotation) }
    let direction: (ArmWitness.View, ArmWitness.View) -> Double = { max($0.upper.angle(to: $1.upper), $0.fore.angle(to: $1.fore)) }
    let turns = differences(counts, now, turn)
    return RetargetingReport.Hand(
      late: Spread(distances), settled: Spread(settled), lateTurn: Spread(turns), settledTurn: Spread(differences(counts, before, turn)),
      lateDirection: Spread(isByDirections ? differences(counts, now, direction) : none),
      settledDirection: Spread(isByDirections ? differences(counts, before, direction) : none), distances: distances, turns: turns)
  }

  /// Between what was reached at each tick and what had been asked at another one.
  private func differences(
    _ counts: [Bool], _ places: [Int?], _ measure: (ArmWitness.View, ArmWitness.View) -> Double
  ) -> [Double] {
    reached.indices.map { tick in
      guard counts[tick], let place = places[tick], let wish = asked[place] else { return .nan }
      return measure(wish, reached[tick])
    }
  }
}
