/// Sizes and offsets [B] of the native link's datagrams: the Swift twin of exocap_link.h, compared with it by a test.
package enum LinkPacket {
  /// The bytes "EXOL".
  @inlinable @inline(__always) package static var magic: UInt32 { 0x4C4F_5845 }
  @inlinable @inline(__always) package static var version: UInt16 { 1 }
  @inlinable @inline(__always) package static var headerLength: Int { 80 }
  @inlinable @inline(__always) package static var trailerLength: Int { 20 }
  @inlinable @inline(__always) package static var longest: Int { 1464 }
  @inlinable @inline(__always) package static var jointCapacity: Int { 64 }
  @inlinable @inline(__always) package static var groupCount: Int { 7 }
  /// How many kinds of refusal are counted.
  @inlinable @inline(__always) package static var reasonCount: Int { 16 }

  @inlinable @inline(__always) package static var claimLength: Int { 8 }
  @inlinable @inline(__always) package static var grantLength: Int { 24 }
  @inlinable @inline(__always) package static var eventLength: Int { 32 }
  @inlinable @inline(__always) package static var echoLength: Int { 120 }
  @inlinable @inline(__always) package static var groupCommandLength: Int { 12 }
  @inlinable @inline(__always) package static var jointCommandLength: Int { 20 }
  @inlinable @inline(__always) package static var groupStateLength: Int { 8 }
  @inlinable @inline(__always) package static var jointStateLength: Int { 12 }

  /// Where the group and joint records of a command start.
  @inlinable @inline(__always) package static var groupCommands: Int { 80 }
  @inlinable @inline(__always) package static var jointCommands: Int { 164 }
  /// Where the echo and the group and joint records of a state start.
  @inlinable @inline(__always) package static var echo: Int { 80 }
  @inlinable @inline(__always) package static var groupStates: Int { 200 }
  @inlinable @inline(__always) package static var jointStates: Int { 256 }

  /// Where each field of the header is.
  package enum Header {
    @inlinable @inline(__always) package static var magic: Int { 0 }
    @inlinable @inline(__always) package static var version: Int { 4 }
    @inlinable @inline(__always) package static var headerLength: Int { 6 }
    @inlinable @inline(__always) package static var length: Int { 8 }
    @inlinable @inline(__always) package static var kind: Int { 10 }
    @inlinable @inline(__always) package static var source: Int { 11 }
    @inlinable @inline(__always) package static var robot: Int { 12 }
    @inlinable @inline(__always) package static var run: Int { 16 }
    @inlinable @inline(__always) package static var epoch: Int { 24 }
    @inlinable @inline(__always) package static var jointMapHash: Int { 28 }
    @inlinable @inline(__always) package static var sequence: Int { 32 }
    @inlinable @inline(__always) package static var captured: Int { 40 }
    @inlinable @inline(__always) package static var sent: Int { 48 }
    @inlinable @inline(__always) package static var timeToLive: Int { 56 }
    @inlinable @inline(__always) package static var operatorID: Int { 64 }
    @inlinable @inline(__always) package static var jointCount: Int { 68 }
    @inlinable @inline(__always) package static var groupCount: Int { 70 }
    @inlinable @inline(__always) package static var reserved: Int { 72 }
  }

  /// Where each field of a state's echo is, from the start of the datagram.
  package enum Echo {
    @inlinable @inline(__always) package static var ownerRun: Int { 80 }
    @inlinable @inline(__always) package static var acceptedSequence: Int { 88 }
    @inlinable @inline(__always) package static var acceptedAge: Int { 96 }
    @inlinable @inline(__always) package static var acceptedDelay: Int { 104 }
    @inlinable @inline(__always) package static var rejects: Int { 112 }
    @inlinable @inline(__always) package static var gateState: Int { 176 }
    @inlinable @inline(__always) package static var ownerSource: Int { 177 }
    @inlinable @inline(__always) package static var ownerOperator: Int { 180 }
    @inlinable @inline(__always) package static var extraKind: Int { 184 }
    @inlinable @inline(__always) package static var extra: Int { 188 }
  }

  /// Where each field of a grant's body is, from the start of the datagram.
  package enum Grant {
    @inlinable @inline(__always) package static var claimantRun: Int { 80 }
    @inlinable @inline(__always) package static var claimSequence: Int { 88 }
    @inlinable @inline(__always) package static var result: Int { 96 }
  }

  /// Where each field of an event's body is, from the start of the datagram.
  package enum Event {
    @inlinable @inline(__always) package static var at: Int { 80 }
    @inlinable @inline(__always) package static var ownerRun: Int { 88 }
    @inlinable @inline(__always) package static var causeRun: Int { 96 }
    @inlinable @inline(__always) package static var input: Int { 104 }
    @inlinable @inline(__always) package static var action: Int { 105 }
    @inlinable @inline(__always) package static var stateBefore: Int { 106 }
    @inlinable @inline(__always) package static var stateAfter: Int { 107 }
  }

  /// [B] How long a datagram is, trailer included.
  @inline(__always)
  package static func length(of kind: LinkKind, joints: Int) -> Int {
    switch kind {
    case .claim: 108
    case .grant: 124
    case .giveBack: 100
    case .command: 184 &+ 20 &* joints
    case .state: 276 &+ 12 &* joints
    case .event: 132
    }
  }
}

/// What a datagram of the link is.
package enum LinkKind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Asks for the lease.
  case claim = 1
  /// Answers a claim.
  case grant = 2
  /// Gives the lease back; "return" in the contract.
  case giveBack = 3
  case command = 4
  case state = 5
  /// Tells of one transition of the gate.
  case event = 6
}

/// Why a datagram was not taken.
///
/// The numbers are those of the link.
package enum LinkReason: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// It was taken.
  case none = 0
  /// Too short, wrong magic, lengths or counts that do not fit.
  case malformed = 1
  case version = 2
  case checksum = 3
  /// For another robot.
  case robot = 4
  /// Other joints, or in another order.
  case jointMap = 5
  /// Not a kind that this end takes.
  case kind = 6
  /// A run that does not hold the lease.
  case notOwner = 7
  case epoch = 8
  /// A copy, or overtaken.
  case sequence = 9
  /// Older than its time to live.
  case late = 10
  /// Infinite, or out of its range.
  case notFinite = 11
  /// Claim: another holds the lease.
  case held = 12
  /// Claim with take: not from an operator.
  case notHuman = 13
  /// The lease was lost; claim again.
  case noLease = 14

  /// The name in status and events.
  package var name: String {
    switch self {
    case .none: "none"
    case .malformed: "malformed"
    case .version: "version"
    case .checksum: "checksum"
    case .robot: "robot"
    case .jointMap: "joint_map"
    case .kind: "kind"
    case .notOwner: "not_owner"
    case .epoch: "epoch"
    case .sequence: "sequence"
    case .late: "late"
    case .notFinite: "not_finite"
    case .held: "held"
    case .notHuman: "not_human"
    case .noLease: "no_lease"
    }
  }
}
