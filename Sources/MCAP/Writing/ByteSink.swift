// Writing/ lays out chunks and whole files. It opens no file: bytes go to a ByteSink.

/// Where a recording's bytes go, in order.
package protocol ByteSink: ~Copyable {
  /// What can go wrong; `Never` for memory.
  associatedtype Failure: Error

  /// Takes all of `bytes` or throws; short writes are continued here. After a throw the writer counts none of them as written.
  mutating func write(_ bytes: RawSpan) throws(Failure)
}

/// A recording in memory.
package struct MemorySink: ByteSink {
  /// All bytes so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func write(_ bytes: RawSpan) throws(Never) {
    unsafe bytes.withUnsafeBytes { source in unsafe self.bytes.append(contentsOf: source) }
  }
}
