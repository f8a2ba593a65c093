/// Hands out the messages of several chunks in the order of their log times.
///
/// Chunks may overlap in time: those that do are expanded at once, in memory that is used again. Allocates per chunk at most, not per
/// message.
@safe
package struct MessageMerge: ~Copyable {
  // SAFETY: only read, below its count; the reader's contract keeps the memory alive and unchanged while its messages are used.
  private let bytes: UnsafeRawBufferPointer
  private let dataEnd: Int
  private let chunks: [ChunkIndex]
  private let times: ClosedRange<UInt64>
  private let wanted: Set<UInt16>?
  private let known: [UInt16: Channel]
  private let overlapLimit: Int
  private var loader: ChunkLoader
  private var nextChunk = 0
  /// Chunks with messages still to come, and the one whose last message was just handed out; in file order.
  private var open: [OpenChunk] = []
  private var openSize = 0
  private var spare: [OpenChunk] = []

  init(
    _ bytes: UnsafeRawBufferPointer, dataEnd: Int, chunks: [ChunkIndex], times: ClosedRange<UInt64>, channels: Set<UInt16>?,
    known: [UInt16: Channel], limits: ReaderLimits
  ) {
    unsafe self.bytes = bytes
    self.dataEnd = dataEnd
    self.chunks = chunks.sorted { ($0.startTime, $0.chunkOffset) < ($1.startTime, $1.chunkOffset) }
    self.times = times
    wanted = channels
    self.known = known
    overlapLimit = limits.overlappingSize
    loader = ChunkLoader(limit: limits.chunkSize)
  }

  /// The next message, or nil at the end.
  ///
  /// A chunk that cannot be read throws once; the next call goes on without it.
  package mutating func next() throws(MCAPError) -> Message? {
    closeFinished()
    while nextChunk < chunks.count, chunks[nextChunk].startTime <= earliestOpen?.time ?? .max {
      nextChunk += 1
      try openChunk(chunks[nextChunk - 1])
    }
    guard let first = earliestOpen else { return nil }
    return try open[first.place].next()
  }

  /// The open chunk whose next message is the earliest; of equal ones the first in the file.
  private var earliestOpen: (place: Int, time: UInt64)? {
    var best: (place: Int, time: UInt64)?
    for (place, chunk) in open.enumerated() {
      guard let time = chunk.nextTime else { continue }
      if best == nil || time < best?.time ?? 0 { best = (place, time) }
    }
    return best
  }

  /// Takes back the memory of chunks whose last message was handed out by an earlier call.
  private mutating func closeFinished() {
    for place in open.indices.reversed() where open[place].nextTime == nil {
      let chunk = open.remove(at: place)
      openSize -= chunk.size
      spare.append(chunk)
    }
  }

  private mutating func openChunk(_ index: ChunkIndex) throws(MCAPError) {
    guard let offset = Int(exactly: index.chunkOffset) else { throw .badIndex(offset: index.chunkOffset) }
    guard index.uncompressedSize <= UInt64(overlapLimit - openSize) else {
      throw .overLimit(offset: offset, size: index.uncompressedSize, limit: overlapLimit)
    }
    let frame = unsafe try RecordFrame.find(.chunk, at: index.chunkOffset, length: index.chunkLength, in: bytes, end: dataEnd)
    let chunk = spare.popLast() ?? OpenChunk()
    let header = try chunk.load(frame, &loader, times: times, wanted: wanted, known: known)
    guard header.uncompressedSize == index.uncompressedSize, header.startTime == index.startTime, header.endTime == index.endTime else {
      throw .badIndex(offset: index.chunkOffset)
    }
    guard chunk.nextTime != nil else { return spare.append(chunk) }
    openSize += chunk.size
    // File order among equals: chunks with one start time come by offset, an earlier start may lie later in the file.
    open.insert(chunk, at: open.firstIndex { $0.offset > offset } ?? open.endIndex)
  }
}

/// One expanded chunk and the places of its messages, sorted by log time.
@safe
private final class OpenChunk {
  private struct Place: BitwiseCopyable {
    var time: UInt64
    var position: Int
  }

  private var space = RecordBuffer(capacity: 0)
  // SAFETY: the records lie in the file or in `space`, which this object keeps until it loads again.
  private var records = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var places: [Place] = []
  private var nextPlace = 0
  private(set) var offset = 0
  private(set) var size = 0

  /// [ns] Nil where no message is left.
  var nextTime: UInt64? { nextPlace < places.count ? places[nextPlace].time : nil }

  func load(
    _ frame: RecordFrame, _ loader: inout ChunkLoader, times: ClosedRange<UInt64>, wanted: Set<UInt16>?, known: [UInt16: Channel]
  ) throws(MCAPError) -> ChunkHeader {
    let loaded = unsafe try loader.load(frame, into: &space)
    unsafe records = loaded.records
    offset = frame.offset
    unsafe size = records.count
    places.removeAll(keepingCapacity: true)
    nextPlace = 0
    var position = 0
    var isSorted = true
    while unsafe position < records.count {
      let record = try message(at: position)
      if record.opcode == Opcode.message.rawValue {
        var cursor = record.cursor()
        let message = try Message(from: &cursor)
        guard unsafe message.logTime >= loaded.header.startTime, unsafe message.logTime <= loaded.header.endTime else {
          throw cursor.malformed
        }
        guard known[message.channelID] != nil else {
          throw .undefined(opcode: record.opcode, id: message.channelID, offset: offset)
        }
        if times.contains(message.logTime), wanted?.contains(message.channelID) ?? true {
          isSorted = isSorted && places.last?.time ?? 0 <= message.logTime
          places.append(Place(time: message.logTime, position: position))
        }
      }
      position += record.length
    }
    if !isSorted { places.sort { ($0.time, $0.position) < ($1.time, $1.position) } }
    return unsafe loaded.header
  }

  func next() throws(MCAPError) -> Message? {
    guard nextPlace < places.count else { return nil }
    nextPlace += 1
    var cursor = try message(at: places[nextPlace - 1].position).cursor()
    return try Message(from: &cursor)
  }

  private func message(at position: Int) throws(MCAPError) -> RecordFrame {
    do {
      return unsafe try RecordFrame.find(at: position, in: records, fileOffset: offset)
    } catch {
      throw .malformed(opcode: Opcode.chunk.rawValue, offset: offset)
    }
  }
}
