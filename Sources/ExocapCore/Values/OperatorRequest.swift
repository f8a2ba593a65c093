/// What a person asks of a control loop, from a socket, a pedal or the tool. Taken at the next tick and recorded with it.
@frozen
package struct OperatorRequest: BitwiseCopyable, Sendable, Equatable {
  /// What is asked.
  package enum Kind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Arm: engage at the next physical act within 10 s.
    case engage = 0
    case disengage = 1
    /// Hold the groups until `unfreeze`.
    case freeze = 2
    case unfreeze = 3
    /// Emergency stop: all groups, whatever `groups` says.
    case stop = 4
    /// Leave the fault.
    case reset = 5
    /// The daemon ends: let go of everything, then give the lease back.
    case leave = 6
  }

  package var kind: Kind
  package var groups: JointGroups

  package init(kind: Kind, groups: JointGroups) {
    self.kind = kind
    self.groups = groups
  }
}
