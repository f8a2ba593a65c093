internal import Glibc
internal import LinuxIO

/// Where daemon and tool look for profiles, rigs and calibrations by name: the same for both.
package enum ProfileSearchPath {
  /// Where an installed daemon looks: what the rig's owner wrote goes before what the package brought.
  static let installed = ["/etc/exocap/profiles", "/usr/share/exocap/profiles"]
  /// How far above the program a checkout may begin: `.build/TRIPLE/release/exocap`.
  private static let mostAncestors = 5

  /// Folders in the order in which they are asked: `given`, those of `EXOCAP_PROFILES` (separated by colons), the checkout that we
  /// stand in, the checkout that the program was built in, and what is installed.
  package static func folders(given: [String]) -> [String] {
    // SAFETY: the string is copied before anybody can change the environment.
    let named = unsafe getenv("EXOCAP_PROFILES").map { unsafe String(cString: $0) } ?? ""
    var folders = given + named.split(separator: ":").map(String.init)
    if Files.isFolder("hw-profiles/devices") { folders.append("hw-profiles") }
    if let built = besideProgram() { folders.append(built) }
    return folders + installed
  }

  private static func besideProgram() -> String? {
    guard var folder = Files.resolved("/proc/self/exe") else { return nil }
    for _ in 0..<mostAncestors {
      folder = Files.folder(of: folder)
      if folder.isEmpty || folder == "/" { return nil }
      if Files.isFolder(folder + "/hw-profiles/devices") { return folder + "/hw-profiles" }
    }
    return nil
  }
}
