import ExocapCore
import Testing

@Suite struct JointVectorTests {
  @Test func whatIsNotGivenIsAbsent() {
    let vector = JointVector([1.5, -2])
    #expect(vector[0] == 1.5)
    #expect(vector[1] == -2)
    #expect(vector[2].isNaN && vector[63].isNaN)
  }

  @Test func absentIsNaNAndZeroIsZeroEverywhere() {
    for index in 0..<JointVector.capacity {
      #expect(JointVector.absent[index].isNaN)
      #expect(JointVector.zero[index] == 0)
    }
  }

  @Test func elementsChangeOnTheirOwn() {
    var vector = JointVector(repeating: 1)
    vector[63] = 7
    vector[0] += 1
    #expect(vector.prefix(2) == [2, 1])
    #expect(vector[63] == 7)
  }

  @Test func prefixStopsAtTheCapacity() {
    #expect(JointVector.zero.prefix(100).count == 64)
    #expect(JointVector.zero.prefix(0).isEmpty)
  }

  @Test func holdsNoMoreThanItsCapacity() async {
    #expect(JointVector(Array(repeating: 3, count: 64)).prefix(64) == Array(repeating: 3, count: 64))
    await #expect(processExitsWith: .failure) { _ = JointVector(Array(repeating: 3, count: 65)) }
  }

  /// A ring slot is a plain copy: 64 doubles and nothing else.
  @Test func isFiveHundredAndTwelveBytes() { #expect(MemoryLayout<JointVector>.size == 512) }
}
