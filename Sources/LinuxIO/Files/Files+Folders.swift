internal import Glibc

extension Files {
  /// Makes the folder at `path` and those above it where they are missing.
  package static func makeFolders(_ path: String, mode: UInt32 = 0o755) throws(IOError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(part) : "/\(part)"
      // SAFETY: the path is a C string for the length of the call; so it is below.
      guard unsafe mkdir(made, mode) != 0 else { continue }
      let code = ErrorCode.last
      guard isFolder(made) else { throw IOError("make the folder", made, code) }
    }
  }

  /// Whether there is a folder at `path`.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    // SAFETY: the call writes one structure.
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether `path` itself is a symbolic link.
  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    // SAFETY: the call writes one structure.
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether there is anything at `path`.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether this user may write to the file or into the folder at `path`.
  package static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// [byte] What this user may still write to the disk that `path` is on.
  package static func freeSpace(at path: String) throws(IOError) -> Int {
    var status = statvfs()
    // SAFETY: the call writes one structure.
    guard unsafe statvfs(path, &status) == 0 else { throw IOError("measure the free space at", path, ErrorCode.last) }
    return Int(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
  }

  /// The names in a folder, sorted, without "." and "..".
  package static func list(_ path: String) throws(IOError) -> [String] {
    // SAFETY: the stream is closed below, and an entry is copied before the next is asked for.
    guard let stream = unsafe opendir(path) else { throw IOError("list", path, ErrorCode.last) }
    defer { unsafe _ = closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The names in a folder; none where it cannot be read.
  static func names(inFolder path: String) -> [String] { (try? list(path)) ?? [] }

  /// Deletes a file or a symbolic link.
  ///
  /// Nothing there is fine.
  package static func remove(_ path: String) throws(IOError) {
    guard unsafe unlink(path) != 0 else { return }
    let code = ErrorCode.last
    guard code == .noSuchFile else { throw IOError("delete", path, code) }
  }

  /// The path with every symbolic link followed, nil where there is nothing.
  package static func resolved(_ path: String) -> String? {
    // SAFETY: realpath makes the string, and it is freed once.
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// The path without its last part; "." where there is only one.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path's last part.
  package static func name(of path: String) -> String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }
}
