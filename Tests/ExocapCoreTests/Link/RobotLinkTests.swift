import ExocapCore
import Testing

@Suite struct RobotLinkTests {
  @Test func whatItWritesTheDriverReads() {
    var link = RobotLink(robot: 7, profile: LinkFixtures.profile, run: LinkFixtures.robotRun)
    var driver = LinkStateDriver(robot: 7, jointMapHash: LinkFixtures.profile.jointMapHash)
    var state = LinkState()
    state.count = 3
    state.q = JointVector([0.5, .nan, -0.25])
    state.gateState = .holding
    state.epoch = 12
    state.rejects[15] = 9
    state.gripForce[2] = 3.5
    var packet = PacketBuffer()
    var raw = RawSample()
    link.encode(&state, captured: Timestamp(nanoseconds: 10), now: Timestamp(nanoseconds: 20), into: &packet)
    for byte in packet.toArray() { _ = driver.receive(byte, at: Timestamp(nanoseconds: 30), into: &raw) }
    #expect(driver.endPacket(at: Timestamp(nanoseconds: 30), into: &raw))
    #expect(raw.deviceTicks == 10)
    #expect(driver.state.q.prefix(3).map(\.bitPattern) == [0.5, Double.nan, -0.25].map(\.bitPattern))
    #expect(driver.state.gateState == .holding)
    #expect(driver.state.epoch == 12)
    #expect(driver.state.rejects[15] == 9)
    #expect(driver.state.gripForce[2] == 3.5)
  }

  @Test func grantAndEventAreAsPythonPackedThem() {
    var link = RobotLink(robot: 7, profile: LinkFixtures.profile, run: LinkFixtures.robotRun)
    var packet = PacketBuffer()
    var reply = GrantReply()
    reply.claimantRun = LinkFixtures.run
    reply.claimSequence = 1
    reply.epoch = 6
    for _ in 0..<10 { link.encode(reply, now: Timestamp(nanoseconds: 4200), into: &packet) }
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.grantHex))
    var event = GateEvent()
    event.at = Timestamp(nanoseconds: 4250)
    event.input = .claimOwner
    event.action = .grant
    event.before = .lost
    event.after = .granted
    event.ownerRun = LinkFixtures.run
    event.causeRun = LinkFixtures.run
    event.epoch = 6
    link.encode(event, now: Timestamp(nanoseconds: 4300), into: &packet)
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.eventHex))
  }

  @Test func stateIsAsPythonPackedIt() {
    var link = RobotLink(robot: 7, profile: LinkFixtures.profile, run: LinkFixtures.robotRun)
    var state = LinkState()
    state.count = 3
    state.epoch = 5
    state.ownerRun = LinkFixtures.run
    state.acceptedSequence = 2
    state.acceptedAge = .nanoseconds(500)
    state.acceptedDelay = .nanoseconds(7)
    state.rejects[8] = 3
    state.rejects[10] = 4
    state.gateState = .following
    state.ownerSource = 1
    state.ownerOperator = 42
    state.extraKind = 1
    state.extra[0] = 0.75
    state.extra[1] = -0.5
    state.weight = [0, 0.5, 0, 1, 0, 0, 0]
    state.gripForce[3] = 11
    state.q = JointVector([0.125, .nan, 0.0625])
    state.dq = JointVector([-1, 0.5, 0])
    state.tau = JointVector([2.5, .nan, -3])
    var packet = PacketBuffer()
    for _ in 0..<9 {
      link.encode(&state, captured: Timestamp(nanoseconds: 4000), now: Timestamp(nanoseconds: 4100), into: &packet)
    }
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.stateHex))
  }
}
