/// Writes or reads the state of every stateful part of the core, field by field, in a fixed layout.
///
/// Each part has one method `checkpoint(_:)` that names its fields in order; the same method saves and restores, so the two
/// cannot differ. A section opens with a tag of four letters and a version; an unknown one is refused by name.
@safe
package struct CheckpointArchive: ~Copyable {
  /// [B] The largest checkpoint of one thread.
  @inlinable @inline(__always) package static var capacity: Int { 65536 }

  private let bytes: UnsafeMutableRawPointer
  /// [B] How much was written or read.
  package private(set) var count: Int = 0
  /// [B] How much there is to read.
  private var limit: Int = 0
  /// Whether fields are restored from the bytes, or saved into them.
  package private(set) var isReading: Bool = false
  /// The first section that could not be restored; nil where all could.
  package private(set) var failure: CheckpointFailure? = nil

  /// The section that fields belong to now.
  @usableFromInline var openTag: UInt32 = 0
  @usableFromInline var openVersion: UInt16 = 0

  package init() {
    unsafe bytes = UnsafeMutableRawPointer.allocate(byteCount: CheckpointArchive.capacity, alignment: 16)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: CheckpointArchive.capacity)
  }

  deinit { unsafe bytes.deallocate() }

  /// Starts to save: what was there is dropped.
  package mutating func beginWriting() {
    count = 0
    limit = 0
    isReading = false
    openTag = 0
    openVersion = 0
    failure = nil
  }

  /// Starts to restore from `source`.
  package mutating func beginReading(_ source: UnsafeRawBufferPointer) {
    limit = min(source.count, CheckpointArchive.capacity)
    if let base = source.baseAddress { unsafe bytes.copyMemory(from: base, byteCount: limit) }
    count = 0
    isReading = true
    openTag = 0
    openVersion = 0
    failure = nil
  }

  /// The bytes that were saved; valid until the next change.
  @unsafe
  package var contents: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: bytes, count: count) }

  /// Whether everything was restored and nothing is left over.
  package var isComplete: Bool { failure == nil && (!isReading || count == limit) }

  /// Opens a section. `tag` is four ASCII letters, first letter in the low byte.
  package mutating func section(_ tag: UInt32, version: UInt16) {
    var foundTag = tag
    var foundVersion = version
    field(&foundTag)
    field(&foundVersion)
    openTag = tag
    openVersion = version
    if isReading && failure == nil && (foundTag != tag || foundVersion != version) {
      failure = CheckpointFailure(tag: tag, version: version, foundTag: foundTag, foundVersion: foundVersion)
    }
  }

  /// Saves or restores any value of fixed layout without padding inside.
  @inlinable @inline(__always)
  package mutating func field<Value: BitwiseCopyable>(_ value: inout Value) {
    // What the closure needs of the archive is copied out first: a closure that holds `self` is refused by the real-time check.
    guard let start = unsafe begin(MemoryLayout<Value>.size) else { return }
    let isRestored = isReading
    unsafe withUnsafeMutableBytes(of: &value) { value in
      if isRestored {
        unsafe value.baseAddress?.copyMemory(from: start, byteCount: value.count)
      } else if let base = value.baseAddress {
        unsafe start.copyMemory(from: base, byteCount: value.count)
      }
    }
  }

  /// Saves or restores a truth value. A byte that is neither 0 nor 1 fails, and leaves the value as it is.
  @inlinable @inline(__always)
  package mutating func field(_ value: inout Bool) {
    var byte: UInt8 = value ? 1 : 0
    field(&byte)
    if byte > 1 { refuseValue() } else { value = byte == 1 }
  }

  /// Saves or restores a case as its raw value. A raw value without a case fails, and leaves the value as it is.
  @inlinable @inline(__always)
  package mutating func field<Value: BitwiseCopyable & RawRepresentable>(_ value: inout Value) where Value.RawValue: BitwiseCopyable {
    var rawValue = value.rawValue
    field(&rawValue)
    if let known = Value(rawValue: rawValue) { value = known } else { refuseValue() }
  }

  @usableFromInline
  mutating func refuseValue() {
    guard failure == nil else { return }
    failure = CheckpointFailure(tag: openTag, version: openVersion, foundTag: openTag, foundVersion: openVersion)
  }

  /// Where the next `length` bytes lie; nil after a failure.
  @usableFromInline
  mutating func begin(_ length: Int) -> UnsafeMutableRawPointer? {
    guard failure == nil else { return nil }
    if isReading && count + length > limit {
      failure = CheckpointFailure(tag: 0, version: 0, foundTag: 0, foundVersion: 0)
      return nil
    }
    precondition(count + length <= CheckpointArchive.capacity, "a checkpoint fits its buffer")
    defer { count += length }
    return unsafe bytes + count
  }
}

/// A checkpoint that this build cannot read. Tag 0: the bytes end too early. Found what was sought: a value inside cannot be.
package struct CheckpointFailure: Error, BitwiseCopyable, Sendable, Equatable {
  package var tag: UInt32
  package var version: UInt16
  package var foundTag: UInt32
  package var foundVersion: UInt16
}
