// exocap/ is the tool for people: its words, its pages, its exit codes. It asks the daemon, and talks to no device itself.

/// Which exocap this is.
enum Version {
  /// As `--version` prints it.
  static let text = "0.1.0"
}
