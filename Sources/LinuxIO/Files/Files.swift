// Files/ holds what a recorder and a configuration need of the file system, without Foundation. It knows no format.

internal import Glibc

/// Whole files, written so that a power cut leaves the old one or the new one, never half of one.
package enum Files {
  /// Replaces the file at `path`, or makes it: temporary file beside it, to disk, rename, folder to disk.
  package static func writeAtomically(_ bytes: Span<UInt8>, to path: String, mode: UInt32 = 0o644) throws(IOError) {
    let temporary = "\(path).\(getpid()).tmp"
    do {
      let file = try FileDescriptor.open(temporary, .writeOnly, options: [.create, .truncate], mode: mode)
      try file.writeAll(bytes, to: temporary)
      try file.synchronizeBytes(of: temporary)
    } catch {
      // SAFETY: the path is a C string for the length of the call; so it is below.
      _ = unsafe unlink(temporary)
      throw error
    }
    try rename(temporary, to: path)
  }

  /// Replaces the file at `path` by these characters, as UTF-8.
  package static func writeAtomically(_ text: String, to path: String, mode: UInt32 = 0o644) throws(IOError) {
    let bytes = Array(text.utf8)
    try writeAtomically(bytes.span, to: path, mode: mode)
  }

  /// Renames, replacing what is at `new`, and brings the folder's record of it to disk.
  ///
  /// Both are in one folder.
  package static func rename(_ old: String, to new: String) throws(IOError) {
    guard unsafe Glibc.rename(old, new) == 0 else {
      let code = ErrorCode.last
      _ = unsafe unlink(old)
      throw IOError("rename to", new, code)
    }
    try synchronizeFolder(folder(of: new))
  }

  /// Returns when the folder's list of names is on the disk.
  package static func synchronizeFolder(_ path: String) throws(IOError) {
    let folder = try FileDescriptor.open(path, .readOnly, options: OpenOptions(rawValue: O_DIRECTORY))
    try folder.synchronize(of: path)
  }

  /// The bytes of a file, which has at most `limit` of them.
  package static func contents(of path: String, atMost limit: Int) throws(IOError) -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly)
    // Not the length that stat tells: it is 0 in /proc and /sys.
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: min(limit + 1, 65_536))
    while bytes.count <= limit {
      var span = block.mutableSpan
      switch file.read(into: &span) {
      case .bytes(let count): bytes.append(contentsOf: block[..<count])
      case .endOfFile: return bytes
      case .wouldBlock: throw IOError("read", path, .wouldBlock)
      case .gone(let code): throw IOError("read", path, code)
      }
    }
    throw IOError("read", path, .malformed(expected: "at most \(limit) bytes long"))
  }

  /// Names this life of the machine; nil where the kernel does not say.
  package static var bootID: String? { line("/proc/sys/kernel/random/boot_id") }

  /// The first line of a small file of /proc or /sys, without spaces around it; nil where it cannot be read.
  static func line(_ path: String) -> String? {
    guard let bytes = try? contents(of: path, atMost: 65_536) else { return nil }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return String(decoding: line, as: UTF8.self)
  }
}
