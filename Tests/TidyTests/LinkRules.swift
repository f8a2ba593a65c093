/// Links in documents lead to files and headings that exist.
enum LinkRules {
  /// `documents`: every Markdown file with its text. `paths`: every file.
  static func findings(documents: [String: String], paths: Set<String>) -> [Finding] {
    documents.sorted { $0.key < $1.key }.flatMap { document in
      links(in: document.value).compactMap { link in
        reason(link.target, from: document.key, documents: documents, paths: paths).map {
          Finding(path: document.key, line: link.line, column: link.column, message: $0)
        }
      }
    }
  }

  private static func reason(_ target: String, from path: String, documents: [String: String], paths: Set<String>) -> String? {
    if target.contains("://") || target.hasPrefix("mailto:") { return nil }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let file = parts[0].isEmpty ? path : resolve(parts[0], from: path)
    let isFolder = paths.contains { $0.hasPrefix(file.hasSuffix("/") ? file : file + "/") }
    guard paths.contains(file) || isFolder else { return "dead link: no \(file)" }
    guard parts.count == 2, let text = documents[file] else { return nil }
    return anchors(of: text).contains(parts[1]) ? nil : "dead link: \(file) has no heading '#\(parts[1])'"
  }

  private static func resolve(_ target: String, from path: String) -> String {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      switch part {
      case ".": break
      case "..": if !parts.isEmpty { parts.removeLast() }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// What stands in `](…)`, outside of code blocks.
  private static func links(in text: String) -> [(line: Int, column: Int, target: String)] {
    var found: [(line: Int, column: Int, target: String)] = []
    for (number, line) in prose(text) {
      let bytes = Array(line.utf8)
      guard bytes.count > 2 else { continue }
      for start in 0..<(bytes.count - 2) where bytes[start] == 0x5D && bytes[start + 1] == 0x28 {
        guard let end = bytes[(start + 2)...].firstIndex(of: 0x29) else { continue }
        let target = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
        found.append((number, start + 1, String(target.split(separator: " ").first ?? "")))
      }
    }
    return found
  }

  private static func prose(_ text: String) -> [(Int, Substring)] {
    var isCode = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      if line.hasPrefix("```") { isCode.toggle() }
      return isCode ? nil : (index + 1, line)
    }
  }

  /// GitHub's names of headings: lower case, blanks to hyphens, no marks.
  private static func anchors(of text: String) -> Set<String> {
    Set(
      prose(text).filter { $0.1.hasPrefix("#") }.map { _, line in
        let title = line.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(title.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }.map { $0 == " " ? "-" : $0 })
      })
  }
}
