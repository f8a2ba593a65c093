package import ExocapCore

/// By how much one joint group's filter lets it lag: one constant of a run, since settings and period do not change within it.
package struct FilterDelay: Sendable, Equatable {
  /// [rad/s] Unhurried work: at it filters are compared (reference measurements of retargeting).
  package static let unhurried = 0.5

  package var group: JointGroup
  package var filter: MotionFilter
  /// [s] The largest lag behind steady motion, which is the lag at rest.
  package var constant: Double
  /// [s] The lag behind `unhurried` motion, sampled once a tick; less than `constant` where the cut-off rises with speed.
  package var moving: Double

  init(group: JointGroup, filter: MotionFilter, period: Double) {
    self.group = group
    self.filter = filter
    constant = filter.delay(at: period)
    moving = filter.delay(at: period, speed: FilterDelay.unhurried)
  }

  /// The filter's name in rigs.
  package var kind: String {
    switch filter {
    case .none: "none"
    case .lowPass: "low_pass"
    case .oneEuro: "one_euro"
    case .alphaBeta: "alpha_beta"
    }
  }

  /// For programs, in milliseconds rounded to microseconds.
  package var document: JSONValue {
    func milliseconds(_ seconds: Double) -> JSONValue { .number((seconds * 1e6).rounded() / 1e3) }
    return [
      "group": .string(group.name), "filter": .string(kind), "delay_ms": milliseconds(constant), "moving_delay_ms": milliseconds(moving),
    ]
  }
}

extension RigRobot {
  /// Of every group that an operator may engage, in the groups' order.
  package var filterDelays: [FilterDelay] {
    JointGroup.allCases.filter { engagement.groups.has($0) }.map { group in
      let filter = retargeting.first { $0.group == group }?.filter ?? .none
      return FilterDelay(group: group, filter: filter, period: control.period.seconds)
    }
  }
}
