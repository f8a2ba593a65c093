import ExocapCore
import Testing

@Suite struct OperatorControlTests {
  /// What docs/profiles.md lists: acts about robots on the left, about takes none.
  @Test func takesAreNoBusinessOfTheLoop() {
    let asked: [(ControlAct, OperatorRequest.Kind?)] = [
      (.engage, .engage), (.disengage, .disengage), (.freeze, .freeze), (.stop, .stop), (.reset, .reset), (.record, nil), (.start, nil),
      (.keep, nil), (.discard, nil), (.undo, nil),
    ]
    #expect(asked.count == ControlAct.allCases.count)
    for (act, kind) in asked { #expect(act.request == kind) }
  }
}
