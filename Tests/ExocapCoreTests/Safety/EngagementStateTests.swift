import ExocapCore
import ExocapTestSupport
import Testing

/// The table of docs/safety.md is the specification; the code is held to it cell by cell.
@Suite struct EngagementStateTests {
  /// The rows of the document's table of transitions: state, input, next state. A cell `·` stays.
  static func documented() -> [(state: String, input: String, next: String)] {
    guard let file = TextFile(checkout: "docs/safety.md") else { return [] }
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("| state \\ input |") }) else { return [] }
    let inputs = cells(lines[start]).dropFirst()
    var found: [(state: String, input: String, next: String)] = []
    for line in lines[(start + 2)...] {
      guard line.hasPrefix("|") else { break }
      let row = cells(line)
      for (input, next) in zip(inputs, row.dropFirst()) { found.append((row[0], input, next == "·" ? row[0] : next)) }
    }
    return found
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "|").map { cell in String(cell.filter { $0 != " " && $0 != "*" && $0 != "`" }) }
  }

  @Test func theDocumentsTableIsTheCode() {
    let documented = Self.documented()
    #expect(documented.count == EngagementState.allCases.count * EngagementInput.allCases.count)
    for state in EngagementState.allCases {
      for input in EngagementInput.allCases {
        let rows = documented.filter { $0.state == state.name && $0.input == input.name }
        #expect(rows.count == 1, "\(state.name) × \(input.name) stands once in docs/safety.md")
        #expect(rows.first?.next == state.next(input).name, "\(state.name) × \(input.name)")
      }
    }
  }

  @Test func stopFaultsFromEveryStateAndOnlyResetLeavesIt() {
    for state in EngagementState.allCases { #expect(state.next(.stop) == .faulted) }
    for input in EngagementInput.allCases where input != .reset { #expect(EngagementState.faulted.next(input) == .faulted) }
    #expect(EngagementState.faulted.next(.reset) == .disarmed)
  }

  @Test func onlyAConfirmedArmingOrARecoveryStartsToFollow() {
    for state in EngagementState.allCases where !state.isActive {
      for input in EngagementInput.allCases where state.next(input).isActive {
        #expect((state == .aligning && input == .confirm) || (state == .holding && input == .recovered))
      }
    }
  }

  @Test func lettingGoEndsEveryFollowing() {
    for state in [EngagementState.aligning, .blending, .engaged, .holding] { #expect(!state.next(.disarm).isActive) }
  }

  @Test func namesDiffer() {
    #expect(Set(EngagementState.allCases.map(\.name)).count == 7)
    #expect(Set(EngagementInput.allCases.map(\.name)).count == 10)
  }
}
