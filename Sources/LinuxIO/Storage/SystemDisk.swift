internal import CExocap
internal import Glibc

/// The machine's own disks, through the kernel.
package struct SystemDisk: Disk {
  package init() {}

  /// Makes the folder at `path` and those above it where they are missing.
  package func makeFolders(_ path: String) throws(IOError) { try Files.makeFolders(path) }
  /// [byte] What this user may still write to the disk that `path` is on.
  package func freeSpace(at path: String) throws(IOError) -> Int { try Files.freeSpace(at: path) }
  /// The names in a folder, sorted.
  package func list(_ path: String) throws(IOError) -> [String] { try Files.list(path) }
  /// Whether there is anything at `path`.
  package func exists(_ path: String) -> Bool { Files.exists(path) }
  /// Deletes a file; nothing there is fine.
  package func remove(_ path: String) throws(IOError) { try Files.remove(path) }
  /// Returns when the folder's list of names is on the disk.
  package func synchronizeFolder(_ path: String) throws(IOError) { try Files.synchronizeFolder(path) }

  /// Makes a file where there is none, and claims it by a lock.
  package func create(_ path: String) throws(IOError) -> any DiskFile {
    try SystemDiskFile(try FileDescriptor.open(path, .readWrite, options: [.create, .exclusive]), path)
  }

  /// Opens a file that is there, and claims it by a lock.
  package func open(_ path: String) throws(IOError) -> any DiskFile {
    try SystemDiskFile(try FileDescriptor.open(path, .readWrite), path)
  }

  /// Renames; nothing is deleted where it fails.
  package func rename(_ old: String, to new: String) throws(IOError) {
    // SAFETY: the paths are C strings for the length of the call. Not Files.rename, which deletes the old file where it fails.
    guard unsafe Glibc.rename(old, new) == 0 else { throw IOError("rename to", new, ErrorCode.last) }
  }
}

/// A file of the kernel's.
private final class SystemDiskFile: DiskFile {
  let path: String
  private let descriptor: FileDescriptor

  /// Claims it by a lock, which ends with the process however that ends.
  init(_ descriptor: consuming FileDescriptor, _ path: String) throws(IOError) {
    let result = exocap_lock_exclusively(descriptor.number)
    self.path = path
    self.descriptor = descriptor
    if result == -EWOULDBLOCK { throw IOError("claim", path, .held(by: []), remedy: "wait until the daemon that writes it has closed it") }
    // A file system without locks is still a disk.
  }

  func length() throws(IOError) -> Int { try descriptor.length(of: path) }

  func write(_ bytes: RawSpan, at offset: Int) throws(IOError) -> Int {
    let number = descriptor.number
    // SAFETY: the kernel reads at most the span's length, and the span outlives the call.
    let count = unsafe bytes.withUnsafeBytes { source in
      uninterrupted { unsafe pwrite(number, source.baseAddress, source.count, off_t(offset)) }
    }
    guard count >= 0 else { throw IOError("write", path, ErrorCode.last) }
    return count
  }

  func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) -> Int {
    let number = descriptor.number
    // SAFETY: the kernel writes at most the span's length, and the span outlives the call.
    let count = unsafe bytes.withUnsafeMutableBytes { target in
      uninterrupted { unsafe pread(number, target.baseAddress, target.count, off_t(offset)) }
    }
    guard count >= 0 else { throw IOError("read", path, ErrorCode.last) }
    return count
  }

  func synchronize() throws(IOError) { try descriptor.synchronizeBytes(of: path) }

  func truncate(to length: Int) throws(IOError) {
    let number = descriptor.number
    guard uninterrupted({ Int(ftruncate(number, off_t(length))) }) == 0 else { throw IOError("cut", path, ErrorCode.last) }
  }

  func reserve(_ length: Int) throws(IOError) -> Bool {
    let result = exocap_file_reserve(descriptor.number, Int64(length))
    if result == -EOPNOTSUPP || result == -ENOSYS { return false }
    guard result == 0 else { throw IOError("reserve room for", path, ErrorCode(negated: result)) }
    return true
  }
}
