import CExocap
import ExocapCore
import Testing

/// The contract for C and the constants of Swift are one layout.
@Suite struct LinkPacketTests {
  @Test func sizesAreThoseOfTheContract() {
    #expect(LinkPacket.headerLength == MemoryLayout<exocap_link_header>.size)
    #expect(LinkPacket.trailerLength == MemoryLayout<exocap_link_trailer>.size)
    #expect(LinkPacket.claimLength == MemoryLayout<exocap_link_claim>.size)
    #expect(LinkPacket.grantLength == MemoryLayout<exocap_link_grant>.size)
    #expect(LinkPacket.eventLength == MemoryLayout<exocap_link_event>.size)
    #expect(LinkPacket.echoLength == MemoryLayout<exocap_link_echo>.size)
    #expect(LinkPacket.groupCommandLength == MemoryLayout<exocap_link_group_command>.size)
    #expect(LinkPacket.jointCommandLength == MemoryLayout<exocap_link_joint_command>.size)
    #expect(LinkPacket.groupStateLength == MemoryLayout<exocap_link_group_state>.size)
    #expect(LinkPacket.jointStateLength == MemoryLayout<exocap_link_joint_state>.size)
    #expect(LinkPacket.longest == Int(EXOCAP_LINK_LENGTH_MAX))
    #expect(LinkPacket.jointCapacity == Int(EXOCAP_LINK_JOINTS_MAX))
    #expect(LinkPacket.groupCount == Int(EXOCAP_LINK_GROUPS))
    #expect(LinkPacket.reasonCount == Int(EXOCAP_LINK_REASONS))
    #expect(LinkPacket.magic == EXOCAP_LINK_MAGIC)
    #expect(LinkPacket.version == UInt16(EXOCAP_LINK_VERSION))
    #expect(LinkPacket.longest <= PacketBuffer.capacity)
  }

  @Test func headerFieldsAreWhereTheContractHasThem() {
    typealias Header = LinkPacket.Header
    #expect(Header.magic == MemoryLayout<exocap_link_header>.offset(of: \.magic))
    #expect(Header.version == MemoryLayout<exocap_link_header>.offset(of: \.version))
    #expect(Header.headerLength == MemoryLayout<exocap_link_header>.offset(of: \.header_length))
    #expect(Header.length == MemoryLayout<exocap_link_header>.offset(of: \.length))
    #expect(Header.kind == MemoryLayout<exocap_link_header>.offset(of: \.kind))
    #expect(Header.source == MemoryLayout<exocap_link_header>.offset(of: \.source))
    #expect(Header.robot == MemoryLayout<exocap_link_header>.offset(of: \.robot))
    #expect(Header.run == MemoryLayout<exocap_link_header>.offset(of: \.run))
    #expect(Header.epoch == MemoryLayout<exocap_link_header>.offset(of: \.epoch))
    #expect(Header.jointMapHash == MemoryLayout<exocap_link_header>.offset(of: \.joint_map_hash))
    #expect(Header.sequence == MemoryLayout<exocap_link_header>.offset(of: \.sequence))
    #expect(Header.captured == MemoryLayout<exocap_link_header>.offset(of: \.captured))
    #expect(Header.sent == MemoryLayout<exocap_link_header>.offset(of: \.sent))
    #expect(Header.timeToLive == MemoryLayout<exocap_link_header>.offset(of: \.time_to_live))
    #expect(Header.operatorID == MemoryLayout<exocap_link_header>.offset(of: \.operator_id))
    #expect(Header.jointCount == MemoryLayout<exocap_link_header>.offset(of: \.joint_count))
    #expect(Header.groupCount == MemoryLayout<exocap_link_header>.offset(of: \.group_count))
    #expect(Header.reserved == MemoryLayout<exocap_link_header>.offset(of: \.reserved))
  }

