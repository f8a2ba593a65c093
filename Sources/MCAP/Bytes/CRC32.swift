internal import CExocapChecksum

/// The checksum of MCAP, zlib and Ethernet: polynomial 0x04C11DB7 reflected, start and end inverted (IEEE 802.3).
package struct CRC32: BitwiseCopyable, Sendable {
  private var state: UInt32 = .max

  package init() {}

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~state }

  package mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { raw in unsafe update(raw) }
  }

  /// Goes on over `bytes`.
  @unsafe
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let tables = CRC32Tables.shared
    guard tables.canFold, bytes.count >= CRC32.shortestFold, let start = bytes.baseAddress else {
      return unsafe update(slicing: bytes, tables.start)
    }
    let folded = bytes.count & ~15
    state = unsafe exocap_crc32_fold(state, start.assumingMemoryBound(to: UInt8.self), folded)
    unsafe update(slicing: UnsafeRawBufferPointer(rebasing: bytes[folded...]), tables.start)
  }

  /// [B] What `exocap_crc32_fold` takes at least.
  private static var shortestFold: Int { 64 }

  /// Goes on over `bytes`, 16 at a time ("slicing-by-16": Kounavis and Berry, Intel 2005, widened).
  @unsafe
  mutating func update(slicing bytes: UnsafeRawBufferPointer) { unsafe update(slicing: bytes, CRC32Tables.shared.start) }

  @unsafe
  private mutating func update(slicing bytes: UnsafeRawBufferPointer, _ tables: UnsafePointer<UInt32>) {
    guard var cursor = bytes.baseAddress else { return }
    var crc = state
    var left = bytes.count
    while left >= 16 {
      let a = unsafe UInt32(littleEndian: cursor.loadUnaligned(as: UInt32.self)) ^ crc
      let b = unsafe UInt32(littleEndian: cursor.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      let c = unsafe UInt32(littleEndian: cursor.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
      let d = unsafe UInt32(littleEndian: cursor.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
      crc =
        unsafe CRC32.fold(a, tables + 12 * 256) ^ CRC32.fold(b, tables + 8 * 256)
        ^ CRC32.fold(c, tables + 4 * 256) ^ CRC32.fold(d, tables)
      unsafe cursor += 16
      left -= 16
    }
    while left > 0 {
      let index = unsafe Int((crc ^ UInt32(cursor.load(as: UInt8.self))) & 0xFF)
      crc = unsafe (crc >> 8) ^ tables[index]
      unsafe cursor += 1
      left -= 1
    }
    state = crc
  }

  /// Four bytes through four tables: the first byte has the farthest way to the end, so the last table.
  @inline(__always)
  private static func fold(_ word: UInt32, _ tables: UnsafePointer<UInt32>) -> UInt32 {
    unsafe tables[3 * 256 + Int(word & 0xFF)] ^ tables[2 * 256 + Int((word >> 8) & 0xFF)]
      ^ tables[256 + Int((word >> 16) & 0xFF)] ^ tables[Int(word >> 24)]
  }

  /// The checksum of `bytes` alone.
  package static func of(_ bytes: RawSpan) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }

  /// The checksum of `bytes` alone.
  @unsafe
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = CRC32()
    unsafe crc.update(bytes)
    return crc.value
  }
}

/// Table k holds what one byte does to the checksum when k more bytes follow it: 16 tables of 256.
@safe
private struct CRC32Tables: @unchecked Sendable {
  // SAFETY: written once before `shared` is published, read only afterwards, never freed.
  let start: UnsafePointer<UInt32>
  /// Whether the processor multiplies without carries, which is ten times as fast.
  let canFold = exocap_crc32_can_fold()

  static let shared = CRC32Tables()

  private init() {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
      unsafe (tables + byte).initialize(to: crc)
    }
    for entry in 256..<16 * 256 {
      let shorter = unsafe tables[entry - 256]
      unsafe (tables + entry).initialize(to: shorter >> 8 ^ tables[Int(shorter & 0xFF)])
    }
    unsafe start = UnsafePointer(tables)
  }
}
