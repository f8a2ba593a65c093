internal import Foundation

/// Where results and messages go: standard output and standard error, with colour only where a person looks.
struct Screen: Sendable {
  /// How a piece of text looks on a terminal.
  enum Style: String, Sendable {
    case plain = "0"
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
  }

  /// Of this process.
  static let standard = Screen(
    hasColour: isatty(1) == 1 && Screen.wantsColour, hasColourForMessages: isatty(2) == 1 && Screen.wantsColour)

  /// Whether results are coloured.
  let hasColour: Bool
  /// Whether messages are.
  let hasColourForMessages: Bool

  /// Whether standard output is a terminal that can be drawn over.
  var isTerminal: Bool { isatty(1) == 1 }

  /// The text in a style, for standard output.
  func styled(_ text: String, _ style: Style) -> String {
    hasColour && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Writes a line of the result.
  func put(_ line: String = "") { Screen.write(line + "\n", to: 1) }

  /// Draws over the line that the cursor is in; on anything but a terminal nothing.
  func redraw(_ line: String) {
    guard isTerminal else { return }
    Screen.write("\r\u{1B}[2K" + line, to: 1)
  }

  /// Draws lines over the last `count` ones; on anything but a terminal nothing.
  func redraw(_ lines: [String], over count: Int) {
    guard isTerminal else { return }
    let up = count > 0 ? "\u{1B}[\(count)A" : ""
    Screen.write(up + lines.map { "\r\u{1B}[2K\($0)\n" }.joined(), to: 1)
  }

  /// Writes a message for the person.
  func say(_ line: String) { Screen.write(line + "\n", to: 2) }

  /// Writes why the command failed.
  func complain(_ failure: ToolFailure) {
    if failure.isReport { return say(failure.message) }
    let head = hasColourForMessages ? "\u{1B}[31mexocap:\u{1B}[0m" : "exocap:"
    say("\(head) \(failure.message)")
    for line in failure.advice { say("  = \(line)") }
  }

  /// https://no-color.org: any value but an empty one says no.
  private static var wantsColour: Bool { (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty }

  /// All of it, whatever the size of a pipe; a reader that has gone ends the tool quietly, as a filter does.
  private static func write(_ text: String, to number: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Foundation.write(number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        if errno == EPIPE { Foundation.exit(ExitStatus.done.rawValue) }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
