internal import ArgumentParser
internal import ExocapRuntime

/// A mistyped subcommand, found before the parser calls it an unexpected argument.
struct CommandSlip {
  /// What was typed.
  var word: String
  /// The command whose part it should have been, such as `exocap record`.
  var parent: String
  /// What there is.
  var known: [String]

  /// The failure to report, with a guess where one is near.
  var failure: ToolFailure {
    var advice: [String] = []
    if let guess = Suggestion.nearest(to: word, among: known) { advice.append("did you mean '\(parent) \(guess)'?") }
    advice.append("'\(parent) --help' lists what there is")
    return ToolFailure(.usage, "'\(word)' is no command of \(parent)", advice: advice)
  }

  /// The first word that should name a subcommand and does not; nil where all do.
  static func find(in words: [String], of root: any ParsableCommand.Type) -> CommandSlip? {
    var command = root
    var path = name(of: root)
    for word in words {
      let children = subcommands(of: command)
      // Below the last subcommand words are arguments; options are the parser's.
      if children.isEmpty || word.hasPrefix("-") { return nil }
      if word == "help" { return nil }
      guard let next = children.first(where: { name(of: $0) == word || $0.configuration.aliases.contains(word) }) else {
        // The word is an argument of the one that need not be named.
        if command.configuration.defaultSubcommand != nil { return nil }
        return CommandSlip(word: word, parent: path, known: children.map(name) + ["help"])
      }
      command = next
      path += " " + word
    }
    return nil
  }

  private static func subcommands(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap(\.subcommands)
  }

  private static func name(of command: any ParsableCommand.Type) -> String { command.configuration.commandName ?? command._commandName }
}
