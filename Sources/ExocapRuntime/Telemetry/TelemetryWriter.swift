package import ExocapCore
internal import Synchronization

/// The writing end of the broadcast.
///
/// One thread only; it never waits, and readers are not its concern.
///
/// A slot's sequence is odd while it is written. Source: H.-J. Boehm, "Can seqlocks get along with programming language
/// memory models?", MSPC 2012.
@safe
package struct TelemetryWriter: ~Copyable {
  private let words: TelemetryWords
  private let layout: TelemetryLayout
  private var head: UInt64 = 0

  /// Lays out `memory`, which has `layout.length` zero bytes, is aligned to a page, and outlives the writer.
  ///
  /// `names` as `TelemetryNames` writes them; `process` is the daemon's id, `startedAt` of CLOCK_MONOTONIC.
  package init(
    memory: UnsafeMutableRawPointer, layout: TelemetryLayout, names: [UInt8], process: Int32, startedAt: Timestamp
  ) {
    precondition(names.count == layout.namesLength, "the layout is that of these names")
    unsafe words = TelemetryWords(memory)
    self.layout = layout
    typealias Field = TelemetryLayout.Field
    unsafe memory.storeBytes(of: TelemetryLayout.version, toByteOffset: Field.version, as: UInt32.self)
    unsafe memory.storeBytes(of: 1, toByteOffset: Field.state, as: UInt32.self)
    unsafe memory.storeBytes(of: UInt64(layout.length), toByteOffset: Field.length, as: UInt64.self)
    let halves = [
      (Field.namesOffset, layout.namesOffset), (Field.namesLength, layout.namesLength), (Field.commandOffset, layout.commandOffset),
      (Field.commandStride, TelemetryLayout.commandStride), (Field.commandCount, layout.commandCount),
      (Field.ringOffset, layout.ringOffset), (Field.slotStride, TelemetryLayout.slotStride), (Field.slotCount, layout.slotCount),
      (Field.payloadCapacity, TelemetryLayout.payloadCapacity), (Field.clock, 1),
    ]
    for (offset, value) in halves { unsafe memory.storeBytes(of: UInt32(value), toByteOffset: offset, as: UInt32.self) }
    unsafe memory.storeBytes(of: process, toByteOffset: Field.process, as: Int32.self)
    unsafe memory.storeBytes(of: startedAt.nanoseconds, toByteOffset: Field.startedAt, as: Int64.self)
    for (index, byte) in names.enumerated() {
      unsafe memory.storeBytes(of: byte, toByteOffset: layout.namesOffset + index, as: UInt8.self)
    }
    // SYNC: pairs with the acquiring load in TelemetryReader.init and exocap_shm_is_ready; publishes the header and the names.
    unsafe words.word(at: Field.magic).pointee.store(TelemetryLayout.magic, ordering: .releasing)
  }

  /// Broadcasts `record`.
  package mutating func publish(_ record: inout TelemetryRecord) {
    let slot = layout.ringOffset + Int(truncatingIfNeeded: head & UInt64(layout.slotCount - 1)) * TelemetryLayout.slotStride
    words.store(2 &* head &+ 1, at: slot)
    // SYNC: pairs with the acquiring fence of readers: who sees a new word sees an odd or newer sequence.
    atomicMemoryFence(ordering: .releasing)
    words.store(UInt64(record.length), at: slot + 8)
    for index in 0..<((record.length + 7) / 8) {
      words.store(record.words[index], at: slot + TelemetryLayout.slotHeader + 8 * index)
    }
    // SYNC: pairs with the acquiring load of the slot's sequence in TelemetryReader.next; publishes the record.
    unsafe words.word(at: slot).pointee.store(2 &* head &+ 2, ordering: .releasing)
    head &+= 1
    // SYNC: pairs with the acquiring load of the head in TelemetryReader.next.
    unsafe words.word(at: TelemetryLayout.headOffset).pointee.store(head, ordering: .releasing)
  }

  /// Tells readers that nothing more comes.
  package mutating func end() {
    words.store(UInt64(TelemetryLayout.version) | 2 << 32, at: TelemetryLayout.Field.version)
  }
}

/// The latest datagram to one robot, for controllers on the same machine.
///
/// Written by its control thread only, which may be another than that of the broadcast.
@safe
package struct CommandSlotWriter: ~Copyable {
  private let words: TelemetryWords
  private let offset: Int
  private var count: UInt64 = 0

  /// The slot of `robot` in memory that a `TelemetryWriter` laid out, which outlives this.
  package init(memory: UnsafeMutableRawPointer, layout: TelemetryLayout, robot: RobotID) {
    precondition(Int(robot.index) < layout.commandCount, "there is a slot for each robot")
    unsafe words = TelemetryWords(memory)
    offset = layout.commandOffset + Int(robot.index) * TelemetryLayout.commandStride
  }

  /// Shows `datagram`, at most 1464 bytes, in place of the one before.
  @unsafe
  package mutating func store(_ datagram: UnsafeRawBufferPointer, at now: Timestamp) {
    precondition(datagram.count <= LinkPacket.longest, "a datagram fits its slot")
    count &+= 1
    words.store(2 &* count &- 1, at: offset)
    // SYNC: pairs with the acquiring fence of readers: who sees a new word sees an odd or newer sequence.
    atomicMemoryFence(ordering: .releasing)
    words.store(UInt64(bitPattern: now.nanoseconds), at: offset + 8)
    words.store(UInt64(datagram.count), at: offset + 16)
    for start in stride(from: 0, to: datagram.count, by: 8) {
      var word: UInt64 = 0
      for byte in 0..<min(8, datagram.count - start) { word |= unsafe UInt64(datagram[start + byte]) << UInt64(8 * byte) }
      words.store(word, at: offset + TelemetryLayout.commandHeader + start)
    }
    // SYNC: pairs with the acquiring load in exocap_shm_latest and TelemetryReader.latestCommand; publishes the datagram.
    unsafe words.word(at: offset).pointee.store(2 &* count, ordering: .releasing)
  }
}
