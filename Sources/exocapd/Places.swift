internal import Glibc

/// Where the daemon makes its files.
enum Places {
  /// The control socket of a rig.
  static func socket(rig: String) -> String {
    // SAFETY: the string is copied before anybody can change the environment.
    let runtime = unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) } ?? ""
    return (runtime.isEmpty ? "/run" : runtime) + "/exocap/\(rig)/control.sock"
  }
}
