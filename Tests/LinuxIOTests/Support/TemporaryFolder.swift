import Glibc
import LinuxIO

/// A folder for one test, deleted with all that is in it at the end of its life.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/exocap-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw IOError("make", "a temporary folder", .system(ErrorCode(rawValue: errno))) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Self.deleteAll(path) }

  private static func deleteAll(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unsafe unlink(path)
      return
    }
    for name in (try? Files.list(path)) ?? [] { deleteAll("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}
