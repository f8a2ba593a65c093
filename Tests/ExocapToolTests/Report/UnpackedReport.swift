import ExocapRuntime
import ExocapTestSupport
import LinuxIO

/// An archive of `exocap report`, unpacked with the system's tar.
struct UnpackedReport {
  private let folder: TestFolder
  /// The one folder in it.
  let root: String
  /// Paths below that folder, sorted.
  let files: [String]

  init(_ archive: String) throws {
    folder = try TestFolder()
    guard var tar = Program(["tar", "-xzf", archive, "-C", folder.path]), tar.status() == 0 else {
      throw TestFailure("\(archive) is no archive")
    }
    let roots = try Files.list(folder.path)
    guard roots.count == 1 else { throw TestFailure("\(roots) instead of one folder") }
    root = folder.path + "/" + roots[0]
    guard var find = Program(["find", root, "-type", "f", "-printf", "%P\\n"]) else { throw TestFailure("cannot start find") }
    files = find.rest().sorted()
  }

  func text(_ path: String) -> String { TextFile(path: root + "/" + path)?.text ?? "" }

  /// Files in which this stands; what is compressed is not looked into.
  func filesThatContain(_ word: String) throws -> [String] {
    guard var grep = Program(["grep", "-rlaF", word, root]) else { throw TestFailure("cannot start grep") }
    return grep.rest()
  }

  func json(_ path: String) throws -> JSONValue { try JSONParser.parse(Array(text(path).utf8)) }
}
