package import ExocapCore
internal import Synchronization

/// A reading end of the broadcast, of which there may be any number.
///
/// It holds nobody up, and counts what it was too slow for.
@safe
package struct TelemetryReader: ~Copyable {
  private let words: TelemetryWords
  private let layout: TelemetryLayout
  private var next: UInt64
  /// Records that were overwritten before they were read.
  package private(set) var lost: UInt64 = 0
  /// What sources, columns and numbers are called, as `TelemetryNames` wrote it.
  package let names: String
  /// The writer's process id.
  package let process: Int32
  package let startedAt: Timestamp

  /// Reads what comes from now on.
  ///
  /// `memory` has `count` bytes, is aligned to a page, and outlives the reader.
  package init(memory: UnsafeMutableRawPointer, count: Int) throws(TelemetryError) {
    typealias Field = TelemetryLayout.Field
    guard count >= TelemetryLayout.headerLength else { throw .notReady }
    let words = unsafe TelemetryWords(memory)
    // SYNC: pairs with the releasing store in TelemetryWriter.init; the header and the names stand.
    let magic = unsafe words.word(at: Field.magic).pointee.load(ordering: .acquiring)
    guard magic == TelemetryLayout.magic else { throw .notReady }
    let version = words.half(at: Field.version)
    guard version == TelemetryLayout.version else { throw .version(found: version, expected: TelemetryLayout.version) }
    let robots = Int(words.half(at: Field.commandCount))
    let slots = Int(words.half(at: Field.slotCount))
    guard slots >= 2, slots <= 1 << 16, slots & (slots - 1) == 0, robots <= RobotID.capacity else { throw .damaged }
    let layout = TelemetryLayout(namesLength: Int(words.half(at: Field.namesLength)), robots: robots, slots: slots)
    let places = (Int(words.half(at: Field.ringOffset)), Int(words.half(at: Field.commandOffset)))
    guard layout.length <= count, places == (layout.ringOffset, layout.commandOffset) else { throw .damaged }
    guard Int(words.half(at: Field.slotStride)) == TelemetryLayout.slotStride else { throw .damaged }
    let start = layout.namesOffset
    let text = unsafe UnsafeRawBufferPointer(start: memory + start, count: layout.namesLength)
    names = unsafe String(decoding: text, as: UTF8.self)
    process = Int32(bitPattern: words.half(at: Field.process))
    startedAt = Timestamp(nanoseconds: Int64(bitPattern: words.load(at: Field.startedAt)))
    // SYNC: pairs with the releasing store in TelemetryWriter.publish.
    next = unsafe words.word(at: TelemetryLayout.headOffset).pointee.load(ordering: .acquiring)
    self.words = words
    self.layout = layout
  }

  /// Whether the writer said that nothing more comes.
  package var hasEnded: Bool { words.half(at: TelemetryLayout.Field.state) == 2 }

  /// Goes back to the oldest record that is still there.
  package mutating func rewind() {
    let kept = UInt64(layout.slotCount - 1)
    next = next > kept ? next - kept : 0
  }

  /// Reads the next record.
  ///
  /// False where there is none yet.
  package mutating func read(into record: inout TelemetryRecord) -> Bool {
    for _ in 0..<8 {
      // SYNC: pairs with the releasing store of the head in TelemetryWriter.publish.
      let head = unsafe words.word(at: TelemetryLayout.headOffset).pointee.load(ordering: .acquiring)
      if next == head { return false }
      if head &- next > UInt64(layout.slotCount) {
        // The writer may be in the oldest one by now.
        let oldest = head &- UInt64(layout.slotCount) &+ 1
        lost &+= oldest &- next
        next = oldest
      }
      let slot = layout.ringOffset + Int(truncatingIfNeeded: next & UInt64(layout.slotCount - 1)) * TelemetryLayout.slotStride
      let isWhole = copy(slot, whole: 2 &* next &+ 2, into: &record)
      next &+= 1
      if isWhole { return true }
      lost &+= 1
    }
    return false
  }

  private func copy(_ slot: Int, whole: UInt64, into record: inout TelemetryRecord) -> Bool {
    // SYNC: pairs with the releasing store of the slot's sequence in TelemetryWriter.publish.
    guard unsafe words.word(at: slot).pointee.load(ordering: .acquiring) == whole else { return false }
    let length = Int(words.load(at: slot + 8) & 0xFFFF_FFFF)
    guard length >= TelemetryLayout.recordHeader, length <= TelemetryLayout.payloadCapacity else { return false }
    for index in 0..<((length + 7) / 8) { record.words[index] = words.load(at: slot + TelemetryLayout.slotHeader + 8 * index) }
    record.length = length
    // SYNC: pairs with the releasing fence in TelemetryWriter.publish.
    atomicMemoryFence(ordering: .acquiring)
    return words.load(at: slot) == whole && record.isWhole
  }

  /// The latest datagram to `robot` with its number; nil before the first.
  package func latestCommand(of robot: RobotID) -> (number: UInt64, datagram: [UInt8])? {
    guard Int(robot.index) < layout.commandCount else { return nil }
    let offset = layout.commandOffset + Int(robot.index) * TelemetryLayout.commandStride
    for _ in 0..<64 {
      // SYNC: pairs with the releasing store at the end of CommandSlotWriter.store.
      let before = unsafe words.word(at: offset).pointee.load(ordering: .acquiring)
      if before == 0 { return nil }
      let length = Int(words.load(at: offset + 16) & 0xFFFF_FFFF)
      if before & 1 != 0 || length > LinkPacket.longest { continue }
      var datagram: [UInt8] = []
      for start in stride(from: 0, to: length, by: 8) {
        let word = words.load(at: offset + TelemetryLayout.commandHeader + start)
        for byte in 0..<min(8, length - start) { datagram.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
      }
      // SYNC: pairs with the releasing fence in CommandSlotWriter.store.
      atomicMemoryFence(ordering: .acquiring)
      if words.load(at: offset) == before { return (before / 2, datagram) }
    }
    return nil
  }
}
