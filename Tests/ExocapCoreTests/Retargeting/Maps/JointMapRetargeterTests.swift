import ExocapCore
import Testing

@Suite struct JointMapRetargeterTests {
  static func wanted(_ map: [JointMapping], rate: Double = 500, at milliseconds: Int64 = 0, samples: [(Int64, [Double])]) -> [Double] {
    let devices = SmallRig.rig(rate: rate).sampleSources
    var table = StreamTable(devices: devices)
    var retargeter = JointMapRetargeter(map: map, devices: devices, tick: SmallRig.period)
    var wanted = JointVector.absent
    for (time, values) in samples {
      StreamTableTests.take(StreamTableTests.sample(values, at: time), &table)
      retargeter.retarget(&table, now: StreamTableTests.at(time), into: &wanted)
    }
    retargeter.retarget(&table, now: StreamTableTests.at(milliseconds), into: &wanted)
    return wanted.prefix(map.count)
  }

  static let value = SmallRig.value(0, 0, 0)

  @Test func mapsBySignScaleAndOffset() {
    let found = Self.wanted(
      [.joint(Self.value, gain: 1, offset: 0), .joint(Self.value, gain: -2, offset: 0.25), .constant(0.5), .hold],
      samples: [(0, [0.5, 0])])
    #expect(found[0] == 0.5 && found[1] == -0.75 && found[2] == 0.5 && found[3].isNaN)
  }

  @Test func aSourceThatWasNeverSeenGivesNothing() {
    let found = Self.wanted([.joint(SmallRig.value(1, 0, 0), gain: 1, offset: 0.3)], samples: [(0, [0.5, 0])])
    #expect(found[0].isNaN)
  }

  @Test func aSourceAsFastAsTheTickIsTakenAsItIs() {
    let samples: [(Int64, [Double])] = (0..<20).map { (2 * Int64($0), [0.01 * Double($0), 0]) }
    let found = Self.wanted([.joint(Self.value, gain: 1, offset: 0)], at: 45, samples: samples)
    #expect(found[0] == 0.19)
  }

  /// 100 Hz under ticks of 500 Hz: at constant velocity the joint is where the operator is, also between samples.
  @Test func aSlowerSourcePassesTheTracker() {
    let samples: [(Int64, [Double])] = (0..<60).map { (10 * Int64($0), [0.02 * Double($0), 0]) }
    let found = Self.wanted([.joint(Self.value, gain: -1, offset: 1)], rate: 100, at: 594, samples: samples)
    #expect(abs(found[0] - (1 - 2 * 0.594)) < 1e-9)
  }

  @Test func aCheckpointKeepsTheTrackers() {
    let devices = SmallRig.rig(rate: 100).sampleSources
    let map = [JointMapping.joint(Self.value, gain: 1, offset: 0)]
    var table = StreamTable(devices: devices)
    var first = JointMapRetargeter(map: map, devices: devices, tick: SmallRig.period)
    var second = JointMapRetargeter(map: map, devices: devices, tick: SmallRig.period)
    var wanted = JointVector.absent
    for index in 0..<20 {
      StreamTableTests.take(StreamTableTests.sample([0.02 * Double(index), 0], at: 10 * Int64(index)), &table)
      first.retarget(&table, now: StreamTableTests.at(10 * Int64(index)), into: &wanted)
    }
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.checkpoint(&archive)
    var other = JointVector.absent
    first.retarget(&table, now: StreamTableTests.at(197), into: &wanted)
    second.retarget(&table, now: StreamTableTests.at(197), into: &other)
    #expect(wanted[0].bitPattern == other[0].bitPattern && wanted[0] > 0.38)
    #expect(first.count == 1)
  }

  static func combined(_ combination: JointCombination, _ values: [Double]) -> Double {
    wanted([.combined(combination)], samples: [(0, values)])[0]
  }

  /// A differential wrist: pitch = (a + b)/2, roll = (a - b)/2 + 0.1.
  @Test func severalValuesAddUp() {
    let other = SmallRig.value(0, 0, 1)
    let pitch = JointCombination(terms: [MapTerm(source: Self.value, gain: 0.5), MapTerm(source: other, gain: 0.5)])
    let roll = JointCombination(terms: [MapTerm(source: Self.value, gain: 0.5), MapTerm(source: other, gain: -0.5)], offset: 0.1)
    #expect(Self.combined(pitch, [0.75, 0.25]) == 0.5)
    #expect(Self.combined(roll, [0.75, 0.25]) == 0.35)
  }

  /// Through (-1, -0.5), (0, 0), (0.5, 1) with slopes 0.5 and 2, and on beyond both ends.
  @Test(arguments: [(-1.0, -0.5), (-0.5, -0.25), (0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (-2.0, -1.0)])
  func aCurvePassesItsPosesAndGoesOnBeyond(value: Double, position: Double) {
    let curve = JointCombination(
      terms: [MapTerm(source: Self.value)],
      curve: [MapPoint(value: -1, position: -0.5), MapPoint(value: 0, position: 0), MapPoint(value: 0.5, position: 1)])
    #expect(Self.combined(curve, [value, 0]) == position)
  }

  /// The two percentiles of a glove's joint become the ends of the robot's.
  @Test(arguments: [(0.5, 0.25), (0.0, 0.0), (-3.0, 0.0), (2.0, 1.0), (9.0, 1.0)])
  func aRangeIsNeverLeft(value: Double, position: Double) {
    let percentile = JointCombination(terms: [MapTerm(source: Self.value, gain: 0.5)], range: 0...1)
    #expect(Self.combined(percentile, [value, 0]) == position)
  }

  @Test func aRangeDoesNotMakeANumberOfNone() {
    let devices = SmallRig.rig().sampleSources
    var table = StreamTable(devices: devices)
    let combination = JointCombination(terms: [MapTerm(source: SmallRig.value(1, 0, 0))], range: 0...1)
    var retargeter = JointMapRetargeter(map: [.combined(combination)], devices: devices, tick: SmallRig.period)
    var wanted = JointVector.zero
    retargeter.retarget(&table, now: StreamTableTests.at(0), into: &wanted)
    #expect(wanted[0].isNaN)
  }

  /// A joint of more than one turn: nothing until a person homes it, then its angle, over the seam too.
  @Test func aHomedJointIsAlignedByHand() {
    let devices = SmallRig.rig().sampleSources
    var table = StreamTable(devices: devices)
    let turn = TurnRule.homed(at: 4 * .pi)
    let combination = JointCombination(terms: [MapTerm(source: Self.value, gain: 1, turn: turn)])
    var retargeter = JointMapRetargeter(map: [.combined(combination), .hold], devices: devices, tick: SmallRig.period)
    var wanted = JointVector.zero
    StreamTableTests.take(StreamTableTests.sample([0.25, 0], at: 0), &table)
    retargeter.retarget(&table, now: StreamTableTests.at(0), into: &wanted)
    var isAligned = retargeter.isAligned(joint: 0)
    #expect(wanted[0].isNaN && !isAligned)
    let isHomed = retargeter.home(joint: 0, &table, now: StreamTableTests.at(1))
    let isOtherHomed = retargeter.home(joint: 1, &table, now: StreamTableTests.at(1))
    retargeter.retarget(&table, now: StreamTableTests.at(2), into: &wanted)
    isAligned = retargeter.isAligned(joint: 0)
    #expect(isHomed && !isOtherHomed && isAligned)
    #expect(abs(wanted[0] - (4 * .pi + 0.25)) < 1e-14)
  }
}
