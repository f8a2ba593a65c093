/// Comments that a reviewer needs: why something unsafe is right, and which other side an atomic ordering meets.
enum CommentRules {
  private static let orderings: Set<String> = [
    "relaxed", "acquiring", "releasing", "acquiringAndReleasing", "sequentiallyConsistent",
  ]

  static func findings(in file: SourceFile) -> [Finding] { safety(in: file) + synchronization(in: file) }

  /// `@unchecked Sendable` and `nonisolated(unsafe)` say why within four lines.
  static func safety(in file: SourceFile) -> [Finding] {
    let places = file.places(of: ["@unchecked", "Sendable"]) + file.places(of: ["nonisolated", "(", "unsafe", ")"])
    return places.compactMap { place in
      let token = file.tokens[place]
      if file.hasComment("SAFETY:", from: token.line - 4, through: token.line + 4) { return nil }
      return file.finding(token, "say with '// SAFETY:' why this is right, naming both sides")
    }
  }

  /// Each `ordering: .x` has a SYNC comment on its line or the three lines above. Tests count with atomics as they like.
  static func synchronization(in file: SourceFile) -> [Finding] {
    guard file.area == "Sources" else { return [] }
    return file.places(of: ["ordering", ":", "."]).compactMap { place in
      guard place + 3 < file.tokens.count, orderings.contains(file.tokens[place + 3].text) else { return nil }
      let token = file.tokens[place]
      if file.hasComment("SYNC:", from: token.line - 3, through: token.line) { return nil }
      return file.finding(token, "name with '// SYNC:' the other side of this ordering, within the 3 lines above")
    }
  }
}
