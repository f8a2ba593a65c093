internal import ExocapCore

/// Which way a joint is positive: it is moved to its positive side, and nothing else moves.
///
/// One joint after the other, because a person can do that without a mistake, and because it shows exchanged cables and ids at once.
package struct DirectionStep: Sendable {
  /// [-] Of the travel that the sweep saw: so far the joint must go.
  private static let share = 0.2
  /// [-] So much of that another joint may go along: arms are one body.
  private static let company = 0.5

  private let values: [SweptValue]
  private let asked: Int
  private var start: [Double] = []
  private var now: [Double] = []

  /// The joint at place `asked` of `values` is to move.
  package init(_ values: [SweptValue], asked: Int) {
    precondition(values.indices.contains(asked), "a joint that was swept is asked for")
    (self.values, self.asked) = (values, asked)
  }

  /// Takes one reading [rad | m] of each joint, before zero and sign; NaN where one was not read.
  package mutating func take(_ readings: [Double]) {
    if start.isEmpty { start = readings }
    if now.isEmpty { now = readings }
    for index in readings.indices where readings[index].isFinite {
      if !start[index].isFinite { start[index] = readings[index] }
      now[index] = readings[index]
    }
  }

  /// [-] How far the joint has gone of what it must; negative to the other side.
  package var progress: Double { share(asked) }

  /// +1 or -1; nil until a joint has moved far enough.
  package func sign() throws(UnitRefusal) -> Double? {
    let shares = values.indices.map { share($0).magnitude }
    guard let most = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[most] >= 1 else { return nil }
    let own = share(asked)
    if most != asked && own.magnitude < 1 { throw .otherMoved(asked: values[asked].value.name, moved: values[most].value.name) }
    let others = shares.indices.filter { $0 != asked && shares[$0] > max(1, own.magnitude) * DirectionStep.company }
    if let other = others.first { throw .otherMoved(asked: values[asked].value.name, moved: values[other].value.name) }
    return own > 0 ? 1 : -1
  }

  private func share(_ index: Int) -> Double {
    guard index < now.count, now[index].isFinite, start[index].isFinite else { return 0 }
    let needed = max((values[index].upper - values[index].lower) * DirectionStep.share, 1e-9)
    return (now[index] - start[index]) / needed
  }
}
