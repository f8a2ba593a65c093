import ExocapCore
import Testing

@Suite struct SampleTests {
  @Test func aNewSampleHasNothingMeasured() {
    let sample = Sample(device: DeviceID(2), stream: StreamIndex(1), kind: .forces, count: 3)
    #expect(sample.valid == 0 && sample.saturated == 0 && sample.sequence == 0)
    #expect(sample.captured == .never && sample.arrived == .never)
    for index in 0..<JointVector.capacity {
      #expect(sample.values[index].isNaN && sample.rates[index].isNaN && sample.efforts[index].isNaN)
      #expect(sample.ages[index] == .distant)
      #expect(!sample.isValid(index))
    }
  }

  @Test func validityIsPerValue() {
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: 64)
    sample.valid = 1 << 63 | 1
    #expect((0..<64).filter { sample.isValid($0) } == [0, 63])
  }

  /// Kinds are numbers in recordings: they keep their places.
  @Test func kindsKeepTheirNumbers() {
    #expect(SampleKind.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
    #expect(SampleKind.allCases == [.joints, .forces, .inputs, .poses, .lease])
  }
}
