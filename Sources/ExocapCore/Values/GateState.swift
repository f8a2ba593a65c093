/// Who may command a robot, as its gate sees it.
///
/// The numbers are those of the link and of docs/gate-transitions.tsv.
package enum GateState: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Nobody owns the lease; nothing is followed.
  case free = 0
  /// There is an owner, who has not commanded yet.
  case granted = 1
  /// Commands come and are followed.
  case following = 2
  /// 50 ms without an accepted command: the robot stands, the owner may go on.
  case holding = 3
  /// 250 ms: weights sink. Up to 1 s only the same run or a person may claim.
  case lost = 4
  /// Nobody owns the lease; weights still sink.
  case releasing = 5

  /// The name in the transition table, status and events.
  package var name: String {
    switch self {
    case .free: "free"
    case .granted: "granted"
    case .following: "following"
    case .holding: "holding"
    case .lost: "lost"
    case .releasing: "releasing"
    }
  }

  /// Whether somebody may command in this state.
  @inlinable @inline(__always)
  package var hasOwner: Bool {
    switch self {
    case .granted, .following, .holding: true
    case .free, .lost, .releasing: false
    }
  }
}
