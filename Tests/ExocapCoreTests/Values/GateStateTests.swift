import ExocapCore
import Testing

@Suite struct GateStateTests {
  @Test func hasAnOwnerWhileCommandsMayBeAccepted() {
    // A command is followed in exactly these states: docs/gate-transitions.tsv, input "command".
    for state in GateState.allCases { #expect(state.hasOwner == (GateTransition.of(state, .command).action == .follow)) }
  }

  @Test func namesDiffer() { #expect(Set(GateState.allCases.map(\.name)).count == 6) }
}
