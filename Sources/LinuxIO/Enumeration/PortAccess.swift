internal import Glibc

/// Whether this user may open a device's node, and what repairs it where not.
package enum PortAccess {
  /// The command that installs the rules which give every node of a profile to the group exocap.
  package static var rulesCommand: String {
    "exocap udev-rules | sudo tee /etc/udev/rules.d/60-exocap.rules && sudo udevadm control --reload && sudo udevadm trigger"
  }

  /// Why this user may not read and write `path`; nil where it may, and where there is nothing.
  package static func refusal(of path: String) -> IOError? {
    // SAFETY: the path is a C string for the length of the call.
    guard unsafe access(path, R_OK | W_OK) != 0 else { return nil }
    let code = ErrorCode.last
    guard code == .accessDenied || code == .notPermitted else { return nil }
    return IOError("open", path, .system(code), remedy: remedy(for: path))
  }

  /// The one command: joining the node's group, or our rules where that group is root's.
  package static func remedy(for path: String) -> String {
    var status = stat()
    // SAFETY: the call writes one structure.
    let group = unsafe stat(path, &status) == 0 ? groupName(status.st_gid) : nil
    return remedy(group: group)
  }

  /// The same for a node of that group; nil: of an unknown one.
  static func remedy(group: String?) -> String {
    guard let group, group != "root" else { return rulesCommand }
    return "sudo usermod -aG \(group) $USER (then log in again)"
  }

  private static func groupName(_ number: gid_t) -> String? {
    var group = unsafe Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    var text = [CChar](repeating: 0, count: 4096)
    // SAFETY: the strings of `group` lie in `text`, which outlives the copy.
    guard unsafe getgrgid_r(number, &group, &text, text.count, &found) == 0, unsafe found != nil, let name = unsafe group.gr_name
    else { return nil }
    return unsafe String(cString: name)
  }
}
