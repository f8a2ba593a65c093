internal import Glibc

extension FileDescriptor {
  /// Reads what is there, up to the span's length.
  ///
  /// Blocks only where the file was opened without `nonBlocking`.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    let number = self.number
    // SAFETY: the kernel writes at most the span's length, and the span outlives the call.
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      ReadResult(ofSystemCall: uninterrupted { unsafe Glibc.read(number, buffer.baseAddress, buffer.count) })
    }
  }

  /// Writes as much as fits.
  ///
  /// Blocks only where the file was opened without `nonBlocking`.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult {
    let number = self.number
    // SAFETY: the kernel reads at most the span's length, and the span outlives the call.
    return unsafe bytes.withUnsafeBytes { buffer in
      WriteResult(ofSystemCall: uninterrupted { unsafe Glibc.write(number, buffer.baseAddress, buffer.count) })
    }
  }

  /// Writes all of it at the file's position.
  ///
  /// For files and blocking descriptors; `path` is for the error's words.
  package borrowing func writeAll(_ bytes: Span<UInt8>, to path: String) throws(IOError) {
    var written = 0
    while written < bytes.count {
      switch write(bytes.extracting(written..<bytes.count)) {
      case .bytes(let count): written += count
      case .wouldBlock: throw IOError("write", path, .wouldBlock)
      case .gone(let code): throw IOError("write", path, code)
      }
    }
  }

  /// Writes all of it at `offset` [byte], whatever the file's position.
  package borrowing func writeAll(_ bytes: Span<UInt8>, at offset: Int, to path: String) throws(IOError) {
    let number = self.number
    var written = 0
    while written < bytes.count {
      // SAFETY: the kernel reads at most the span's length, and the span outlives the call.
      let count = unsafe bytes.extracting(written..<bytes.count).withUnsafeBytes { buffer in
        uninterrupted { unsafe Glibc.pwrite(number, buffer.baseAddress, buffer.count, off_t(offset + written)) }
      }
      guard count >= 0 else { throw IOError("write", path, ErrorCode.last) }
      written += count
    }
  }

  /// Reads at `offset` [byte], whatever the file's position.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>, at offset: Int) -> ReadResult {
    let number = self.number
    // SAFETY: the kernel writes at most the span's length, and the span outlives the call.
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      ReadResult(ofSystemCall: uninterrupted { unsafe Glibc.pread(number, buffer.baseAddress, buffer.count, off_t(offset)) })
    }
  }

  /// Cuts the file to `length` [byte], or fills it up to there with zeros.
  package borrowing func truncate(to length: Int, of path: String) throws(IOError) {
    let number = self.number
    guard uninterrupted({ Int(ftruncate(number, off_t(length))) }) == 0 else { throw IOError("cut", path, ErrorCode.last) }
  }

  /// Returns when the bytes written so far are on the disk (fdatasync).
  package borrowing func synchronizeBytes(of path: String) throws(IOError) {
    let number = self.number
    guard uninterrupted({ Int(fdatasync(number)) }) == 0 else { throw IOError("bring to disk", path, ErrorCode.last) }
  }

  /// Returns when the bytes and the file's own record are on the disk (fsync).
  package borrowing func synchronize(of path: String) throws(IOError) {
    let number = self.number
    guard uninterrupted({ Int(fsync(number)) }) == 0 else { throw IOError("bring to disk", path, ErrorCode.last) }
  }

  /// [byte] The file's length.
  package borrowing func length(of path: String) throws(IOError) -> Int {
    var status = stat()
    // SAFETY: the call writes one structure.
    guard unsafe fstat(number, &status) == 0 else { throw IOError("measure", path, ErrorCode.last) }
    return Int(status.st_size)
  }
}

extension FileDescriptor {
  /// Whether both are open on one and the same file.
  borrowing func isSameFile(as other: borrowing FileDescriptor) -> Bool {
    var mine = stat()
    var theirs = stat()
    // SAFETY: each call writes one structure.
    guard unsafe fstat(number, &mine) == 0, unsafe fstat(other.number, &theirs) == 0 else { return false }
    return mine.st_dev == theirs.st_dev && mine.st_ino == theirs.st_ino
  }
}
