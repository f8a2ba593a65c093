import ExocapCore
import Testing

@Suite struct RawSampleTests {
  @Test func aNewRawSampleHasNothingRead() {
    let sample = RawSample()
    #expect(sample.count == 0 && sample.valid == 0 && sample.deviceTicks == 0)
    #expect(sample.arrived == .never && sample.streams == .max)
    for index in 0..<RawSample.capacity {
      #expect(sample.fields[index].isNaN)
      #expect(sample.readAt[index] == .never)
    }
  }

  /// Bit i of `valid` is field i, so there are as many fields as bits.
  @Test func thereIsABitForEachField() { #expect(RawSample.capacity == RawSample().valid.bitWidth) }
}
