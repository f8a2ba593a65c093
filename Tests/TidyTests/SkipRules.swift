/// A skip is an error in CI unless it stands in Tests/allowed-skips: "reason | why it cannot be had everywhere".
enum SkipRules {
  static let list = "Tests/allowed-skips"

  /// `sources`: the texts of the tests, which must contain each reason word by word.
  static func findings(entries: [(line: Int, text: String)], sources: [String]) -> [Finding] {
    entries.compactMap { entry in
      let parts = entry.text.split(separator: "|", maxSplits: 1).map { String($0.drop { $0 == " " }) }
      guard parts.count == 2, !parts[1].isEmpty else {
        return Finding(path: list, line: entry.line, message: "write 'reason | why it cannot be had everywhere'")
      }
      let reason = String(parts[0].reversed().drop { $0 == " " }.reversed())
      if sources.contains(where: { $0.contains(reason) }) { return nil }
      return Finding(path: list, line: entry.line, message: "no test skips for '\(reason)': take it off the list")
    }
  }
}
