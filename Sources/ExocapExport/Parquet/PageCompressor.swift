internal import CZstd

/// How pages are compressed; the raw value is the word on the command line.
package enum PageCompression: String, CaseIterable, Sendable {
  case none
  case zstd

  /// CompressionCodec of parquet.thrift.
  var codec: Int32 {
    switch self {
    case .none: 0
    case .zstd: 6
    }
  }
}

/// One compression context for all pages of a file.
@safe
struct PageCompressor: ~Copyable {
  let compression: PageCompression
  // SAFETY: owned by this move-only value alone.
  private let context: OpaquePointer?

  /// zstd's fastest regular level, which pyarrow takes too.
  private static let level: Int32 = 1

  init(_ compression: PageCompression) {
    self.compression = compression
    unsafe context = compression == .zstd ? ZSTD_createCCtx() : nil
    precondition(unsafe compression == .none || context != nil, "no memory for a compression context")
  }

  deinit { unsafe _ = ZSTD_freeCCtx(context) }

  /// The bytes of a page as they stand in the file.
  func compress(_ page: [UInt8]) -> [UInt8] {
    guard compression == .zstd else { return page }
    let bound = ZSTD_compressBound(page.count)
    // SAFETY: both buffers live through the call, which writes at most `bound` bytes.
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { space, filled in
      let size = unsafe page.withUnsafeBytes { source in
        unsafe ZSTD_compressCCtx(context, space.baseAddress, bound, source.baseAddress, source.count, Self.level)
      }
      precondition(ZSTD_isError(size) == 0, "zstd refused a buffer of its own bound")
      filled = size
    }
  }
}
