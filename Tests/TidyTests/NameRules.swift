/// Names that say nothing, and folders that do not say what they are for.
enum NameRules {
  static let emptyEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Info", "Data"]

  /// Types and files with empty names, and types named as their module.
  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    for index in file.tokens.indices.dropLast() where kinds.contains(file.tokens[index].text) {
      let name = file.tokens[index + 1]
      if emptyEndings.contains(where: { name.text.hasSuffix($0) }) {
        findings.append(file.finding(name, "'\(name.text)' says nothing: name what it is"))
      }
      if name.text == file.target { findings.append(file.finding(name, "no type bears its module's name")) }
    }
    if emptyEndings.contains(where: { file.name.hasSuffix($0) }) {
      findings.append(Finding(path: file.path, line: 1, message: "'\(file.name)' says nothing: name what is in it"))
    }
    return findings
  }

  /// Folders of Sources with two files and more, without a file that opens with "// Folder/": what it is for and what it must not know.
  static func silentFolders(of files: [SourceFile]) -> [Finding] {
    var first: [String: String] = [:]
    var count: [String: Int] = [:]
    var spoken: Set<String> = []
    for file in files where file.area == "Sources" {
      let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
      count[folder, default: 0] += 1
      if first[folder] == nil { first[folder] = file.path }
      let name = folder.split(separator: "/").last ?? ""
      if file.lines.first?.hasPrefix("// \(name)/") ?? false { spoken.insert(folder) }
    }
    return first.filter { !spoken.contains($0.key) && count[$0.key, default: 0] > 1 }.sorted { $0.key < $1.key }.map { folder, path in
      let name = folder.split(separator: "/").last ?? ""
      return Finding(path: path, line: 1, message: "a file of \(folder) opens with '// \(name)/': what it is for, what it must not know")
    }
  }
}
