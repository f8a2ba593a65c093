import ExocapCore
import Testing

@Suite struct LeaseTests {
  private let run: UInt64 = 0xFEDC_BA98_0000_0001

  private func ms(_ value: Int64) -> Timestamp { LinkFixtures.milliseconds(value) }

  /// A lease sample as the driver makes it.
  private func sample(
    _ state: GateState, epoch: UInt32, owner: UInt64, at: Int64, grant: (run: UInt64, sequence: Double, result: LinkReason)? = nil
  ) -> Sample {
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(2), kind: .lease, count: LeaseField.count)
    sample.arrived = ms(at)
    func set(_ field: LeaseField, _ value: Double) {
      sample.values[field.rawValue] = value
      sample.valid |= 1 << UInt64(field.rawValue)
    }
    set(.gateState, Double(state.rawValue))
    set(.epoch, Double(epoch))
    set(.ownerRunLow, Double(owner & 0xFFFF_FFFF))
    set(.ownerRunHigh, Double(owner >> 32))
    if let grant {
      set(.grantRunLow, Double(grant.run & 0xFFFF_FFFF))
      set(.grantRunHigh, Double(grant.run >> 32))
      set(.grantSequence, grant.sequence)
      set(.grantResult, Double(grant.result.rawValue))
    }
    return sample
  }

  private func granted() -> Lease {
    var lease = Lease(run: run)
    _ = lease.turn(wanted: true, take: false, now: ms(0))
    var said = sample(.granted, epoch: 4, owner: run, at: 10)
    lease.observe(&said)
    return lease
  }

  @Test func claimsEachTenthOfASecondUntilGranted() {
    var lease = Lease(run: run)
    #expect(lease.turn(wanted: false, take: false, now: ms(0)) == .none)
    #expect(lease.turn(wanted: true, take: false, now: ms(1)) == .claim(take: false))
    #expect(lease.turn(wanted: true, take: false, now: ms(100)) == .none)
    #expect(lease.turn(wanted: true, take: true, now: ms(101)) == .claim(take: true))
    var said = sample(.granted, epoch: 4, owner: run, at: 150)
    lease.observe(&said)
    #expect(lease.state == .granted)
    #expect(lease.turn(wanted: true, take: false, now: ms(151)) == .command(epoch: 4))
  }

  @Test func anothersGrantIsNotOurs() {
    var lease = Lease(run: run)
    _ = lease.turn(wanted: true, take: false, now: ms(0))
    var said = sample(.granted, epoch: 4, owner: run &+ 1, at: 10)
    lease.observe(&said)
    #expect(lease.state == .claiming)
    // Half of a run is not a run.
    said = sample(.granted, epoch: 4, owner: run & 0xFFFF_FFFF, at: 10)
    lease.observe(&said)
    #expect(lease.state == .claiming)
  }

  @Test func aRefusalIsAskedAgainEachSecond() {
    var lease = Lease(run: run)
    _ = lease.turn(wanted: true, take: false, now: ms(0))
    var said = sample(.following, epoch: 4, owner: 1, at: 5, grant: (run, 1, .held))
    lease.observe(&said)
    #expect(lease.state == .refused)
    #expect(lease.refusal == .held)
    #expect(lease.turn(wanted: true, take: false, now: ms(999)) == .none)
    #expect(lease.turn(wanted: true, take: false, now: ms(1000)) == .claim(take: false))
    // The same answer in later samples is no new answer.
    lease.observe(&said)
    #expect(lease.state == .claiming)
    #expect(lease.turn(wanted: true, take: true, now: ms(1100)) == .claim(take: true))
  }

  @Test func whatTheGateTakesBackIsLostAndClaimedAnew() {
    for said in [
      sample(.lost, epoch: 4, owner: run, at: 300), sample(.granted, epoch: 5, owner: 1, at: 300),
      sample(.free, epoch: 4, owner: 0, at: 300),
    ] {
      var lease = granted()
      var said = said
      lease.observe(&said)
      #expect(lease.state == .lost)
      #expect(lease.turn(wanted: true, take: false, now: ms(301)) == .claim(take: false))
      // An echo of the dead epoch brings nothing back.
      var echo = sample(.following, epoch: 4, owner: run, at: 302)
      lease.observe(&echo)
      #expect(lease.state == .claiming)
    }
  }

  @Test func aSilentGateCountsAsLost() {
    var lease = granted()
    #expect(lease.turn(wanted: true, take: false, now: ms(1010)) == .command(epoch: 4))
    #expect(lease.turn(wanted: true, take: false, now: ms(1011)) == .claim(take: false))
    // Only our side had lost it: the gate repeats the same epoch.
    var said = sample(.following, epoch: 4, owner: run, at: 1020)
    lease.observe(&said)
    #expect(lease.state == .granted)
  }

  @Test func returnsThreeTimesAndThenNoMore() {
    var lease = granted()
    for tick in 0..<3 { #expect(lease.turn(wanted: false, take: false, now: ms(20 + Int64(tick))) == .giveBack(epoch: 4)) }
    #expect(lease.turn(wanted: false, take: false, now: ms(23)) == .none)
    var echo = sample(.following, epoch: 4, owner: run, at: 24)
    lease.observe(&echo)
    #expect(lease.state == .unclaimed)
  }

  @Test func aCheckpointRestoresEverything() {
    var first = granted()
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    var second = Lease(run: run)
    second.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    #expect(second.turn(wanted: true, take: false, now: ms(20)) == .command(epoch: 4))
    #expect(second.turn(wanted: true, take: false, now: ms(1011)) == .claim(take: false))
  }
}
