/// What happens to a gate: a datagram that passed or failed its checks, or time that went by.
///
/// The numbers are those of an event on the link; the names those of docs/gate-transitions.tsv.
package enum GateInput: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// A claim of the run that holds the lease.
  case claimOwner = 0
  /// A claim of another run.
  case claimOther = 1
  /// A claim with take of another run, from an operator.
  case takeHuman = 2
  /// A claim with take of another run, not from an operator.
  case takeMachine = 3
  /// The owner gives the lease back.
  case giveBack = 4
  /// A command of the owner that passed every check.
  case command = 5
  /// A command or return of a run that does not hold the lease.
  case foreign = 6
  /// Of the owner, with an epoch that is not the newest.
  case epoch = 7
  /// A copy, or overtaken.
  case old = 8
  /// Older than its time to live.
  case late = 9
  /// A number in it is infinite or out of its range.
  case unfit = 10
  /// No datagram of the link for this robot.
  case bad = 11
  /// 50 ms without an accepted command.
  case silenceHold = 12
  /// 250 ms.
  case silenceLost = 13
  /// 1 s.
  case silenceFree = 14
  /// All weights have sunk to 0.
  case released = 15

  package var name: String {
    switch self {
    case .claimOwner: "claim.owner"
    case .claimOther: "claim.other"
    case .takeHuman: "take.human"
    case .takeMachine: "take.machine"
    case .giveBack: "return"
    case .command: "command"
    case .foreign: "foreign"
    case .epoch: "epoch"
    case .old: "old"
    case .late: "late"
    case .unfit: "unfit"
    case .bad: "bad"
    case .silenceHold: "silence.hold"
    case .silenceLost: "silence.lost"
    case .silenceFree: "silence.free"
    case .released: "released"
    }
  }
}

/// What a gate does about an input.
package enum GateAction: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case none = 0
  /// Issues the next epoch to the claimant. What moves goes on as it is: held or released.
  case grant = 1
  /// As grant, and what was followed is held.
  case seize = 2
  /// Sends the grant of the present epoch again.
  case repeatGrant = 3
  /// Answers a claim with no.
  case refuse = 4
  /// Follows the command.
  case follow = 5
  /// Counts the datagram by its reason and forgets it.
  case reject = 6
  /// Stands: pose and grip stay, velocity decays.
  case hold = 7
  /// As hold, and the weights sink to 0.
  case release = 8
  /// Follows nothing: the weights are 0.
  case rest = 9

  package var name: String {
    switch self {
    case .none: "none"
    case .grant: "grant"
    case .seize: "seize"
    case .repeatGrant: "repeat"
    case .refuse: "refuse"
    case .follow: "follow"
    case .reject: "reject"
    case .hold: "hold"
    case .release: "release"
    case .rest: "rest"
    }
  }
}

/// One cell of the gate's table.
///
/// docs/gate-transitions.tsv has all of them, and a test compares.
package struct GateTransition: BitwiseCopyable, Sendable, Equatable {
  package var state: GateState
  package var action: GateAction

  private init(_ state: GateState, _ action: GateAction) {
    self.state = state
    self.action = action
  }

  /// What a gate in `state` does about `input`.
  package static func of(_ state: GateState, _ input: GateInput) -> GateTransition {
    switch input {
    case .foreign, .epoch, .old, .late, .unfit, .bad: GateTransition(state, .reject)
    case .claimOwner, .claimOther, .takeHuman, .takeMachine: claim(state, input)
    case .giveBack, .command: owner(state, input)
    case .silenceHold, .silenceLost, .silenceFree, .released: time(state, input)
    }
  }

  private static func claim(_ state: GateState, _ input: GateInput) -> GateTransition {
    switch state {
    case .free, .releasing: return GateTransition(.granted, .grant)
    case .granted, .following, .holding:
      if input == .claimOwner { return GateTransition(state, .repeatGrant) }
      if input == .takeHuman { return GateTransition(.granted, state == .following ? .seize : .grant) }
      return GateTransition(state, .refuse)
    case .lost:
      // The run that lost it, or a person, need not wait until it is free.
      let may = input == .claimOwner || input == .takeHuman
      return may ? GateTransition(.granted, .grant) : GateTransition(.lost, .refuse)
    }
  }

  private static func owner(_ state: GateState, _ input: GateInput) -> GateTransition {
    switch state {
    case .free, .releasing: GateTransition(state, .reject)
    case .granted, .following, .holding:
      input == .command ? GateTransition(.following, .follow) : GateTransition(.releasing, .release)
    case .lost: input == .command ? GateTransition(.lost, .reject) : GateTransition(.releasing, .release)
    }
  }

  private static func time(_ state: GateState, _ input: GateInput) -> GateTransition {
    switch (state, input) {
    case (.following, .silenceHold): GateTransition(.holding, .hold)
    case (.granted, .silenceLost), (.following, .silenceLost), (.holding, .silenceLost): GateTransition(.lost, .release)
    case (.lost, .silenceFree): GateTransition(.releasing, .release)
    case (.releasing, .released): GateTransition(.free, .rest)
    case (.granted, .released), (.lost, .released), (.free, .released): GateTransition(state, .rest)
    case (_, _): GateTransition(state, .none)
    }
  }
}
