import ExocapCore

/// A gate and two operators who talk to it without a network, in virtual time.
///
/// The first one's clock is 1000 s ahead.
struct GateBench: ~Copyable {
  var gate = Gate(robot: 7, profile: LinkFixtures.profile, lastEpoch: 0)
  var owner = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: 0xA)
  var other = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: 0xB)
  var packet = PacketBuffer()
  var now = Timestamp(nanoseconds: 0)
  var command = LinkFixtures.command

  private var sent: Timestamp { now + .seconds(1000) }

  mutating func wait(_ milliseconds: Int64) {
    for _ in 0..<milliseconds {
      now = now + .milliseconds(1)
      gate.advance(to: now)
    }
  }

  mutating func deliver() -> GateAction { unsafe gate.receive(packet.contents, at: now) }

  mutating func deliver(_ bytes: [UInt8]) -> GateAction {
    unsafe bytes.withUnsafeBytes { unsafe gate.receive($0, at: now) }
  }

  mutating func claim(take: Bool = false, source: CommandSource = .operator) -> GateAction {
    owner.encodeClaim(take: take, source: source, now: sent, into: &packet)
    return deliver()
  }

  mutating func claimOther(take: Bool = false, source: CommandSource = .operator) -> GateAction {
    other.encodeClaim(take: take, source: source, now: now, into: &packet)
    return deliver()
  }

  mutating func giveBack() -> GateAction {
    owner.encodeReturn(epoch: gate.epoch, source: .operator, now: sent, into: &packet)
    return deliver()
  }

  /// A command of the owner, `late` after its tick.
  mutating func send(epoch: UInt32? = nil, late: Interval = .zero) -> GateAction {
    encode(epoch: epoch, late: late)
    return deliver()
  }

  mutating func encode(epoch: UInt32? = nil, late: Interval = .zero) {
    owner.encode(
      &command, epoch: epoch ?? gate.epoch, source: .operator, captured: .never, now: sent - late, into: &packet)
  }

  mutating func sendOther() -> GateAction {
    other.encode(&command, epoch: gate.epoch, source: .operator, captured: .never, now: now, into: &packet)
    return deliver()
  }

  /// Commands at 1 kHz for a while.
  mutating func follow(_ milliseconds: Int64) {
    for _ in 0..<milliseconds {
      now = now + .milliseconds(1)
      _ = send()
    }
  }

  /// Brings the gate into `state` by the shortest way in which the first operator was followed.
  mutating func reach(_ state: GateState) {
    if state == .free { return }
    _ = claim()
    if state == .granted { return }
    follow(600)
    switch state {
    case .free, .granted, .following: break
    case .holding: wait(60)
    case .lost: wait(260)
    case .releasing: wait(1010)
    }
  }
}
