import ExocapCore
import Testing

@Suite struct LinkStateDriverTests {
  private func feed(_ driver: inout LinkStateDriver, _ bytes: [UInt8], at arrival: Timestamp) -> Bool {
    var raw = RawSample()
    for byte in bytes {
      let isComplete = driver.receive(byte, at: arrival, into: &raw)
      #expect(!isComplete)
    }
    return driver.endPacket(at: arrival, into: &raw)
  }

  private func sample(_ driver: inout LinkStateDriver, _ stream: Int) -> Sample {
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: 0)
    driver.fill(stream: stream, into: &sample)
    return sample
  }

  private let arrival = Timestamp(nanoseconds: 5_000_000)

  @Test func readsTheStateThatPythonPacked() {
    var driver = LinkStateDriver(robot: 7, jointMapHash: LinkFixtures.profile.jointMapHash)
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.stateHex), at: arrival))
    #expect(driver.streams == 0b1111)
    let joints = sample(&driver, 0)
    #expect(joints.kind == .joints)
    #expect(joints.count == 3)
    #expect(joints.valid == 0b101)
    #expect(joints.values.prefix(3).map(\.bitPattern) == [0.125, Double.nan, 0.0625].map(\.bitPattern))
    #expect(joints.rates.prefix(3) == [-1, 0.5, 0])
    #expect(joints.efforts[0] == 2.5)
    #expect(joints.efforts[1].isNaN)
    // Measured 100 ns before it was sent, and the first of its run has no delay to speak of.
    #expect(joints.captured == Timestamp(nanoseconds: 4_999_900))
    let forces = sample(&driver, 1)
    #expect(forces.kind == .forces)
    #expect(forces.valid == 0b1000)
    #expect(forces.values[3] == 11)
    let extra = sample(&driver, 3)
    #expect(extra.values.prefix(2) == [0.75, -0.5])
  }

  @Test func readsTheEchoIntoTheLeaseStream() {
    var driver = LinkStateDriver()
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.stateHex), at: arrival))
    let lease = sample(&driver, 2)
    func value(_ field: LeaseField) -> Double { lease.values.prefix(64)[field.rawValue] }
    #expect(lease.kind == .lease)
    #expect(lease.count == LeaseField.count)
    #expect(value(.gateState) == 2)
    #expect(value(.epoch) == 5)
    #expect(value(.ownerRunLow) == Double(0x89AB_CDEF))
    #expect(value(.ownerRunHigh) == Double(0x0123_4567))
    #expect(value(.ownerOperator) == 42)
    #expect(value(.acceptedSequence) == 2)
    #expect(abs(value(.acceptedAge) - 500e-9) < 1e-15)
    #expect(lease.values.prefix(64)[LeaseField.rejects.rawValue + 8] == 3)
    #expect(lease.values.prefix(64)[LeaseField.rejects.rawValue + 10] == 4)
    #expect(lease.values.prefix(64)[LeaseField.weights.rawValue + 1] == 0.5)
    #expect(!lease.isValid(LeaseField.grantEpoch.rawValue))
  }

  @Test func aGrantAndAnEventAreNewsOfTheLeaseAlone() {
    var driver = LinkStateDriver()
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.grantHex), at: arrival))
    #expect(driver.streams == 0b0100)
    #expect(driver.grant.claimantRun == LinkFixtures.run)
    #expect(driver.grant.epoch == 6)
    #expect(driver.state.gateState == .granted)
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.eventHex), at: arrival))
    #expect(driver.streams == 0b0100)
    #expect(driver.state.ownerRun == LinkFixtures.run)
    #expect(driver.state.gateState == .granted)
  }

  @Test func copiesAndOvertakenDatagramsAreDropped() {
    var driver = LinkStateDriver()
    let state = LinkFixtures.bytes(LinkFixtures.stateHex)
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.grantHex), at: arrival))
    #expect(!feed(&driver, state, at: arrival))
    #expect(driver.counters.malformed == 1)
    #expect(driver.counters.packets == 1)
    var other = LinkStateDriver()
    #expect(feed(&other, state, at: arrival))
    #expect(feed(&other, LinkFixtures.bytes(LinkFixtures.eventHex), at: arrival))
    #expect(other.counters.sequenceGaps == 1)
  }

  @Test func everyFlippedBitAndTruncationIsCounted() {
    let good = LinkFixtures.bytes(LinkFixtures.stateHex)
    var driver = LinkStateDriver()
    for bit in 0..<(good.count * 8) {
      var bad = good
      bad[bit / 8] ^= 1 << UInt8(bit % 8)
      let isTaken = feed(&driver, bad, at: arrival)
      #expect(!isTaken)
    }
    for count in 0..<good.count {
      let isTaken = feed(&driver, Array(good.prefix(count)), at: arrival)
      #expect(!isTaken)
    }
    let counters = driver.counters
    #expect(counters.packets == 0)
    #expect(counters.badChecksums + counters.malformed + counters.truncated == UInt64(good.count * 9))
    #expect(!feed(&driver, Array(repeating: 0, count: 3000), at: arrival))
    #expect(driver.counters.overlong == 1)
    #expect(feed(&driver, good, at: arrival))
  }

  @Test func statesOfOtherRobotsOrJointsAreRefused() {
    let good = LinkFixtures.bytes(LinkFixtures.stateHex)
    var robot = LinkStateDriver(robot: 8)
    #expect(!feed(&robot, good, at: arrival))
    var joints = LinkStateDriver(jointMapHash: 1)
    #expect(!feed(&joints, good, at: arrival))
    #expect(joints.counters.malformed == 1)
    var ours = LinkStateDriver()
    #expect(!feed(&ours, LinkFixtures.bytes(LinkFixtures.commandHex), at: arrival))
  }

  @Test func reopeningForgetsHalfADatagram() {
    var driver = LinkStateDriver()
    var raw = RawSample()
    for byte in LinkFixtures.bytes(LinkFixtures.stateHex).prefix(100) { _ = driver.receive(byte, at: arrival, into: &raw) }
    driver.closed(at: arrival)
    driver.opened(at: arrival)
    #expect(feed(&driver, LinkFixtures.bytes(LinkFixtures.stateHex), at: arrival))
  }

  @Test func aCheckpointInMidDatagramGoesOn() {
    let state = LinkFixtures.bytes(LinkFixtures.stateHex)
    var first = LinkStateDriver()
    var raw = RawSample()
    #expect(feed(&first, LinkFixtures.bytes(LinkFixtures.stateHex), at: arrival))
    for byte in LinkFixtures.bytes(LinkFixtures.grantHex).prefix(50) { _ = first.receive(byte, at: arrival, into: &raw) }
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var second = LinkStateDriver()
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    #expect(feed(&second, Array(LinkFixtures.bytes(LinkFixtures.grantHex).dropFirst(50)), at: arrival))
    #expect(!feed(&second, state, at: arrival))
    #expect(second.state.q[0] == 0.125)
    #expect(second.grant.epoch == 6)
  }
}
