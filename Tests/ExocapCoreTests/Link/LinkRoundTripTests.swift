import ExocapCore
import Testing

/// Both sides against one another over a network that loses and delays, in virtual time.
@Suite struct LinkRoundTripTests {
  private struct Wire {
    var inFlight: [(due: Timestamp, bytes: [UInt8])] = []

    mutating func send(_ bytes: [UInt8], at now: Timestamp, random: UInt64) {
      if random % 10 < 3 { return }
      inFlight.append((now + .microseconds(Int64(random >> 33 % 8000)), bytes))
    }

    mutating func arrived(by now: Timestamp) -> [[UInt8]] {
      let due = inFlight.filter { $0.due <= now }.sorted { $0.due < $1.due }.map(\.bytes)
      inFlight.removeAll { $0.due <= now }
      return due
    }
  }

  @Test func aLossyNetworkStillGrantsFollowsAndReturns() {
    var seed: UInt64 = 0xC0FFEE
    print("seed \(seed)")
    func random() -> UInt64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return seed >> 16
    }
    var lease = Lease(run: LinkFixtures.run)
    var controller = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: LinkFixtures.run)
    var driver = LinkStateDriver(robot: 7)
    var gate = Gate(robot: 7, profile: LinkFixtures.profile, lastEpoch: 100)
    var robot = RobotLink(robot: 7, profile: LinkFixtures.profile, run: LinkFixtures.robotRun)
    var out = Wire()
    var back = Wire()
    var packet = PacketBuffer()
    var command = LinkFixtures.command
    var followed = 0
    for tick in 0..<4000 {
      let now = LinkFixtures.milliseconds(Int64(tick))
      let robotNow = now + .seconds(77)
      switch lease.turn(wanted: tick < 3500, take: false, now: now) {
      case .none: packet.clear()
      case .claim(let take): controller.encodeClaim(take: take, source: .operator, now: now, into: &packet)
      case .command(let epoch):
        controller.encode(&command, epoch: epoch, source: .operator, captured: now, now: now, into: &packet)
      case .giveBack(let epoch): controller.encodeReturn(epoch: epoch, source: .operator, now: now, into: &packet)
      }
      if packet.count > 0 { out.send(packet.toArray(), at: now, random: random()) }
      for bytes in out.arrived(by: now) {
        let action = unsafe bytes.withUnsafeBytes { unsafe gate.receive($0, at: robotNow) }
        if action == .grant || action == .repeatGrant {
          robot.encode(gate.reply, now: robotNow, into: &packet)
          back.send(packet.toArray(), at: now, random: random())
        }
        if action == .follow { followed += 1 }
      }
      gate.advance(to: robotNow)
      if tick % 2 == 0 {
        var state = LinkState()
        state.count = 3
        gate.fill(&state, at: robotNow)
        robot.encode(&state, captured: robotNow, now: robotNow, into: &packet)
        back.send(packet.toArray(), at: now, random: random())
      }
      for bytes in back.arrived(by: now) {
        var raw = RawSample()
        for byte in bytes { _ = driver.receive(byte, at: now, into: &raw) }
        if driver.endPacket(at: now, into: &raw) {
          var sample = Sample(device: DeviceID(0), stream: StreamIndex(2), kind: .lease, count: 0)
          driver.fill(stream: LinkStateDriver.Stream.lease, into: &sample)
          lease.observe(&sample)
        }
      }
      if tick == 3499 { #expect(gate.state == .following) }
    }
    // 30 % are lost and a random delay of up to 8 ms overtakes many of the rest; nothing else is refused.
    #expect(followed > 600)
    #expect(gate.epoch == 101)
    #expect(gate.state == .releasing)
    #expect(lease.state == .unclaimed)
    #expect(gate.rejects[Int(LinkReason.late.rawValue)] == 0)
    #expect(gate.rejects[Int(LinkReason.notOwner.rawValue)] <= 3)
  }
}
