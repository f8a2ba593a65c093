/// What a press of a bound control does: a pedal, or a button of what the operator wears.
package enum ControlAct: String, Sendable, CaseIterable {
  /// Arms its groups, and is the physical act that confirms.
  case engage
  case disengage
  /// Holds its groups where they are; pressed again, lets them go on.
  case freeze
  /// Emergency stop of all groups, in the tick that takes the press.
  case stop
  /// Leaves the fault.
  case reset
  /// Begins a take; pressed again, ends it.
  case record
  /// Begins a take.
  case start
  /// Keeps the take that runs or ran last, and ends it where it runs.
  case keep
  /// Discards the take that runs or ran last, and ends it where it runs.
  case discard
  /// Takes the last decision back.
  case undo

  /// What it asks of the robots' loops; nil where it is about takes. A freeze that is on is taken off.
  package var request: OperatorRequest.Kind? {
    switch self {
    case .engage: .engage
    case .disengage: .disengage
    case .freeze: .freeze
    case .stop: .stop
    case .reset: .reset
    case .record, .start, .keep, .discard, .undo: nil
    }
  }
}

/// A control of the rig and what it does.
package struct OperatorControl: Sendable, Equatable {
  package var source: ValueReference
  /// "role.value", for people.
  package var name: String
  package var press: Press
  package var act: ControlAct
  /// The robots that it is about; empty for takes.
  package var robots: [RobotID]
  /// Nil: all groups that the robot's rig engages.
  package var groups: JointGroups?

  package init(
    source: ValueReference, name: String, press: Press, act: ControlAct, robots: [RobotID] = [], groups: JointGroups? = nil
  ) {
    self.source = source
    self.name = name
    self.press = press
    self.act = act
    self.robots = robots
    self.groups = groups
  }
}

/// What counts as a press of a control.
package struct Press: Sendable, Equatable, BitwiseCopyable {
  /// [- | N] Pressed while the value is over this.
  package var over: Double
  /// How long it must be held. Zero: the press itself counts.
  package var hold: Interval
  /// Counts at its release, if that comes before this: so a short press can mean something else than a long one of the same control.
  /// Nil: counts while pressed.
  package var releasedBefore: Interval?

  package init(over: Double = 0.5, hold: Interval = .zero, releasedBefore: Interval? = nil) {
    self.over = over
    self.hold = hold
    self.releasedBefore = releasedBefore
  }
}

/// A control as a robot's loop takes it: what is asked of which groups.
package struct BoundControl: Sendable, Equatable, BitwiseCopyable {
  package var source: ValueReference
  package var press: Press
  package var kind: OperatorRequest.Kind
  package var groups: JointGroups

  package init(source: ValueReference, press: Press, kind: OperatorRequest.Kind, groups: JointGroups) {
    self.source = source
    self.press = press
    self.kind = kind
    self.groups = groups
  }
}
