// Storage/ is the lowest layer below recordings: the calls by which bytes reach a disk, one method a call. It knows no format.

/// Where recordings lie.
///
/// A protocol, because tests put a disk in its place that is slow, full or broken, or that loses its power.
package protocol Disk: Sendable {
  /// Makes the folder at `path` and those above it where they are missing.
  func makeFolders(_ path: String) throws(IOError)
  /// [byte] What this user may still write to the disk that `path` is on.
  func freeSpace(at path: String) throws(IOError) -> Int
  /// The names in a folder, sorted.
  func list(_ path: String) throws(IOError) -> [String]
  /// Whether there is anything at `path`.
  func exists(_ path: String) -> Bool
  /// Makes a file where there is none, and claims it.
  func create(_ path: String) throws(IOError) -> any DiskFile
  /// Opens a file that is there, and claims it; throws `.held` where another process has claimed it.
  func open(_ path: String) throws(IOError) -> any DiskFile
  /// Renames; both are in one folder. Nothing is deleted where it fails.
  func rename(_ old: String, to new: String) throws(IOError)
  /// Deletes a file; nothing there is fine.
  func remove(_ path: String) throws(IOError)
  /// Returns when the folder's list of names is on the disk.
  func synchronizeFolder(_ path: String) throws(IOError)
}

/// A file that is open for reading and writing and claimed by us, until its last owner lets it go.
///
/// Any thread may call; a call blocks as long as the disk does.
package protocol DiskFile: AnyObject, Sendable {
  /// What it was called when it was opened.
  var path: String { get }
  /// [byte]
  func length() throws(IOError) -> Int
  /// One pwrite(2): how many of `bytes` were taken, at least one.
  func write(_ bytes: RawSpan, at offset: Int) throws(IOError) -> Int
  /// One pread(2): how many bytes were read, 0 at the end.
  func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) -> Int
  /// Returns when the bytes written so far are on the disk (fdatasync).
  func synchronize() throws(IOError)
  /// Cuts the file to `length` [byte], and frees what was reserved behind it.
  func truncate(to length: Int) throws(IOError)
  /// Takes room on the disk for the file's first `length` [byte] without changing what a reader sees.
  ///
  /// False where the file system cannot.
  func reserve(_ length: Int) throws(IOError) -> Bool
}

extension DiskFile {
  /// Writes all of `bytes`, going on after short writes.
  package func writeAll(_ bytes: RawSpan, at offset: Int) throws(IOError) {
    var written = 0
    while written < bytes.byteCount {
      let count = try write(bytes.extracting(droppingFirst: written), at: offset + written)
      // A disk that takes nothing and says nothing would keep us here for ever.
      guard count > 0 else { throw IOError("write", path, .system(.inputOutput)) }
      written += count
    }
  }

  /// Reads until `bytes` are full or the file ends: how many bytes were read.
  package func readAll(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) -> Int {
    var done = 0
    while done < bytes.byteCount {
      var rest = bytes._mutatingExtracting(droppingFirst: done)
      let count = try read(into: &rest, at: offset + done)
      if count == 0 { break }
      done += count
    }
    return done
  }
}
