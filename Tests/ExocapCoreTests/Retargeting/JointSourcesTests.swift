import ExocapCore
import Testing

@Suite struct JointSourcesTests {
  static let now = Timestamp(nanoseconds: 5_000_000_000)

  static func streams(_ devices: [Int]) -> StreamTable {
    var streams = StreamTable(devices: SmallRig.rig().sampleSources)
    for device in devices {
      var sample = Sample(device: DeviceID(device), stream: StreamIndex(0), kind: .joints, count: 2)
      sample.captured = now
      sample.valid = 3
      sample.ages[0] = .zero
      sample.ages[1] = .zero
      unsafe withUnsafePointer(to: sample) { unsafe streams.take($0) }
    }
    return streams
  }

  @Test func aJointIsFreshWhenAllThatItFollowsIs() {
    // The second joint is the sum of a value of the left and one of the right device.
    let sum = JointCombination(terms: [MapTerm(source: SmallRig.value(0, 0, 1)), MapTerm(source: SmallRig.value(1, 0, 0))])
    let map: [JointMapping] = [.joint(SmallRig.value(0, 0, 0), gain: 1, offset: 0), .combined(sum), .hold, .constant(1), .hold]
    var sources = JointSources(profile: SmallRig.profile, map: map, grips: [])
    var one = Self.streams([0])
    sources.look(&one, now: Self.now)
    #expect(sources.isMapped(0) && sources.isMapped(1) && !sources.isMapped(2) && !sources.isMapped(3))
    #expect(sources.isFresh(0) && !sources.isFresh(1) && !sources.isFresh(2))
    var both = Self.streams([0, 1])
    sources.look(&both, now: Self.now)
    #expect(sources.isFresh(0) && sources.isFresh(1))
    sources.look(&both, now: Self.now + .milliseconds(51))
    #expect(!sources.isFresh(0) && !sources.isFresh(1))
  }

  @Test func solversReplaceWhatTheMapSays() {
    let solved = [(joint: 2, values: [SmallRig.value(1, 0, 0), SmallRig.value(1, 0, 1)]), (joint: 3, values: [SmallRig.value(0, 0, 0)])]
    var sources = JointSources(profile: SmallRig.profile, map: SmallRig.map, grips: SmallRig.grips, solved: solved)
    var streams = Self.streams([1])
    sources.look(&streams, now: Self.now)
    #expect(sources.isFresh(2) && !sources.isFresh(3))
    #expect(sources.hasForce(Int(JointGroup.rightHand.rawValue)) && !sources.isForceFresh(Int(JointGroup.rightHand.rawValue)))
  }
}
