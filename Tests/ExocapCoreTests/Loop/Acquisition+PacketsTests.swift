@testable import ExocapCore
import ExocapTestCaptures
import Testing

/// A device whose messages have different rates.
extension AcquisitionTests {
  private static func packetRig() -> Rig {
    var rig = SmallRig.rig()
    rig.devices[0].profile = CaptureDevices.packetExo.profile
    rig.devices[0].calibration = CaptureDevices.packetExo.calibration
    return rig
  }

  // From Tests/Captures/packets/exo.capture.
  private static let joints = wireBytes("A5 5A 0A 01 01 F8 2A 00 00 64 00 38 FF 08 1C 87")
  private static let force = wireBytes("A5 5A 02 02 F4 01 EC C8")

  @Test func onlyTheStreamsOfAPacketGetASample() {
    var bench = Bench(Self.packetRig())
    bench.acquisition.opened(at: Timestamp(nanoseconds: 1))
    bench.acquisition.receive((Self.joints + Self.force + Self.force).span, endsPacket: false, at: Timestamp(nanoseconds: 7_000))
    var found: [(stream: UInt8, sequence: UInt64, ticks: UInt64)] = []
    while let sample = bench.samples.pop() { found.append((sample.stream.index, sample.sequence, sample.deviceTicks)) }
    #expect(found.map(\.stream) == [0, 2, 1, 1])
    #expect(found.map(\.sequence) == [1, 2, 3, 4])
    #expect(found.map(\.ticks) == [4_294_967_296 + 11_000, 4_294_967_296 + 11_000, 0, 0])
  }

  /// A force in between is no reason to tick.
  @Test func ticksFollowTheJoints() {
    var bench = Bench(Self.packetRig())
    bench.acquisition.opened(at: Timestamp(nanoseconds: 1))
    bench.acquisition.receive(Self.joints.span, endsPacket: false, at: Timestamp(nanoseconds: 7_000))
    let first = (bench.acquisition.leadSequence, bench.acquisition.sequence)
    bench.acquisition.receive(Self.force.span, endsPacket: false, at: Timestamp(nanoseconds: 8_000))
    let second = (bench.acquisition.leadSequence, bench.acquisition.sequence)
    bench.acquisition.receive(Self.joints.span, endsPacket: false, at: Timestamp(nanoseconds: 9_000))
    let third = (bench.acquisition.leadSequence, bench.acquisition.sequence)
    #expect(first == (1, 2) && second == (1, 3) && third == (4, 5))
  }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func recordedPacketsReplayBitForBit(seed: UInt64) {
    var live = Bench(Self.packetRig())
    var random = WireRandom(seed: seed)
    live.acquisition.opened(at: Timestamp(nanoseconds: 0))
    for time in Int64(0)..<400 {
      let now = Timestamp(nanoseconds: time * 3_000_000)
      if live.acquisition.poll(now: now) { live.acquisition.wrote(.taken, at: now + .microseconds(20)) }
      let bytes = (random.integer(0...1) == 0 ? Self.joints : Self.force)
      let noise = random.integer(0...9) == 0 ? wireBytes("A5 5A 0A 01") + random.bytes(random.integer(0...9)) : []
      // Some packets lose their end, and then nothing comes for a while.
      let kept = random.integer(0...4) == 0 ? Array(bytes.dropLast(3)) : bytes
      if time % 40 < 25 { live.acquisition.receive((noise + kept).span, endsPacket: false, at: now + .microseconds(300)) }
    }
    live.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 1_300_000_000))
    let recorded = live.tap.drain()
    #expect(recorded.contains { $0.kind == .poll })
    var again = Bench(Self.packetRig())
    again.replay(recorded)
    let replayed = again.tap.drain()
    #expect(replayed.count == recorded.count)
    for (one, other) in zip(recorded, replayed) where one.kind != other.kind || one.bytes != other.bytes {
      Issue.record("seed \(seed): \(one.kind) came out as \(other.kind)")
      return
    }
  }
}
