/// Tests mirror sources file by file: `Ring.swift`, `RingTests.swift`; parts of a type may be tested with it.
enum MirrorRules {
  static let mirrored = ["ExocapCore", "MCAP", "LinuxIO"]
  static let list = "Tests/untested-sources"

  /// `paths`: every file. `entries`: the list's lines, "path: why it has no test of its own".
  static func findings(paths: [String], entries: [(line: Int, text: String)]) -> [Finding] {
    var findings: [Finding] = []
    var listed: Set<String> = []
    for entry in entries {
      let parts = entry.text.split(separator: ":", maxSplits: 1).map(String.init)
      let path = parts[0]
      listed.insert(path)
      if parts.count < 2 || parts[1].allSatisfy({ $0 == " " }) {
        findings.append(Finding(path: list, line: entry.line, message: "say why \(path) has no test of its own"))
      }
      if !paths.contains(path) {
        findings.append(Finding(path: list, line: entry.line, message: "\(path) is gone: take it off the list"))
      } else if hasTest(path, among: paths) {
        findings.append(Finding(path: list, line: entry.line, message: "\(path) has a test now: take it off the list"))
      }
    }
    for path in paths where isMirrored(path) && !listed.contains(path) && !hasTest(path, among: paths) {
      findings.append(Finding(path: path, line: 1, message: "no \(names(path)[0]).swift in Tests/\(target(path))Tests"))
    }
    return findings
  }

  private static func isMirrored(_ path: String) -> Bool {
    path.hasSuffix(".swift") && mirrored.contains { path.hasPrefix("Sources/\($0)/") }
  }

  private static func target(_ path: String) -> String { String(path.split(separator: "/")[1]) }

  /// What its test may be called: `Type+TopicTests` or `TypeTests`.
  private static func names(_ path: String) -> [String] {
    let name = String((path.split(separator: "/").last ?? "").split(separator: ".")[0])
    return [name + "Tests", String(name.split(separator: "+")[0]) + "Tests"]
  }

  private static func hasTest(_ path: String, among paths: [String]) -> Bool {
    let wanted = names(path).map { "/" + $0 + ".swift" }
    return paths.contains { test in test.hasPrefix("Tests/\(target(path))Tests/") && wanted.contains { test.hasSuffix($0) } }
  }
}
