internal import Glibc

/// What the file system says of a file: enough to see that it has changed.
package struct FileStatus: Hashable, Sendable {
  /// [byte]
  package var size: Int
  /// [ns] UTC since 1970 of the last write.
  package var modified: Int64

  package init(size: Int, modified: Int64) {
    self.size = size
    self.modified = modified
  }

  /// Of the file at `path`, symbolic links followed; nil where there is none.
  package init?(of path: String) {
    var status = stat()
    // SAFETY: the call writes one structure.
    guard unsafe stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    modified = status.st_mtim.nanoseconds
  }
}
