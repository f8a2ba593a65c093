// Memory/ holds mappings: memory shared between processes and files read in place. It knows no layout of what is in them.

internal import CExocap
internal import Glibc

/// Memory that several processes map.
///
/// Its creator names it, sizes it, and takes the name away at the end.
///
/// SAFETY: the fields never change; whoever goes through `base` orders his own reads and writes, as between processes.
@safe package struct SharedMemory: ~Copyable, @unchecked Sendable {
  /// As in shm_open(3), with its slash; nil for memory without a name.
  package let name: String?
  /// [byte] The length.
  package let count: Int
  /// The first byte; aligned to a page.
  ///
  /// Valid while the owner lives.
  @unsafe package let base: UnsafeMutableRawPointer

  private let isCreator: Bool
  private let descriptor: FileDescriptor

  /// Makes memory of `count` zero bytes under `name`, in place of what a dead creator left: those that map the old keep it.
  ///
  /// Every byte is reserved at once, so that a full /dev/shm is an error here and not a crash later.
  package init(creating name: String, count: Int, mode: UInt32 = 0o660) throws(IOError) {
    // SAFETY: names are C strings for the length of each call.
    _ = unsafe shm_unlink(name)
    let number = unsafe shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard number >= 0 else { throw IOError("make the shared memory", name, ErrorCode.last) }
    let descriptor = FileDescriptor(adopting: number)
    // The umask took bits away from the mode of shm_open.
    _ = fchmod(number, mode)
    do {
      try Self.reserve(descriptor, count, name)
      unsafe base = try Self.map(descriptor, count, name, isWritable: true)
    } catch {
      _ = unsafe shm_unlink(name)
      throw error
    }
    self.name = name
    self.count = count
    self.isCreator = true
    self.descriptor = descriptor
  }

  /// Maps all of what another process made.
  ///
  /// Read-only memory must not be written through `base`.
  package init(opening name: String, isWritable: Bool) throws(IOError) {
    let number = unsafe shm_open(name, (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC, 0)
    guard number >= 0 else { throw IOError("open the shared memory", name, ErrorCode.last) }
    let descriptor = FileDescriptor(adopting: number)
    let count = try descriptor.length(of: name)
    unsafe base = try Self.map(descriptor, count, name, isWritable: isWritable)
    self.name = name
    self.count = count
    self.isCreator = false
    self.descriptor = descriptor
  }

  /// Makes memory of `count` zero bytes without a name, for children that inherit it and for tests.
  package init(anonymous label: String, count: Int) throws(IOError) {
    let number = unsafe exocap_memfd(label)
    guard number >= 0 else { throw IOError("make the memory", label, ErrorCode(negated: number)) }
    let descriptor = FileDescriptor(adopting: number)
    try Self.reserve(descriptor, count, label)
    unsafe base = try Self.map(descriptor, count, label, isWritable: true)
    self.name = nil
    self.count = count
    self.isCreator = false
    self.descriptor = descriptor
  }

  deinit {
    unsafe munmap(base, count)
    // A successor of the same name is not ours to take away.
    if isCreator, let name, Self.isStill(descriptor, name) { _ = unsafe shm_unlink(name) }
  }
}

extension SharedMemory {
  private static func reserve(_ descriptor: borrowing FileDescriptor, _ count: Int, _ name: String) throws(IOError) {
    precondition(count > 0, "shared memory has at least one byte")
    let result = posix_fallocate(descriptor.number, 0, count)
    guard result == 0 else {
      let remedy = result == ENOSPC ? "sudo mount -o remount,size=50% /dev/shm" : nil
      throw IOError("reserve \(count) bytes for", name, ErrorCode(rawValue: result), remedy: remedy)
    }
  }

  private static func map(
    _ descriptor: borrowing FileDescriptor, _ count: Int, _ name: String, isWritable: Bool
  ) throws(IOError) -> UnsafeMutableRawPointer {
    guard count > 0 else { throw IOError("map", name, .malformed(expected: "longer than 0 bytes")) }
    let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    // SAFETY: the kernel chooses the place; nothing else is there. The deinit unmaps as much as was mapped.
    guard let base = unsafe mmap(nil, count, protection, MAP_SHARED | Int32(MAP_POPULATE), descriptor.number, 0),
      unsafe base != MAP_FAILED
    else { throw IOError("map", name, ErrorCode.last) }
    return unsafe base
  }

  private static func isStill(_ descriptor: borrowing FileDescriptor, _ name: String) -> Bool {
    let number = unsafe shm_open(name, O_RDONLY | O_CLOEXEC, 0)
    guard number >= 0 else { return false }
    let other = FileDescriptor(adopting: number)
    return descriptor.isSameFile(as: other)
  }
}
