/// Words that must not stand in the tree: notes left over, and places of one machine.
enum WordRules {
  // Put together here, so that this file does not find itself.
  static let leftovers = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
  static let machinePlaces = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]

  static let conflictMarks = [String(repeating: "<", count: 7) + " ", String(repeating: ">", count: 7) + " "]

  static let textEndings = [
    ".swift", ".c", ".h", ".cpp", ".hpp", ".md", ".yaml", ".yml", ".sh", ".py", ".txt", ".rules", ".service", ".json", ".html", ".js",
    ".css",
  ]

  static func isText(_ path: String) -> Bool {
    textEndings.contains { path.hasSuffix($0) } || path == "Makefile" || path.hasPrefix(".ci/")
  }

  static func findings(path: String, text: String) -> [Finding] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line -> [Finding] in
      let bytes = Array(line.utf8)
      return conflictMarks.filter { line.hasPrefix($0) }.map { _ in Finding(path: path, line: index + 1, message: "a merge is not finished")
      }
        + leftovers.compactMap { word in
          column(of: word, in: bytes).map {
            Finding(path: path, line: index + 1, column: $0, message: "'\(word)' is left over: do it, or open an issue")
          }
        }
        + machinePlaces.compactMap { word in
          column(of: word, in: bytes).map {
            Finding(path: path, line: index + 1, column: $0, message: "'\(word)' is a place on one machine")
          }
        }
    }
  }

  /// From 1; nil where it does not occur.
  private static func column(of word: String, in line: [UInt8]) -> Int? {
    let sought = Array(word.utf8)
    guard line.count >= sought.count else { return nil }
    for start in 0...(line.count - sought.count) where line[start] == sought[0] {
      if line[start..<(start + sought.count)].elementsEqual(sought) { return start + 1 }
    }
    return nil
  }
}
