/// What a read that never blocks came back with.
package enum ReadResult: Hashable, BitwiseCopyable, Sendable {
  /// So many bytes, at least one (a datagram may be empty).
  case bytes(Int)
  /// Nothing is there now.
  case wouldBlock
  /// The other end has closed, or the device was unplugged.
  case endOfFile
  /// The device or connection failed; reopen it.
  case gone(ErrorCode)
}

/// What a write that never blocks came back with.
package enum WriteResult: Hashable, BitwiseCopyable, Sendable {
  /// So many bytes were taken; fewer than given where there was no more room.
  case bytes(Int)
  /// Nothing was taken: there is no room now.
  case wouldBlock
  /// The device or connection failed; reopen it.
  case gone(ErrorCode)
}

extension ReadResult {
  /// Sorts what read(2) returned, with `errno` still standing.
  @inline(__always)
  init(ofSystemCall count: Int) {
    if count > 0 { self = .bytes(count); return }
    if count == 0 { self = .endOfFile; return }
    let code = ErrorCode.last
    self = code == .wouldBlock ? .wouldBlock : .gone(code)
  }
}

extension WriteResult {
  /// Sorts what write(2) returned, with `errno` still standing.
  @inline(__always)
  init(ofSystemCall count: Int) {
    if count >= 0 { self = .bytes(count); return }
    let code = ErrorCode.last
    self = code == .wouldBlock ? .wouldBlock : .gone(code)
  }
}
