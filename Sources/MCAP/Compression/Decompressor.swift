internal import CLZ4
internal import CZstd

/// Decompression contexts, made when first needed and used again.
///
/// One thread at a time.
@safe
package struct Decompressor: ~Copyable, @unchecked Sendable {
  // SAFETY: the contexts belong to this move-only value alone and are bound to no thread.
  private var zstd: OpaquePointer?
  private var lz4: OpaquePointer?

  package init() {
    unsafe zstd = nil
    unsafe lz4 = nil
  }

  deinit {
    unsafe ZSTD_freeDCtx(zstd)
    unsafe _ = LZ4F_freeDecompressionContext(lz4)
  }

  /// Replaces what `output` holds by the expanded `source`; false where that is not exactly `size` bytes in one whole frame.
  @unsafe
  package mutating func decompress(
    _ compression: Compression, _ source: UnsafeRawBufferPointer, size: Int, into output: inout RecordBuffer
  ) -> Bool {
    output.removeAll()
    switch compression {
    case .uncompressed:
      unsafe output.append(copying: source)
      return source.count == size
    case .zstd: return unsafe decompressZstd(source, size: size, into: &output)
    case .lz4: return unsafe decompressLZ4(source, size: size, into: &output)
    }
  }

  private mutating func decompressZstd(_ source: UnsafeRawBufferPointer, size: Int, into output: inout RecordBuffer) -> Bool {
    // A frame that states its size is believed before memory is taken for it.
    let stated = unsafe ZSTD_getFrameContentSize(source.baseAddress, source.count)
    let unknown = UInt64.max  // ZSTD_CONTENTSIZE_UNKNOWN; one less is ZSTD_CONTENTSIZE_ERROR
    guard stated == UInt64(size) || stated == unknown else { return false }
    if unsafe zstd == nil { unsafe zstd = ZSTD_createDCtx() }
    guard unsafe zstd != nil else { return false }
    let space = unsafe output.reservedSpace(size)
    let written = unsafe ZSTD_decompressDCtx(zstd, space.baseAddress, size, source.baseAddress, source.count)
    guard ZSTD_isError(written) == 0, written == size else { return false }
    output.advance(by: written)
    return true
  }

  private mutating func decompressLZ4(_ source: UnsafeRawBufferPointer, size: Int, into output: inout RecordBuffer) -> Bool {
    if unsafe lz4 == nil { unsafe _ = LZ4F_createDecompressionContext(&lz4, UInt32(LZ4F_VERSION)) }
    guard unsafe lz4 != nil, let input = source.baseAddress else { return false }
    unsafe LZ4F_resetDecompressionContext(lz4)
    let space = unsafe output.reservedSpace(max(size, 1))
    guard let start = space.baseAddress else { return false }
    var read = 0
    var written = 0
    while read < source.count {
      var consumed = source.count - read
      var produced = size - written
      let hint = unsafe LZ4F_decompress(lz4, start + written, &produced, input + read, &consumed, nil)
      guard LZ4F_isError(hint) == 0 else { return false }
      read += consumed
      written += produced
      if hint == 0 { break }
      // More output than promised, or an input that stops in the middle: no step forward.
      guard consumed > 0 || produced > 0 else { return false }
      guard read < source.count else { return false }
    }
    guard read == source.count, written == size else { return false }
    output.advance(by: written)
    return true
  }
}
