import ExocapCore
import Testing

@Suite struct LinkStateTests {
  @Test func nothingIsKnownAtFirst() {
    let state = LinkState()
    #expect(state.count == 0)
    #expect(state.q.prefix(64).filter(\.isNaN).count == 64)
    #expect(state.ownerRun == 0)
    #expect(state.acceptedAge < .zero)
    #expect(state.gateState == .free)
    #expect(GrantReply().result == .none)
  }
}
