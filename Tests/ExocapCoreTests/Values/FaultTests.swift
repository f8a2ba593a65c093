import ExocapCore
import Testing

@Suite struct FaultTests {
  @Test func everyBitHasOneName() {
    #expect(Set(Fault.names.map(\.1)).count == Fault.names.count)
    #expect(Set(Fault.names.map(\.0.rawValue)).count == Fault.names.count)
    for (fault, _) in Fault.names { #expect(fault.rawValue.nonzeroBitCount == 1) }
  }

  @Test func theNamesCoverTheLowestBitsWithoutAGap() {
    let all = Fault.names.reduce(Fault.none) { $0.union($1.0) }
    #expect(all.rawValue == (1 << UInt32(Fault.names.count)) - 1)
  }

  @Test func noneIsEmpty() { #expect(Fault.none.isEmpty) }
}
