internal import Glibc
internal import LinuxIO

/// Where the daemon looks for files and makes its own.
enum Places {
  /// Folders of profiles: those given, then a checkout's, then the system's.
  static func profiles(_ given: [String]) -> [String] {
    var folders = given
    if let program = Files.resolved("/proc/self/exe") { folders.append(Files.folder(of: program) + "/hw-profiles") }
    return folders + ["hw-profiles", "/etc/exocap/profiles", "/usr/share/exocap/profiles"]
  }

  /// The control socket of a rig.
  static func socket(rig: String) -> String {
    // SAFETY: the string is copied before anybody can change the environment.
    let runtime = unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) } ?? ""
    return (runtime.isEmpty ? "/run" : runtime) + "/exocap/\(rig)/control.sock"
  }
}
