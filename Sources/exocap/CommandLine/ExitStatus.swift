// CommandLine/ is what all commands share: options, exit statuses, messages, tables, JSON. It knows no command.
internal import ExocapRuntime
internal import LinuxIO

/// What the shell is told. The numbers stand in the help and are not changed.
enum ExitStatus: Int32, Error {
  /// Done.
  case done = 0
  /// The answer is no: a difference, an invalid file, a failed check.
  case negative = 1
  /// No daemon answers.
  case unreachable = 2
  /// The rig runs, with something missing.
  case degraded = 3
  /// The rig is in a fault.
  case fault = 4
  /// The command line is wrong (sysexits.h, EX_USAGE).
  case usage = 64
  /// A file cannot be read as what it should be (EX_DATAERR).
  case badFile = 65
  /// Ctrl-C: as the shell counts it.
  case interrupted = 130
  /// Not permitted (EX_NOPERM).
  case notPermitted = 77
  /// The configuration is wrong (EX_CONFIG).
  case configuration = 78
}

/// Why a command ends early: its status, a sentence, and what to do.
struct ToolFailure: Error {
  /// What the shell is told.
  var status: ExitStatus
  /// One sentence without its full stop; may be a whole report of several lines.
  var message: String
  /// What to do about it.
  var advice: [String]
  /// Whether `message` stands by itself, as a compiler's report does.
  var isReport = false

  init(_ status: ExitStatus, _ message: String, advice: [String] = []) {
    self.status = status
    self.message = message
    self.advice = advice
  }

  /// A failed call to the system.
  init(_ error: IOError, status: ExitStatus = .negative) {
    var status = status
    if error.code == .notPermitted || error.code == .accessDenied { status = .notPermitted }
    self.init(status, error.description)
  }

  /// Files that are not what they should be.
  init(_ errors: ProfileErrors, status: ExitStatus = .configuration) {
    self.init(status, errors.text)
    isReport = true
  }
}
