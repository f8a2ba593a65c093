import ExocapCore
import Testing

@Suite struct OperatorRequestTests {
  /// Requests are numbers in recordings: they keep their places.
  @Test func kindsKeepTheirNumbers() {
    let kinds: [OperatorRequest.Kind] = [.engage, .disengage, .freeze, .unfreeze, .stop, .reset, .leave]
    #expect(kinds.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6])
    #expect(OperatorRequest.Kind.allCases == kinds)
  }

  @Test func requestsAreEqualByKindAndGroups() {
    #expect(OperatorRequest(kind: .stop, groups: .all) == OperatorRequest(kind: .stop, groups: .all))
    #expect(OperatorRequest(kind: .stop, groups: .all) != OperatorRequest(kind: .stop, groups: .none))
  }
}
