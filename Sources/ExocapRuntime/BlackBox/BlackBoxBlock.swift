internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// A page, compressed. It never changes, so the drain and a dump may both have it.
final class BlackBoxBlock: Sendable {
  let bytes: [UInt8]
  /// [B] Of the page.
  let size: Int
  let first: Timestamp
  let last: Timestamp

  /// Compresses a page, by way of `space`.
  init(_ page: borrowing BlackBoxPage, _ compressor: borrowing Compressor, _ space: inout RecordBuffer) {
    unsafe compressor.compress(page.unsafeBytes, into: &space)
    bytes = space.array
    size = unsafe page.unsafeBytes.count
    first = page.first == .never ? page.last : page.first
    last = page.last
  }

  /// Hands out every entry in order; the bytes are those of a tap's record, valid within the call.
  func read(
    _ decompressor: inout Decompressor, _ space: inout RecordBuffer, _ body: (BlackBoxEntry, UnsafeRawBufferPointer) -> Void
  ) {
    let isWhole = unsafe bytes.withUnsafeBytes { unsafe decompressor.decompress(.zstd, $0, size: size, into: &space) }
    precondition(isWhole, "a block expands to its page")
    let page = unsafe space.unsafeBytes
    var place = 0
    while place < size {
      let length = unsafe Int(page.load(fromByteOffset: place + 8, as: UInt32.self))
      let start = place + BlackBoxPage.headLength
      let fields = unsafe UnsafeRawBufferPointer(rebasing: page[start..<start + length])
      if let entry = unsafe BlackBoxEntry(head: page, at: place, RecordFields(fields)) { unsafe body(entry, fields) }
      place = (start + length + 15) & ~15
    }
  }
}

extension BlackBoxEntry {
  @unsafe
  fileprivate init?(head page: UnsafeRawBufferPointer, at place: Int, _ fields: RecordFields) {
    let index = unsafe page[place + 1]
    let time = Timestamp(nanoseconds: fields.signed64(at: 0))
    let kind = unsafe page.load(fromByteOffset: place + 2, as: UInt16.self)
    let lostBefore = unsafe page.load(fromByteOffset: place + 4, as: UInt32.self)
    switch unsafe BlackBoxPage.Tag(rawValue: page[place]) {
    case .deviceRecord: self = .record(.device(DeviceID(Int(index))), kind: kind, lostBefore: lostBefore)
    case .robotRecord: self = .record(.robot(RobotID(Int(index))), kind: kind, lostBefore: lostBefore)
    case .turn: self = .turn(time)
    case .end: self = .end(time)
    case .clock: self = .clock(WallClockReading(fields))
    case .event:
      let length = Int(fields.unsigned32(at: 8))
      self = .event(
        EventSeverity(rawValue: index) ?? .information, kind: fields.text(at: 12, length: length),
        text: fields.text(at: 16 + length, length: Int(fields.unsigned32(at: 12 + length))), at: time)
    case nil: return nil
    }
  }
}

extension RecordFields {
  fileprivate func text(at offset: Int, length: Int) -> String {
    unsafe String(decoding: slice(from: offset, length: length).bytes, as: UTF8.self)
  }
}

extension WallClockReading {
  fileprivate init(_ fields: RecordFields) {
    let synchronisation: Synchronisation =
      switch fields.unsigned64(at: 24) {
      case 0: .unsynchronised
      case 1:
        .synchronised(
          estimatedError: .nanoseconds(fields.signed64(at: 32)), maximumError: .nanoseconds(fields.signed64(at: 40)))
      default: .unknown
      }
    self.init(
      monotonic: Timestamp(nanoseconds: fields.signed64(at: 0)), realtime: fields.signed64(at: 8),
      uncertainty: .nanoseconds(fields.signed64(at: 16)), synchronisation: synchronisation)
  }
}
