// Compression/ is the only place that knows the compressors' C libraries.

/// How a chunk's records are compressed; the raw value is the name in the file.
package enum Compression: String, CaseIterable, Sendable {
  case uncompressed = ""
  case lz4
  case zstd
}
