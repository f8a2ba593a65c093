/// What a robot reports over the link: its joints, and what its gate says of the lease.
@frozen
package struct LinkState: BitwiseCopyable, Sendable {
  /// Joints in profile order; the rest of each vector is NaN.
  package var count: Int = 0
  /// [rad | m] Measured position; NaN where not measured.
  package var q: JointVector = .absent
  /// [rad/s | m/s] Measured.
  package var dq: JointVector = .absent
  /// [N·m | N] Measured.
  package var tau: JointVector = .absent
  /// [-] 0 … 1: how much of each joint group the robot takes from us now.
  package var weight: InlineArray<7, Double> = InlineArray(repeating: .nan)
  /// [N] Measured at each group's hand; NaN: no sensor.
  package var gripForce: InlineArray<7, Double> = InlineArray(repeating: .nan)
  /// What `extra` is: 0 nothing, 1 a door.
  package var extraKind: UInt32 = 0
  /// `extraKind` of a door: its angle [rad], its rate [rad/s].
  package static var door: UInt32 { 1 }
  /// A door: angle [rad], rate [rad/s], NaN.
  package var extra: InlineArray<3, Double> = InlineArray(repeating: .nan)

  package var gateState: GateState = .free
  /// The newest epoch that the gate issued.
  package var epoch: UInt32 = 0
  /// Who holds the lease; 0: nobody.
  package var ownerRun: UInt64 = 0
  /// A `CommandSource`; 0: nobody.
  package var ownerSource: UInt8 = 0
  /// 0: none given.
  package var ownerOperator: UInt32 = 0
  /// 0: no command of this epoch was accepted.
  package var acceptedSequence: UInt64 = 0
  /// Since the last accepted command; -1 ns: none.
  package var acceptedAge: Interval = .nanoseconds(-1)
  /// Delay of the last accepted command over the least of 10 s; -1 ns: none.
  package var acceptedDelay: Interval = .nanoseconds(-1)
  /// Datagrams not taken, by `LinkReason`.
  package var rejects: InlineArray<16, UInt32> = InlineArray(repeating: 0)

  package init() {}
}

/// The gate's answer to a claim.
@frozen
package struct GrantReply: BitwiseCopyable, Sendable, Equatable {
  package var claimantRun: UInt64 = 0
  package var claimSequence: UInt64 = 0
  /// What was granted, or the newest where it was refused.
  package var epoch: UInt32 = 0
  /// `.none`: granted.
  package var result: LinkReason = .none

  package init() {}
}
