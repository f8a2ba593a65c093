internal import Glibc
package import LinuxIO

/// Who may speak to the daemon: its own user, root, and members of its group.
package struct ControlPeer: Sendable {
  /// The daemon's own.
  package let user: UInt32
  package let group: UInt32

  /// The rule of a daemon that runs as these.
  package init(user: UInt32, group: UInt32) {
    self.user = user
    self.group = group
  }

  /// The rule of this process.
  package static var ofThisProcess: ControlPeer { ControlPeer(user: geteuid(), group: getegid()) }

  /// Whether a peer with these further groups may speak.
  package func allows(_ peer: UnixStream.Peer, groups: [UInt32]) -> Bool {
    peer.user == user || peer.user == 0 || peer.group == group || groups.contains(group)
  }

  /// The further groups of a process, as /proc says; none where it cannot be read.
  ///
  /// The process may have ended and its number gone to another. The file's mode, which the kernel checked, stands before this.
  package static func groups(ofProcess process: Int32) -> [UInt32] {
    let contents: [UInt8]
    do throws(IOError) {
      contents = try Files.contents(of: "/proc/\(process)/status", atMost: 65_536)
    } catch {
      return []
    }
    let text = String(decoding: contents, as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Groups:") }) else { return [] }
    return line.dropFirst(7).split(whereSeparator: { $0 == " " || $0 == "\t" }).compactMap { UInt32($0) }
  }
}
