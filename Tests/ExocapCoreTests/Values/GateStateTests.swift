import ExocapCore
import Testing

@Suite struct GateStateTests {
  /// The numbers of the link.
  @Test func statesKeepTheirNumbers() {
    #expect(GateState.allCases == [.free, .granted, .following, .holding, .lost, .releasing])
    #expect(GateState.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
  }

  @Test func namesAreUnique() { #expect(Set(GateState.allCases.map(\.name)).count == 6) }

  @Test func onlyAGrantedLeaseHasAnOwner() {
    #expect(GateState.allCases.filter(\.hasOwner) == [.granted, .following, .holding])
  }
}
