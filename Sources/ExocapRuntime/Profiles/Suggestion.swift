/// Guesses what was meant by a name that does not exist.
package enum Suggestion {
  /// The allowed name that `word` was probably meant to be, or nil.
  ///
  /// `aliases` maps what people say to what we say.
  package static func nearest(to word: String, among allowed: [String], aliases: [String: String] = [:]) -> String? {
    let lowered = word.lowercased()
    if let alias = aliases[lowered], allowed.contains(alias) { return alias }
    if let same = allowed.first(where: { $0.lowercased() == lowered }) { return same }
    let bound = max(1, min(3, lowered.count / 3))
    var best: (name: String, distance: Int)?
    for name in allowed {
      let distance = editDistance(lowered, name.lowercased())
      if distance <= bound && distance < best?.distance ?? .max && distance < name.count { best = (name, distance) }
    }
    if let best { return best.name }
    // `glov` for `glove-left`, `fast_sync_read_it` for `fast_sync_read`.
    guard lowered.count >= 3 else { return nil }
    let prefixed = allowed.filter {
      $0.lowercased().hasPrefix(lowered) || ($0.count >= 3 && lowered.hasPrefix($0.lowercased()))
    }
    if prefixed.count == 1 { return prefixed[0] }
    // `glov` is one slip away from the alias `glove`.
    let alias = aliases.keys.sorted().first { editDistance(lowered, $0) <= bound }
    return alias.flatMap { aliases[$0] }.flatMap { allowed.contains($0) ? $0 : nil }
  }

  /// Notes for a report: the guess, if any, and what is allowed.
  package static func notes(for word: String, among allowed: [String], aliases: [String: String] = [:]) -> [String] {
    var notes: [String] = []
    if let guess = nearest(to: word, among: allowed, aliases: aliases) { notes.append("did you mean '\(guess)'?") }
    if !allowed.isEmpty { notes.append("allowed here: " + allowed.joined(separator: ", ")) }
    return notes
  }

  /// Insertions, deletions, substitutions and swaps of neighbours from one to the other (optimal string alignment).
  package static func editDistance(_ left: String, _ right: String) -> Int {
    // Names are short; longer words are garbage and are not worth the square of their length.
    let a = Array(left.unicodeScalars.prefix(64))
    let b = Array(right.unicodeScalars.prefix(64))
    var older: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(row[j] + 1, previous[j + 1] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        row.append(cost)
      }
      older = previous
      previous = row
    }
    return previous[b.count]
  }
}
