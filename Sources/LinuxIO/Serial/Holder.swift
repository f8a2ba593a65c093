// Serial/ holds ttys of the kernel: real ones, pseudo ones, who has them, and what USB device is behind them. It knows no protocol.

internal import Glibc

/// A process that has a device or socket open.
package struct Holder: Hashable, Sendable, CustomStringConvertible {
  /// Its process number.
  package let process: Int32
  /// Its command line, or "?" where that cannot be read.
  package let command: String

  /// Names a process; reads its command line from /proc.
  package init(process: Int32) {
    self.process = process
    self.command = Self.commandLine(of: process)
  }

  /// "python3 hold.py (pid 312)".
  package var description: String { process == getpid() ? "this process (pid \(process))" : "\(command) (pid \(process))" }

  /// The command that ends it, nil where it is this very process.
  var remedy: String? { process == getpid() ? nil : "kill \(process)" }

  /// All processes that have the device at `path` open, as far as this user may see them, sorted by number.
  ///
  /// Reads all of /proc.
  package static func all(ofDeviceAt path: String) -> [Holder] {
    guard let device = deviceNumber(of: path) else { return [] }
    var holders: [Holder] = []
    for name in Files.names(inFolder: "/proc") {
      guard let process = Int32(name), hasOpen(device, process) else { continue }
      holders.append(Holder(process: process))
    }
    return holders.sorted { $0.process < $1.process }
  }

  private static func hasOpen(_ device: UInt64, _ process: Int32) -> Bool {
    let folder = "/proc/\(process)/fd"
    return Files.names(inFolder: folder).contains { deviceNumber(of: "\(folder)/\($0)") == device }
  }

  /// The number of the character device at `path`, nil for all else.
  private static func deviceNumber(of path: String) -> UInt64? {
    var status = stat()
    // SAFETY: the call writes one structure.
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else { return nil }
    return UInt64(status.st_rdev)
  }

  /// [-] Characters of a command line: enough to know it by, and a sentence still reads as one.
  private static var longestCommand: Int { 80 }

  private static func commandLine(of process: Int32) -> String {
    guard let bytes = try? Files.contents(of: "/proc/\(process)/cmdline", atMost: 65_536) else { return "?" }
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard !words.isEmpty else { return "?" }
    let line = words.joined(separator: " ")
    return line.count <= longestCommand ? line : "\(line.prefix(longestCommand))…"
  }
}
