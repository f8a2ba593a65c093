import CRealtimeCheck
import ExocapCore
import Testing

@Suite struct LinkControllerTests {
  @Test func writesWhatPythonPacked() {
    var controller = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: LinkFixtures.run)
    var packet = PacketBuffer()
    controller.encodeClaim(take: true, source: .operator, now: Timestamp(nanoseconds: 1000), into: &packet)
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.claimHex))
    var command = LinkFixtures.command
    let captured = Timestamp(nanoseconds: 900)
    controller.encode(
      &command, epoch: 5, source: .operator, captured: captured, now: Timestamp(nanoseconds: 2000), into: &packet)
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.commandHex))
    controller.encodeReturn(epoch: 5, source: .operator, now: Timestamp(nanoseconds: 3000), into: &packet)
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.returnHex))
    #expect(controller.sequence == 3)
  }

  @Test func wireValueIsTheNearestSingle() {
    #expect(LinkController.wireValue(0.5) == 0.5)
    // IEEE 754: 0.1 lies between 13421772 · 2^-27 and 13421773 · 2^-27, nearer to the latter.
    #expect(LinkController.wireValue(0.1) == 13_421_773.0 / 134_217_728.0)
    #expect(LinkController.wireValue(.nan).isNaN)
    #expect(LinkController.wireValue(1e300) == .infinity)
  }

  @Test func everyNaNHasTheSameBits() {
    var controller = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: LinkFixtures.run)
    var packet = PacketBuffer()
    var command = LinkFixtures.command
    command.q[1] = Double(bitPattern: 0xFFF8_0000_DEAD_0000)
    let captured = Timestamp(nanoseconds: 900)
    controller.encodeClaim(take: false, source: .operator, now: captured, into: &packet)
    controller.encode(
      &command, epoch: 5, source: .operator, captured: captured, now: Timestamp(nanoseconds: 2000), into: &packet)
    #expect(packet.toArray() == LinkFixtures.bytes(LinkFixtures.commandHex))
  }

  @Test func checkpointKeepsTheSequence() {
    var first = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: LinkFixtures.run)
    var second = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: 99)
    var packet = PacketBuffer()
    first.encodeClaim(take: false, source: .operator, now: .never, into: &packet)
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    #expect(second.sequence == 1)
    #expect(second.run == LinkFixtures.run)
  }

  @Test func allocatesNothing() {
    guard exocap_counts_allocations() else { return }
    var controller = LinkController(settings: LinkFixtures.settings, profile: LinkFixtures.profile, run: LinkFixtures.run)
    var packet = PacketBuffer()
    var command = LinkFixtures.command
    var before: UInt64 = 0
    for turn in 0...100 {
      // A debug build makes the metadata of generic types where they are first used: the first turn does.
      if turn == 1 { before = exocap_allocation_count() }
      controller.encodeClaim(take: false, source: .operator, now: .never, into: &packet)
      controller.encode(&command, epoch: 1, source: .operator, captured: .never, now: .never, into: &packet)
    }
    #expect(exocap_allocation_count() == before)
  }
}
