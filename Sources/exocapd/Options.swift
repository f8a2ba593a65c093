internal import ExocapRuntime

/// What stands on the daemon's command line.
struct Options {
  var rig = ""
  var profiles: [String] = []
  var socket: String?
  var recordings: String?
  /// [B]
  var tapBytes: Int?
  var ringSamples: Int?
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
    case tapBytes = "--tap-bytes"
    case ringSamples = "--ring-samples"
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
      case .rig, .profiles, .socket, .recordings, .tapBytes, .ringSamples:
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
          throw Problem(text: "\(word.rawValue) needs a value")
        }
        try take(word, value)
      case .checkConfig, .requireRealtime, .noRealtime, .version, .help:
        guard parts.count == 1 else { throw Problem(text: "\(word.rawValue) takes no value") }
        take(word)
      }
    }
    if isHelp || isVersion { return }
    if rig.isEmpty { throw Problem(text: "--rig is missing: the name of a rig, or the path of its file") }
    if !isRealtime && requiresRealtime { throw Problem(text: "--no-realtime and --require-realtime exclude each other") }
  }

  private mutating func take(_ word: Word, _ value: String) throws(Problem) {
    switch word {
    case .rig: rig = value
    case .profiles: profiles.append(value)
    case .socket: socket = value
    case .recordings: recordings = value
    case .tapBytes: tapBytes = try Options.number(word, value, in: 4096...1 << 30)
    case .ringSamples: ringSamples = try Options.number(word, value, in: 1...1 << 16)
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
    case .rig, .profiles, .socket, .recordings, .tapBytes, .ringSamples: break
    }
  }

  private static func number(_ word: Word, _ value: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
    if let number = Int(value), range.contains(number) { return number }
    throw Problem(text: "\(word.rawValue) is \(range.lowerBound) to \(range.upperBound), not '\(value)'")
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
      --tap-bytes N        room for what a thread tells the recorder while it is not read; what does not fit is counted (default: 4194304)
      --ring-samples N     samples of a device that wait for a control loop, the newest are refused and counted (default: 256)
      --check-config       read the rig and everything it names, say what is wrong, and end
      --require-realtime   end where real-time scheduling or locked memory is refused, instead of going on with a warning
      --no-realtime        do not ask for them
      --version, --help

    Exit status: 0 ended as asked; 64 options; 69 a port or the socket is held, or the robot's host is not known; 70 no thread
    or memory; 77 real time was refused; 78 the rig or a file that it names is wrong.
    """
}
