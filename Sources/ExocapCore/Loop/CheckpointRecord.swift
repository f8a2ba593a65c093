/// The state of one thread's part of the core between two of its calls, as a tap carries it.
package struct CheckpointRecord: Sendable, Equatable {
  package var time: Timestamp
  /// The number of the call that follows.
  package var call: UInt64
  /// What `checkpoint(_:)` saved.
  package var state: [UInt8]

  /// Reads a record, or nil where it is too short to be one.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    time = reader.read(Timestamp.never)
    call = reader.read(UInt64(0))
    state = unsafe Array(reader.readRest())
    if reader.isShort { return nil }
  }
}
