import ExocapTestSupport
import Glibc

/// The checkout as the rules see it.
enum Tree {
  /// Every file, from the root, sorted; without what is built or fetched.
  static let paths: [String] = {
    var found: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      guard let stream = unsafe opendir(Requirement.repositoryRoot + "/" + folder) else { continue }
      defer { unsafe closedir(stream) }
      while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
        if name == "." || name == ".." || name == ".git" || name == "__pycache__" || name.hasPrefix(".build") { continue }
        if name == ".swiftpm" || name == "corpus" { continue }
        let path = folder.isEmpty ? name : folder + "/" + name
        if unsafe entry.pointee.d_type == DT_DIR { folders.append(path) } else { found.append(path) }
      }
    }
    return found.sorted()
  }()

  /// Every Swift file of Sources, Tests and Benchmarks.
  static let swift: [SourceFile] = paths.filter { path in
    path.hasSuffix(".swift") && ["Sources/", "Tests/", "Benchmarks/", "Fuzz/"].contains { path.hasPrefix($0) }
  }.map { SourceFile(path: $0, text: text($0)) }

  static var sources: [SourceFile] { swift.filter { $0.area == "Sources" } }

  /// The text of a file; empty where it cannot be read.
  static func text(_ path: String) -> String {
    guard let file = unsafe fopen(Requirement.repositoryRoot + "/" + path, "r") else { return "" }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lines of a list with comments: without empty ones and those that begin with '#'. From 1.
  static func entries(_ path: String) -> [(line: Int, text: String)] {
    text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { (line: $0.offset + 1, text: String($0.element)) }
      .filter { !$0.text.isEmpty && !$0.text.hasPrefix("#") }
  }
}
