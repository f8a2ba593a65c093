import ExocapTestSupport
import Glibc

/// One run of a program that was built beside these tests: what it printed, and its exit status.
struct ToolRun {
  /// Standard output.
  let output: [String]
  /// Standard error.
  let messages: [String]
  let status: Int32

  /// The folder of the programs: these tests lie in it too.
  static var folder: String {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &path, path.count)
    let text = String(decoding: path[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
  }

  static var tool: String { folder + "/exocap" }
  static var daemon: String { folder + "/exocapd" }

  /// Runs `exocap` in the checkout's root. `environment` as `NAME=value`.
  init(_ words: [String], environment: [String] = []) throws {
    let folder = try TestFolder()
    let script = "cd \"$1\"; shift; file=$1; shift; exec env \"$@\" 2>\"$file\""
    let all = ["sh", "-c", script, "sh", Requirement.repositoryRoot, folder.path + "/messages", "NO_COLOR=1", "COLUMNS=80"]
    guard var program = Program(all + environment + [ToolRun.tool] + words) else { throw TestFailure("cannot start sh") }
    output = program.rest()
    status = program.status()
    messages = (TextFile(path: folder.path + "/messages")?.lines ?? []).map(String.init)
  }
}

/// Why a test cannot go on.
struct TestFailure: Error {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

extension TestFolder {
  /// Writes a file, making its folders; returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let full = path + "/" + name
    if let slash = full.lastIndex(of: "/"), var program = Program(["mkdir", "-p", String(full[..<slash])]) { _ = program.status() }
    guard let file = unsafe fopen(full, "w") else { throw TestFailure("cannot write \(full)") }
    defer { unsafe fclose(file) }
    unsafe fputs(text, file)
    return full
  }
}
