import ExocapCore
import ExocapTestSupport
import Testing

/// docs/gate-transitions.tsv and the Swift table are one.
@Suite struct GateTransitionTests {
  @Test func everyRowOfTheTableIsWhatTheGateDoes() throws {
    let file = try #require(TextFile(checkout: "docs/gate-transitions.tsv"))
    let rows = file.lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "\t") }
    #expect(rows.first == ["state", "input", "next", "action"])
    var seen: Set<String> = []
    for row in rows.dropFirst() {
      let state = try #require(GateState.allCases.first { $0.name == row[0] })
      let input = try #require(GateInput.allCases.first { $0.name == row[1] })
      let transition = GateTransition.of(state, input)
      #expect(transition.state.name == row[2], "\(row)")
      #expect(transition.action.name == row[3], "\(row)")
      seen.insert("\(row[0]) \(row[1])")
    }
    #expect(seen.count == GateState.allCases.count * GateInput.allCases.count)
    #expect(rows.count == seen.count + 1)
  }
}
