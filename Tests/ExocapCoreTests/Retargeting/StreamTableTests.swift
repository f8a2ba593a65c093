import ExocapCore
import Testing

@Suite struct StreamTableTests {
  static let devices = SmallRig.rig().sampleSources

  static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: 1_000_000_000 + milliseconds * 1_000_000) }

  static func sample(_ values: [Double], at milliseconds: Int64, sequence: UInt64 = 1, age: Interval = .zero) -> Sample {
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: values.count)
    sample.captured = at(milliseconds)
    sample.arrived = at(milliseconds)
    sample.sequence = sequence
    for index in values.indices where values[index].isFinite {
      sample.values[index] = values[index]
      sample.valid |= 1 << UInt64(index)
      sample.ages[index] = age
    }
    return sample
  }

  static func take(_ sample: Sample, _ table: inout StreamTable) {
    var copy = sample
    unsafe withUnsafePointer(to: &copy) { unsafe table.take($0) }
  }

  @Test func knowsNothingBeforeTheFirstSample() {
    var table = StreamTable(devices: Self.devices)
    let value = table.value(SmallRig.value(0, 0, 0))
    let measured = table.measured(SmallRig.value(0, 0, 0))
    let isFresh = table.isFresh(SmallRig.value(0, 0, 0), at: Self.at(0))
    #expect(value.isNaN && measured == .never && !isFresh)
  }

  @Test func isFreshUpToTheDeadlineOfItsStream() {
    var table = StreamTable(devices: Self.devices)
    Self.take(Self.sample([0.5, 0.6], at: 100), &table)
    let value = table.value(SmallRig.value(0, 0, 1))
    let isFreshAtDeadline = table.isFresh(SmallRig.value(0, 0, 1), at: Self.at(150))
    let isFreshAfter = table.isFresh(SmallRig.value(0, 0, 1), at: Self.at(150) + .nanoseconds(1))
    #expect(value == 0.6 && isFreshAtDeadline && !isFreshAfter)
  }

  @Test func aValueThatWasNotMeasuredKeepsItsValueAndItsAge() {
    var table = StreamTable(devices: Self.devices)
    Self.take(Self.sample([0.5, 0.6], at: 100), &table)
    Self.take(Self.sample([0.7, .nan], at: 140, sequence: 2), &table)
    let first = table.value(SmallRig.value(0, 0, 0))
    let second = table.value(SmallRig.value(0, 0, 1))
    let measured = table.measured(SmallRig.value(0, 0, 1))
    let isFresh = table.isFresh(SmallRig.value(0, 0, 1), at: Self.at(160))
    #expect(first == 0.7 && second == 0.6 && measured == Self.at(100) && !isFresh)
  }

  @Test func anOldMeasurementInANewSampleIsOld() {
    var table = StreamTable(devices: Self.devices)
    Self.take(Self.sample([0.5, 0.6], at: 100, age: .milliseconds(60)), &table)
    let isFresh = table.isFresh(SmallRig.value(0, 0, 0), at: Self.at(100))
    #expect(!isFresh)
  }

  /// A stream that sends on change has no deadline; what it has never said is not fresh all the same.
  @Test func withoutADeadlineOnlyWhatWasMeasuredIsFresh() {
    var devices = Self.devices
    devices[0].streams[0].staleAfter = .distant
    var table = StreamTable(devices: devices)
    let isFreshBefore = table.isFresh(SmallRig.value(0, 0, 0), at: Self.at(0))
    Self.take(Self.sample([0.5, .nan], at: 100), &table)
    let isFresh = table.isFresh(SmallRig.value(0, 0, 0), at: Self.at(1_000_000))
    let isOtherFresh = table.isFresh(SmallRig.value(0, 0, 1), at: Self.at(1_000_000))
    #expect(!isFreshBefore && isFresh && !isOtherFresh)
  }

  @Test func aSampleWithMoreValuesThanTheStreamIsCut() {
    var table = StreamTable(devices: Self.devices)
    Self.take(Self.sample([1, 2, 3, 4], at: 100), &table)
    let inside = table.value(SmallRig.value(0, 0, 1))
    let outside = table.value(SmallRig.value(0, 0, 2))
    #expect(inside == 2 && outside.isNaN)
  }

  @Test func aCheckpointRestoresEveryRow() {
    var first = StreamTable(devices: Self.devices)
    Self.take(Self.sample([0.5, .nan], at: 100, sequence: 77), &first)
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var second = StreamTable(devices: Self.devices)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.checkpoint(&archive)
    let isComplete = archive.isComplete
    let value = second.value(SmallRig.value(0, 0, 0))
    let measured = second.measured(SmallRig.value(0, 0, 0))
    let state = unsafe second.state(DeviceID(0), StreamIndex(0)).pointee
    #expect(isComplete && value == 0.5 && measured == Self.at(100))
    #expect(state.sequence == 77 && state.captured == Self.at(100) && state.arrived == Self.at(100) && state.valid == 1)
  }

  @Test func aStreamOfAnotherRigTraps() async {
    await #expect(processExitsWith: .failure) {
      var table = StreamTable(devices: StreamTableTests.devices)
      _ = table.value(SmallRig.value(9, 0, 0))
    }
  }
}
