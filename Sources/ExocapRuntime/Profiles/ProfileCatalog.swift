internal import Glibc

/// One file of a catalog, with its name there: what a recording carries, and what replay reads again.
package struct CatalogFile: Sendable, Equatable {
  /// What it is.
  package var kind: ProfileFile
  /// Its name in rigs: the path below the kind's folder, without `.yaml`. A calibration that LeRobot wrote keeps its `.json`.
  package var name: String
  /// Its content.
  package var bytes: [UInt8]

  package init(kind: ProfileFile, name: String, bytes: [UInt8]) {
    self.kind = kind
    self.name = name
    self.bytes = bytes
  }

  /// Its name as an attachment, such as `devices/hmc-exo.yaml`.
  package var path: String { "\(kind.folder)/\(kind.fileName(name))" }

  /// The file with that attachment name, or nil where it names none.
  package init?(path: String, bytes: [UInt8]) {
    guard let slash = path.firstIndex(of: "/"), let kind = ProfileFile.allCases.first(where: { $0.folder == path[..<slash] }),
      let name = kind.name(ofFile: String(path[path.index(after: slash)...]))
    else { return nil }
    self.init(kind: kind, name: name, bytes: bytes)
  }
}

/// Where profiles, rigs and calibrations are found by name: folders on disk, or the attachments of a recording.
package struct ProfileCatalog: Sendable {
  /// Names listed of one kind; more are passed over.
  private static let listCapacity = 10_000

  private let folders: [String]
  private let files: [CatalogFile]

  /// Folders that hold `devices/`, `robots/`, `rigs/`, `calibrations/`; the first that has a name decides.
  package init(searchPath: [String]) {
    folders = searchPath
    files = []
  }

  /// Files in memory and nothing else.
  package init(files: [CatalogFile]) {
    folders = []
    self.files = files
  }

  /// Every name of a kind, sorted.
  package func names(of kind: ProfileFile) -> [String] {
    var names = Set(files.filter { $0.kind == kind }.map(\.name))
    for folder in folders { ProfileCatalog.collect(kind, folder: "\(folder)/\(kind.folder)", prefix: "", depth: 0, into: &names) }
    return names.sorted()
  }

  /// The text of a file by name, or nil after a report that `report` receives: message and notes.
  package func source(
    of kind: ProfileFile, named name: String, diagnostics: Diagnostics, report: (String, [String]) -> Void
  ) -> SourceText? {
    guard ProfileCatalog.isName(name) else {
      report("'\(YAMLNode.shortened(name))' is no name of a \(kind.title)", ["give the name of a file without .yaml, such as 'demo'"])
      return nil
    }
    if let file = files.first(where: { $0.kind == kind && $0.name == name }) {
      return SourceText(name: file.path, bytes: file.bytes)
    }
    for folder in folders {
      let path = "\(folder)/\(kind.folder)/\(kind.fileName(name))"
      if unsafe access(path, F_OK) == 0 { return SourceText.read(path: path, diagnostics: diagnostics) }
    }
    let names = names(of: kind)
    var notes = Suggestion.nearest(to: name, among: names).map { ["did you mean '\($0)'?"] } ?? []
    if !names.isEmpty { notes.append("there are: " + names.prefix(20).joined(separator: ", ")) }
    if !folders.isEmpty { notes.append("looked in: " + folders.map { "\($0)/\(kind.folder)" }.joined(separator: ", ")) }
    report("there is no \(kind.title) '\(name)'", notes)
    return nil
  }

  /// Where the file of that name is, or would be if it were made: in the first folder.
  ///
  /// nil where the text is no name, or where there is no folder.
  package func place(of kind: ProfileFile, named name: String) -> String? {
    guard ProfileCatalog.isName(name) else { return nil }
    let places = folders.map { "\($0)/\(kind.folder)/\(name).yaml" }
    return places.first { unsafe access($0, F_OK) == 0 } ?? places.first
  }

  /// Whether a text names a file below a folder, and cannot leave it.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 200
      && parts.allSatisfy { !$0.isEmpty && $0.first != "." && !$0.unicodeScalars.contains("\0") }
  }

  private static func collect(_ kind: ProfileFile, folder: String, prefix: String, depth: Int, into names: inout Set<String>) {
    guard depth < 4, let handle = unsafe opendir(folder) else { return }
    defer { unsafe closedir(handle) }
    // SAFETY: readdir's entry is valid until the next call on the same handle, and is copied before that.
    while let entry = unsafe readdir(handle), names.count < listCapacity {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.first != ".", name != CalibrationStore.historyFolder else { continue }
      if let name = kind.name(ofFile: name) {
        names.insert(prefix + name)
      } else {
        collect(kind, folder: "\(folder)/\(name)", prefix: "\(prefix)\(name)/", depth: depth + 1, into: &names)
      }
    }
  }
}
