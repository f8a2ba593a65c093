/// Calls that have one place, or none.
enum CallRules {
  /// A run of tokens, where it may stand, and what to say elsewhere. Places are beginnings of paths.
  struct Rule {
    var tokens: [String]
    var allowed: [String]
    var message: String
  }

  private static let anywhereButSources = ["Tests/", "Benchmarks/", "Fuzz/"]

  static let rules: [Rule] = [
    Rule(
      tokens: ["pthread_create"], allowed: ["Sources/LinuxIO/", "Tests/ExocapTestSupport/", "Benchmarks/"],
      message: "threads are made in LinuxIO"),
    Rule(
      tokens: ["RealtimeThread", "("],
      allowed: ["Sources/LinuxIO/", "Sources/ExocapRuntime/", "Sources/exocapd/", "Sources/exocap/"] + anywhereButSources,
      message: "threads are started where a rig is composed: Runtime and the executables"),
    Rule(tokens: ["Thread", "("], allowed: [], message: "threads are LinuxIO's"),
    Rule(tokens: ["DispatchQueue"], allowed: [], message: "no dispatch queues: threads are LinuxIO's"),
    Rule(tokens: ["Task", "{"], allowed: ["Sources/exocap/", "Tests/"], message: "tasks are for the tool and the gateway"),
    Rule(tokens: ["Task", "."], allowed: ["Sources/exocap/", "Tests/"], message: "tasks are for the tool and the gateway"),
    Rule(tokens: ["try", "!"], allowed: anywhereButSources, message: "handle the error, or say in a precondition why there is none"),
    Rule(tokens: ["as", "!"], allowed: anywhereButSources, message: "cast with 'as?' and handle nil"),
    Rule(tokens: ["catch", "{", "}"], allowed: [], message: "an error is handled or passed on"),
    Rule(tokens: ["usleep"], allowed: [], message: "no sleeps: wait for what is awaited"),
    Rule(tokens: ["Task", ".", "sleep"], allowed: [], message: "no sleeps: wait for what is awaited"),
  ]

  /// The core is a function of its arguments.
  static let impureInCore = [
    "print", "clock_gettime", "ContinuousClock", "SuspendingClock", "Date", "SystemRandomNumberGenerator", "fopen", "open", "read", "write",
    "malloc", "Mutex",
  ]

  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for rule in rules where !rule.allowed.contains(where: { file.path.hasPrefix($0) }) {
      findings += file.places(of: rule.tokens).filter { !isMember($0, in: file) && !isNegation($0, in: file) }.map {
        file.finding(file.tokens[$0], rule.message)
      }
    }
    if file.area == "Sources" { findings += unwraps(in: file) }
    if file.path.hasPrefix("Sources/ExocapCore/") {
      for word in impureInCore {
        findings += file.places(of: [word, "("]).filter { !isMember($0, in: file) && !isDeclared($0, in: file) }
          .map { file.finding(file.tokens[$0], "the core does not call \(word): time and bytes are handed in") }
      }
    }
    return findings
  }

  /// `x!`: a mark directly after a name, `)` or `]`, that is not `!=`.
  private static func unwraps(in file: SourceFile) -> [Finding] {
    file.tokens.indices.dropFirst().compactMap { index in
      let mark = file.tokens[index]
      let before = file.tokens[index - 1]
      guard mark.text == "!", before.isWord || before.text == ")" || before.text == "]" else { return nil }
      guard before.line == mark.line, before.column + before.text.utf8.count == mark.column else { return nil }
      if index + 1 < file.tokens.count, file.tokens[index + 1].text == "=", file.tokens[index + 1].column == mark.column + 1 { return nil }
      if before.text == "try" || before.text == "as" { return nil }
      return file.finding(mark, "unwrap with 'guard let', or say in a precondition why it is never nil")
    }
  }

  /// `try !isReady()`: the mark is apart from the word before it.
  private static func isNegation(_ index: Int, in file: SourceFile) -> Bool {
    guard index + 1 < file.tokens.count, file.tokens[index + 1].text == "!" else { return false }
    return file.tokens[index].column + file.tokens[index].text.utf8.count != file.tokens[index + 1].column
  }

  private static func isMember(_ index: Int, in file: SourceFile) -> Bool { index > 0 && file.tokens[index - 1].text == "." }

  private static func isDeclared(_ index: Int, in file: SourceFile) -> Bool { index > 0 && file.tokens[index - 1].text == "func" }
}
