package import LinuxIO

/// The files of a report before they are packed, in a folder of their own that is gone when this is.
package struct ReportFolder: ~Copyable {
  private let place: TemporaryFolder
  /// The one folder in the archive.
  package let name: String
  /// What is missing, in the order in which it was found.
  package private(set) var gaps: [ReportGap] = []
  private var contents: [(path: String, words: String)] = []

  /// Makes the folder `name`.
  package init(_ name: String) throws(IOError) {
    let place = try TemporaryFolder(named: "exocap-report")
    try Files.makeFolders(place.path + "/" + name)
    self.place = place
    self.name = name
  }

  /// Notes what is missing.
  package mutating func miss(_ gap: ReportGap) { gaps.append(gap) }

  /// Writes a file; `words` say in the README what it is, where it is not one of many.
  package mutating func put(_ bytes: [UInt8], at path: String, _ words: String? = nil) throws(IOError) {
    let full = try room(for: path)
    let file = try FileDescriptor.open(full, .writeOnly, options: [.create, .truncate])
    try file.writeAll(bytes.span, to: full)
    if let words { contents.append((path, words)) }
  }

  package mutating func put(_ text: String, at path: String, _ words: String? = nil) throws(IOError) {
    try put(Array(text.utf8), at: path, words)
  }

  /// Where something else shall write the file `path`.
  package func room(for path: String) throws(IOError) -> String {
    let full = "\(place.path)/\(name)/\(path)"
    try Files.makeFolders(Files.folder(of: full))
    return full
  }

  /// Says in the README what the file or folder `path` is.
  package mutating func explain(_ path: String, _ words: String) { contents.append((path, words)) }

  /// Whether the README says what `path` is.
  package func explains(_ path: String) -> Bool { contents.contains { $0.path == path } }

  /// Writes README.txt and missing.txt. The last thing before packing.
  package mutating func finish(head: [String], tail: [String]) throws(IOError) {
    if !gaps.isEmpty {
      let lines = gaps.map { "\($0.what)\n    \($0.reason.split(separator: "\n").joined(separator: "\n    "))\n" }
      try put(lines.joined(), at: "missing.txt", "what this report should hold and does not, each with its reason")
    }
    let width = contents.map(\.path.count).max() ?? 0
    let files = contents.map { $0.path + String(repeating: " ", count: width + 2 - $0.path.count) + $0.words }
    try put((head + [""] + files + [""] + tail).joined(separator: "\n") + "\n", at: "README.txt")
  }

  /// Packs the folder with the system's tar into `path`, whole or not at all, and never over a file that is there.
  package func pack(into path: String) throws(IOError) {
    let (part, log) = (path + ".part", place.path + "/tar.log")
    do throws(IOError) {
      // Who made it is nobody's business, and a colon in a name is no other machine.
      let status = try runTar(["tar", "--force-local", "--owner=0", "--group=0", "-czf", part, "-C", place.path, name], log: log)
      if status != 0 {
        let words = (try? Files.contents(of: log, atMost: 4096)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        throw IOError("pack", path, .notAccepted(asked: "an archive", got: "from tar: \(words.split(separator: "\n").first ?? "nothing")"))
      }
      if Files.exists(path) { throw IOError("write", path, .system(.fileExists)) }
      try Files.rename(part, to: path)
    } catch {
      try? Files.remove(part)
      throw error
    }
  }

  private func runTar(_ words: [String], log: String) throws(IOError) -> Int32 {
    do throws(IOError) {
      return try ProgramRun.run(words, output: log)
    } catch {
      throw IOError(error.operation, error.subject, error.cause, remedy: "sudo apt install tar")
    }
  }
}
