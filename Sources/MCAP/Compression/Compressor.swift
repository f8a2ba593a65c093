internal import CLZ4
internal import CZstd

/// One compression context, used again for each chunk: no allocation once it has seen a chunk of full size.
///
/// One thread at a time.
@safe
package struct Compressor: ~Copyable, @unchecked Sendable {
  // SAFETY: the contexts belong to this move-only value alone and are bound to no thread.
  private let zstd: OpaquePointer?
  private let lz4: OpaquePointer?
  package let compression: Compression

  /// zstd's fastest regular level: 150 B instead of 1043 B for a message of 30 joints, at 0.3 million messages a second.
  private static let zstdLevel: Int32 = 1

  package init(_ compression: Compression) {
    self.compression = compression
    unsafe zstd = compression == .zstd ? ZSTD_createCCtx() : nil
    var context: OpaquePointer?
    if compression == .lz4 { unsafe _ = LZ4F_createCompressionContext(&context, UInt32(LZ4F_VERSION)) }
    unsafe lz4 = context
    precondition(unsafe compression == .uncompressed || zstd != nil || lz4 != nil, "no memory for a compression context")
  }

  deinit {
    unsafe ZSTD_freeCCtx(zstd)
    unsafe _ = LZ4F_freeCompressionContext(lz4)
  }

  /// Replaces what `output` holds by the compressed `source`.
  ///
  /// Only for a builder that compresses.
  @unsafe
  package func compress(_ source: UnsafeRawBufferPointer, into output: inout RecordBuffer) {
    output.removeAll()
    switch compression {
    case .uncompressed: preconditionFailure("nothing to compress with")
    case .zstd: unsafe compressZstd(source, into: &output)
    case .lz4: unsafe compressLZ4(source, into: &output)
    }
  }

  private func compressZstd(_ source: UnsafeRawBufferPointer, into output: inout RecordBuffer) {
    let space = unsafe output.reservedSpace(ZSTD_compressBound(source.count))
    let size = unsafe ZSTD_compressCCtx(zstd, space.baseAddress, space.count, source.baseAddress, source.count, Self.zstdLevel)
    precondition(ZSTD_isError(size) == 0, "zstd refused a buffer of its own bound")
    output.advance(by: size)
  }

  private func compressLZ4(_ source: UnsafeRawBufferPointer, into output: inout RecordBuffer) {
    var preferences = LZ4F_preferences_t()
    // Independent blocks: for linked ones liblz4 1.9.4 allocates a window for each frame. A usual chunk is one block anyhow.
    preferences.frameInfo.blockMode = LZ4F_blockIndependent
    preferences.frameInfo.blockSizeID = LZ4F_max256KB
    preferences.frameInfo.contentSize = UInt64(source.count)
    preferences.autoFlush = 1
    let space = unsafe output.reservedSpace(LZ4F_compressFrameBound(source.count, &preferences))
    guard let start = space.baseAddress else { return }
    var size = unsafe LZ4F_compressBegin(lz4, start, space.count, &preferences)
    precondition(LZ4F_isError(size) == 0, "lz4 refused to begin a frame")
    if source.count > 0 {
      let part = unsafe LZ4F_compressUpdate(lz4, start + size, space.count - size, source.baseAddress, source.count, nil)
      precondition(LZ4F_isError(part) == 0, "lz4 refused a buffer of its own bound")
      size += part
    }
    let end = unsafe LZ4F_compressEnd(lz4, start + size, space.count - size, nil)
    precondition(LZ4F_isError(end) == 0, "lz4 refused to end a frame")
    output.advance(by: size + end)
  }
}
