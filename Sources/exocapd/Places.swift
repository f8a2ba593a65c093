internal import Glibc

/// Where the daemon makes its files.
enum Places {
  /// What the next run of a rig's daemon wants to know: systemd's StateDirectory, or XDG_STATE_HOME/exocap/RIG; nil without both.
  static func state(rig: String) -> String? {
    func variable(_ name: String) -> String? {
      // SAFETY: the string is copied before anybody can change the environment.
      unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    if let folders = variable("STATE_DIRECTORY") { return folders.split(separator: ":").first.map(String.init) }
    return variable("XDG_STATE_HOME").map { "\($0)/exocap/\(rig)" }
  }

  /// The control socket of a rig.
  static func socket(rig: String) -> String {
    // SAFETY: the string is copied before anybody can change the environment.
    let runtime = unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) } ?? ""
    return (runtime.isEmpty ? "/run" : runtime) + "/exocap/\(rig)/control.sock"
  }
}
