internal import ExocapRuntime

/// What stands on the daemon's command line.
struct Options {
  var rig = ""
  var profiles: [String] = []
  var socket: String?
  var recordings: String?
  var isRealtime = true
  var requiresRealtime = false
  var checksOnly = false
  var isHelp = false
  var isVersion = false

  /// A word that is none of ours, or whose value is missing.
  struct Problem: Error {
    var text: String
  }

  private enum Word: String, CaseIterable {
    case rig = "--rig"
    case profiles = "--profiles"
    case socket = "--socket"
    case recordings = "--recordings"
    case checkConfig = "--check-config"
    case requireRealtime = "--require-realtime"
    case noRealtime = "--no-realtime"
    case version = "--version"
    case help = "--help"
  }

  /// Reads `words`, without the program's name.
  init(_ words: [String]) throws(Problem) {
    var rest = words[...]
    while let given = rest.popFirst() {
      let parts = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let word = Word(rawValue: parts[0] == "-h" ? "--help" : parts[0]) else { throw Options.unknown(given) }
      switch word {
      case .rig, .profiles, .socket, .recordings:
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
          throw Problem(text: "\(word.rawValue) needs a value")
        }
        take(word, value)
      case .checkConfig, .requireRealtime, .noRealtime, .version, .help:
        guard parts.count == 1 else { throw Problem(text: "\(word.rawValue) takes no value") }
        take(word)
      }
    }
    if isHelp || isVersion { return }
    if rig.isEmpty { throw Problem(text: "--rig is missing: the name of a rig, or the path of its file") }
    if !isRealtime && requiresRealtime { throw Problem(text: "--no-realtime and --require-realtime exclude each other") }
  }

  private mutating func take(_ word: Word, _ value: String) {
    switch word {
    case .rig: rig = value
    case .profiles: profiles.append(value)
    case .socket: socket = value
    case .recordings: recordings = value
    case .checkConfig, .requireRealtime, .noRealtime, .version, .help: break
    }
  }

  private mutating func take(_ word: Word) {
    switch word {
    case .checkConfig: checksOnly = true
    case .requireRealtime: requiresRealtime = true
    case .noRealtime: isRealtime = false
    case .version: isVersion = true
    case .help: isHelp = true
    case .rig, .profiles, .socket, .recordings: break
    }
  }

  private static func unknown(_ word: String) -> Problem {
    let known = Word.allCases.map(\.rawValue)
    let guess = Suggestion.nearest(to: word, among: known).map { ": did you mean \($0)?" } ?? ""
    return Problem(text: "there is no option '\(word)'\(guess)")
  }

  static let usage = """
    usage: exocapd --rig NAME|FILE [options]

    Reads a rig's devices, drives its robots, records, and answers on a control socket until SIGINT or SIGTERM.

      --rig NAME|FILE      a rig by name, or the path of its file
      --profiles DIR       a folder with devices/, robots/, rigs/, calibrations/; before the usual ones; may be given again
      --socket PATH        the control socket; else $XDG_RUNTIME_DIR/exocap/RIG/control.sock or /run/exocap/RIG/control.sock
      --recordings DIR     where recordings go, instead of where the rig says
      --check-config       read the rig and everything it names, say what is wrong, and end
      --require-realtime   end where real-time scheduling or locked memory is refused, instead of going on with a warning
      --no-realtime        do not ask for them
      --version, --help

    Exit status: 0 ended as asked; 64 options; 69 a port or the socket is held, or the robot's host is not known; 70 no thread
    or memory; 77 real time was refused; 78 the rig or a file that it names is wrong.
    """
}