  @Test func bodiesAreWhereTheContractHasThem() {
    #expect(LinkPacket.groupCommands == MemoryLayout<exocap_link_command_datagram>.offset(of: \.groups))
    #expect(LinkPacket.jointCommands == MemoryLayout<exocap_link_command_datagram>.offset(of: \.joints))
    #expect(LinkPacket.echo == MemoryLayout<exocap_link_state_datagram>.offset(of: \.echo))
    #expect(LinkPacket.groupStates == MemoryLayout<exocap_link_state_datagram>.offset(of: \.groups))
    #expect(LinkPacket.jointStates == MemoryLayout<exocap_link_state_datagram>.offset(of: \.joints))
    typealias Echo = LinkPacket.Echo
    func echo(_ offset: Int?) -> Int? { offset.map { $0 + LinkPacket.echo } }
    #expect(Echo.ownerRun == echo(MemoryLayout<exocap_link_echo>.offset(of: \.owner_run)))
    #expect(Echo.acceptedSequence == echo(MemoryLayout<exocap_link_echo>.offset(of: \.accepted_sequence)))
    #expect(Echo.acceptedAge == echo(MemoryLayout<exocap_link_echo>.offset(of: \.accepted_age)))
    #expect(Echo.acceptedDelay == echo(MemoryLayout<exocap_link_echo>.offset(of: \.accepted_delay)))
    #expect(Echo.rejects == echo(MemoryLayout<exocap_link_echo>.offset(of: \.rejects)))
    #expect(Echo.gateState == echo(MemoryLayout<exocap_link_echo>.offset(of: \.gate_state)))
    #expect(Echo.ownerSource == echo(MemoryLayout<exocap_link_echo>.offset(of: \.owner_source)))
    #expect(Echo.ownerOperator == echo(MemoryLayout<exocap_link_echo>.offset(of: \.owner_operator)))
    #expect(Echo.extraKind == echo(MemoryLayout<exocap_link_echo>.offset(of: \.extra_kind)))
    #expect(Echo.extra == echo(MemoryLayout<exocap_link_echo>.offset(of: \.extra)))
    #expect(LinkPacket.Grant.claimantRun - 80 == MemoryLayout<exocap_link_grant>.offset(of: \.claimant_run))
    #expect(LinkPacket.Grant.claimSequence - 80 == MemoryLayout<exocap_link_grant>.offset(of: \.claim_sequence))
    #expect(LinkPacket.Grant.result - 80 == MemoryLayout<exocap_link_grant>.offset(of: \.result))
    #expect(LinkPacket.Event.at - 80 == MemoryLayout<exocap_link_event>.offset(of: \.at))
    #expect(LinkPacket.Event.ownerRun - 80 == MemoryLayout<exocap_link_event>.offset(of: \.owner_run))
    #expect(LinkPacket.Event.causeRun - 80 == MemoryLayout<exocap_link_event>.offset(of: \.cause_run))
    #expect(LinkPacket.Event.input - 80 == MemoryLayout<exocap_link_event>.offset(of: \.input))
    #expect(LinkPacket.Event.action - 80 == MemoryLayout<exocap_link_event>.offset(of: \.action))
    #expect(LinkPacket.Event.stateBefore - 80 == MemoryLayout<exocap_link_event>.offset(of: \.state_before))
    #expect(LinkPacket.Event.stateAfter - 80 == MemoryLayout<exocap_link_event>.offset(of: \.state_after))
  }

  @Test func lengthsAndNumbersOfKindsAreThoseOfTheContract() {
    for kind in LinkKind.allCases {
      for joints in [0, 1, 31, 64] {
        #expect(LinkPacket.length(of: kind, joints: joints) == exocap_link_length(kind.rawValue, joints))
      }
    }
    #expect(exocap_link_length(0, 0) == 0)
    #expect(exocap_link_length(7, 0) == 0)
    #expect(Int(LinkKind.claim.rawValue) == EXOCAP_LINK_CLAIM)
    #expect(Int(LinkKind.grant.rawValue) == EXOCAP_LINK_GRANT)
    #expect(Int(LinkKind.giveBack.rawValue) == EXOCAP_LINK_RETURN)
    #expect(Int(LinkKind.command.rawValue) == EXOCAP_LINK_COMMAND)
    #expect(Int(LinkKind.state.rawValue) == EXOCAP_LINK_STATE)
    #expect(Int(LinkKind.event.rawValue) == EXOCAP_LINK_EVENT)
  }

  @Test func reasonsStatesAndSourcesHaveTheContractsNumbers() {
    let reasons = [
      EXOCAP_REJECT_NONE, EXOCAP_REJECT_MALFORMED, EXOCAP_REJECT_VERSION, EXOCAP_REJECT_CHECKSUM, EXOCAP_REJECT_ROBOT,
      EXOCAP_REJECT_JOINT_MAP, EXOCAP_REJECT_KIND, EXOCAP_REJECT_NOT_OWNER, EXOCAP_REJECT_EPOCH, EXOCAP_REJECT_SEQUENCE,
      EXOCAP_REJECT_LATE, EXOCAP_REJECT_NOT_FINITE, EXOCAP_REJECT_HELD, EXOCAP_REJECT_NOT_HUMAN, EXOCAP_REJECT_NO_LEASE,
    ]
    #expect(LinkReason.allCases.map { Int($0.rawValue) } == reasons.map { Int($0) })
    let states = [
      EXOCAP_GATE_FREE, EXOCAP_GATE_GRANTED, EXOCAP_GATE_FOLLOWING, EXOCAP_GATE_HOLDING, EXOCAP_GATE_LOST, EXOCAP_GATE_RELEASING,
    ]
    #expect(GateState.allCases.map { Int($0.rawValue) } == states.map { Int($0) })
    let sources = [
      EXOCAP_LINK_SOURCE_OPERATOR, EXOCAP_LINK_SOURCE_POLICY, EXOCAP_LINK_SOURCE_REPLAY, EXOCAP_LINK_SOURCE_SAFETY,
    ]
    #expect(CommandSource.allCases.map { Int($0.rawValue) } == sources.map { Int($0) })
    #expect(Set(LinkReason.allCases.map(\.name)).count == LinkReason.allCases.count)
  }
}
