/// Writes the native link's datagrams of the robot's side: grants, states, events.
package struct RobotLink: ~Copyable {
  private var header: LinkHeader
  private let jointCount: Int
  private var checksum = CRC32C()

  /// `run` is random at each start of the robot's side; 0 is not a run.
  package init(robot: UInt32, profile: RobotProfile, run: UInt64) {
    precondition(run != 0, "a run is never 0")
    header = LinkHeader(kind: .state, robot: robot, run: run, jointMapHash: profile.jointMapHash)
    jointCount = profile.joints.count
  }

  /// The sequence of the last datagram; 0 before the first.
  package var sequence: UInt64 { header.sequence }

  /// Writes the answer to a claim into `packet`.
  package mutating func encode(_ reply: GrantReply, now: Timestamp, into packet: inout PacketBuffer) {
    begin(.grant, epoch: reply.epoch, captured: .never, now: now, &packet)
    packet.append(reply.claimantRun)
    packet.append(reply.claimSequence)
    packet.append(UInt32(reply.result.rawValue))
    packet.append(0 as UInt32)
    header.finish(&packet, &checksum)
  }

  /// Writes one transition of the gate into `packet`.
  package mutating func encode(_ event: GateEvent, now: Timestamp, into packet: inout PacketBuffer) {
    begin(.event, epoch: event.epoch, captured: .never, now: now, &packet)
    packet.append(event.at.nanoseconds)
    packet.append(event.ownerRun)
    packet.append(event.causeRun)
    packet.append(event.input.rawValue)
    packet.append(event.action.rawValue)
    packet.append(event.before.rawValue)
    packet.append(event.after.rawValue)
    packet.append(0 as UInt32)
    header.finish(&packet, &checksum)
  }

  /// Writes a state into `packet`.
  ///
  /// `captured`: when the joints were measured.
  package mutating func encode(_ state: inout LinkState, captured: Timestamp, now: Timestamp, into packet: inout PacketBuffer) {
    precondition(state.count == jointCount, "a state has the joints of its robot")
    begin(.state, epoch: state.epoch, captured: captured, now: now, &packet)
    packet.append(state.ownerRun)
    packet.append(state.acceptedSequence)
    packet.append(state.acceptedAge.nanoseconds)
    packet.append(state.acceptedDelay.nanoseconds)
    for reason in 0..<LinkPacket.reasonCount { packet.append(state.rejects[reason]) }
    packet.append(state.gateState.rawValue)
    packet.append(state.ownerSource)
    packet.append(0 as UInt16)
    packet.append(state.ownerOperator)
    packet.append(state.extraKind)
    for index in 0..<3 { packet.appendNumber(state.extra[index]) }
    for group in 0..<LinkPacket.groupCount {
      packet.appendNumber(state.weight[group])
      packet.appendNumber(state.gripForce[group])
    }
    for joint in 0..<jointCount {
      packet.appendNumber(state.q[joint])
      packet.appendNumber(state.dq[joint])
      packet.appendNumber(state.tau[joint])
    }
    header.finish(&packet, &checksum)
  }

  private mutating func begin(_ kind: LinkKind, epoch: UInt32, captured: Timestamp, now: Timestamp, _ packet: inout PacketBuffer) {
    header.kind = kind
    header.epoch = epoch
    header.sequence = header.sequence &+ 1
    header.captured = captured
    header.sent = now
    header.jointCount = kind == .state ? UInt16(truncatingIfNeeded: jointCount) : 0
    header.begin(&packet)
  }
}
