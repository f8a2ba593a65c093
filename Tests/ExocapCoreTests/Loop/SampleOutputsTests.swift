import ExocapCore
import Testing

@Suite struct SampleOutputsTests {
  static func feed(_ acquisition: inout Acquisition, _ lines: Int) {
    for index in 0...lines {
      // The first line end only starts the first line.
      let line = index == 0 ? "\n" : "\(index) 0 0\n"
      acquisition.receive(Array(line.utf8).span, endsPacket: false, at: Timestamp(nanoseconds: 1_000 * Int64(index)))
    }
  }

  @Test func everyLoopGetsEverySample() {
    let rings = [Ring<Sample>(minimumCapacity: 64), Ring<Sample>(minimumCapacity: 64)]
    var acquisition = Acquisition(
      rig: SmallRig.rig(), device: DeviceID(0), outputs: rings, tap: RecordRing(minimumBytes: 1 << 16).makeProducer())
    Self.feed(&acquisition, 3)
    for ring in rings {
      var consumer = ring.makeConsumer()
      var found: [(UInt64, Double)] = []
      while let sample = consumer.pop() {
        if sample.kind == .joints { found.append((sample.sequence, sample.values.prefix(1)[0])) }
      }
      #expect(found.map(\.0) == [1, 3, 5])
      #expect(found.map(\.1) == [0.001, 0.002, 0.003])
    }
  }

  @Test func aFullRingLosesAndTheOthersDoNot() {
    let small = Ring<Sample>(minimumCapacity: 4)
    let large = Ring<Sample>(minimumCapacity: 64)
    var acquisition = Acquisition(
      rig: SmallRig.rig(), device: DeviceID(0), outputs: [small, large], tap: RecordRing(minimumBytes: 1 << 16).makeProducer())
    Self.feed(&acquisition, 10)
    let lost = acquisition.lostSamples
    #expect(lost == 16)
    var one = small.makeConsumer()
    var other = large.makeConsumer()
    let kept = one.available()
    let all = other.available()
    #expect(kept == 4 && all == 20)
  }
}
