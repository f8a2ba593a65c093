/// What has a name outside of its file says what it is; a bare number says its unit.
enum DocumentationRules {
  private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "subscript"]
  private static let modifiers: Set<String> = [
    "static", "final", "mutating", "consuming", "borrowing", "nonisolated", "override", "lazy", "weak", "indirect", "unsafe", "convenience",
  ]
  private static let exempt: Set<String> = ["hash", "description", "checkpoint", "next", "encode", "decode", "read", "write", "removeAll"]
  /// Words of numbers that have no unit and say so.
  private static let pure = ["0 … 1", "robability", "part of", "Part of", "The part", "times "]
  /// Types that say nothing of the unit.
  private static let bare: Set<String> = ["Double", "Float", "JointVector", "Vec3"]

  /// Types and functions of `package` or `public` level without a doc comment. Properties whose type says what they are need
  /// none; an overload is documented with its fellow; verbs that mean the same everywhere need no sentence.
  static func undocumented(in file: SourceFile) -> [Finding] {
    let all = declarations(of: file)
    let documented = Set(all.filter { documentation(above: $0.start.line, in: file) != nil }.map(\.name.text))
    return all.compactMap { declaration in
      guard declaration.kind != "var", declaration.kind != "let", declaration.name.isWord else { return nil }
      if documented.contains(declaration.name.text) || exempt.contains(declaration.name.text) { return nil }
      return file.finding(declaration.name, "say in one sentence what \(declaration.name.text) is or does")
    }
  }

  /// Stored or computed numbers of `package` or `public` level whose documentation, or that of their type or of the line
  /// directly above, has no unit in brackets. Math/ and vectors carry any unit.
  static func unitless(in file: SourceFile) -> [Finding] {
    if file.folder == "Math" || file.name == "JointVector" { return [] }
    return declarations(of: file).compactMap { declaration in
      guard declaration.kind == "var" || declaration.kind == "let", isBareNumber(declaration.type) else { return nil }
      let line = declaration.start.line
      let texts = [
        documentation(above: firstOfRun(line, in: file), in: file), documentation(above: enclosingType(of: line, in: file), in: file),
        file.comments[line],
      ]
      if texts.contains(where: { hasUnit($0 ?? "") }) { return nil }
      return file.finding(declaration.name, "give the unit of \(declaration.name.text) in brackets: [rad], [N], [-]")
    }
  }

  /// The line of the first of several declarations that follow line by line and share one comment.
  private static func firstOfRun(_ line: Int, in file: SourceFile) -> Int {
    var first = line
    while first > 1 {
      let above = file.lines[first - 2].drop { $0 == " " }
      guard above.hasPrefix("package ") || above.hasPrefix("public ") else { break }
      guard !above.hasSuffix("{") else { break }
      first -= 1
    }
    return first
  }

  /// The line of the type around; the line itself where there is none.
  private static func enclosingType(of line: Int, in file: SourceFile) -> Int {
    let indentation = file.lines[line - 1].prefix { $0 == " " }.count
    var number = line - 1
    while number >= 1 {
      let text = file.lines[number - 1]
      let isOuter = text.prefix { $0 == " " }.count < indentation
      if isOuter, text.hasSuffix("{"), text.contains("struct ") || text.contains("class ") || text.contains("enum ") { return number }
      number -= 1
    }
    return line
  }

  private struct Declaration {
    var start: Token
    var kind: String
    var name: Token
    /// Tokens after the colon, up to the end of the line.
    var type: [String]
  }

  private static func declarations(of file: SourceFile) -> [Declaration] {
    let tokens = file.tokens
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "package" || tokens[index].text == "public" else { return nil }
      var next = index + 1
      // package(set) is no declaration's level.
      if next < tokens.count, tokens[next].text == "(" { return nil }
      while next < tokens.count, modifiers.contains(tokens[next].text) || tokens[next].text == "private" { next = skip(next, in: tokens) }
      guard next + 1 < tokens.count, kinds.contains(tokens[next].text) else { return nil }
      let name = tokens[next].text == "subscript" ? tokens[next] : tokens[next + 1]
      return Declaration(start: tokens[index], kind: tokens[next].text, name: name, type: type(after: next + 1, in: tokens))
    }
  }

  /// Over a modifier with its parentheses, as in `private(set)`.
  private static func skip(_ index: Int, in tokens: [Token]) -> Int {
    guard index + 3 < tokens.count, tokens[index + 1].text == "(" else { return index + 1 }
    return index + 4
  }

  private static func type(after name: Int, in tokens: [Token]) -> [String] {
    guard name + 1 < tokens.count, tokens[name + 1].text == ":" else { return [] }
    return tokens[(name + 2)...].prefix { $0.line == tokens[name].line && $0.text != "{" && $0.text != "=" }.map(\.text)
  }

  /// `Double`, `[Double]`, `InlineArray<7, Double>` and the like, optional or not.
  private static func isBareNumber(_ type: [String]) -> Bool {
    let words = type.filter { !["[", "]", "?", "<", ">", ",", "InlineArray"].contains($0) && !$0.allSatisfy(\.isNumber) }
    return words.count == 1 && bare.contains(words[0])
  }

  /// The doc comment above a line, over attributes and conditions of compilation.
  private static func documentation(above line: Int, in file: SourceFile) -> String? {
    var number = line - 1
    var text = ""
    while number >= 1 {
      let content = file.lines[number - 1].drop { $0 == " " }
      if content.hasPrefix("///") { text = content + "\n" + text } else if !(content.hasPrefix("@") || content.hasPrefix("#")) { break }
      number -= 1
    }
    return text.isEmpty ? nil : text
  }

  private static func hasUnit(_ text: String) -> Bool {
    if pure.contains(where: { text.contains($0) }) { return true }
    guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else { return false }
    return text.index(after: open) < close
  }
}
