internal import ExocapCore
internal import Glibc
internal import LinuxIO
internal import MCAP

/// Writes the messages of a recording to a file again, on demand: the other half of Benchmarks/mcap_writers.py.
struct MCAPBenchmark: ~Copyable {
  private struct Entry {
    var channel: UInt16
    var logTime: UInt64
    var place: Range<Int>
  }

  private var schemas: [Schema] = []
  private var channels: [Channel] = []
  private var entries: [Entry] = []
  private var payloads: [UInt8] = []

  /// Reads the messages of `topic`, or of all, in file order.
  init(_ path: String, topic: String?) throws {
    let file = try MappedFile(path)
    // SAFETY: the mapping lives to the end of this call, and the reader and its messages no longer.
    var reader = unsafe MCAPReader(file.unsafeBytes)
    while let message = try reader.nextMessage() {
      let name = reader.channels[message.channelID]?.topic
      // The pair of clocks of a simulated world has the real time, far from all else.
      if let topic, name != topic { continue } else if name == "/clock_sync" { continue }
      let start = payloads.count
      unsafe payloads.append(contentsOf: message.payload)
      entries.append(Entry(channel: message.channelID, logTime: message.logTime, place: start..<payloads.count))
    }
    schemas = reader.schemas.values.sorted { $0.id < $1.id }
    channels = reader.channels.values.sorted { $0.id < $1.id }
  }

  /// Writes what stands before the first chunk.
  func writeHead<Sink: ByteSink & ~Copyable>(to writer: inout MCAPWriter<Sink>) throws(Sink.Failure) {
    for schema in schemas { try writer.write(schema) }
    for channel in channels { try writer.write(channel) }
  }

  /// Hands out the messages over and over, their times going on, for so long.
  func replay(seconds: Double, _ body: (UInt16, UInt32, UInt64, RawSpan) throws -> Void) rethrows {
    guard let first = entries.map(\.logTime).min(), let last = entries.map(\.logTime).max(), last > first else { return }
    let end = first + UInt64(seconds * 1e9)
    var shift: UInt64 = 0
    var sequence: UInt32 = 0
    let bytes = unsafe payloads.span.bytes
    while first + shift < end {
      for index in entries.indices {
        let entry = entries[index]
        guard entry.logTime + shift < end else { continue }
        try body(entry.channel, sequence, entry.logTime + shift, bytes.extracting(entry.place))
        sequence &+= 1
      }
      shift += last - first + 1_000_000
    }
  }

  /// Writes all of it `times` times over to a new file at `path`. [s] From opening to closing.
  func write(_ compression: Compression, times: Int, to path: String) throws -> Double {
    let began = MonotonicClock.now()
    var writer = try MCAPWriter(try PlainFile(path), header: Header(profile: "ros2", library: "exocap-bench"))
    for schema in schemas { try writer.write(schema) }
    for channel in channels { try writer.write(channel) }
    var builder = ChunkBuilder(.init(compression: compression))
    let chunk = SealedChunk(capacity: 256 * 1024)
    var sequence: UInt32 = 0
    for _ in 0..<times {
      // By index, and the payloads' span once: what a recorder does that encodes in place is faster still.
      let bytes = unsafe payloads.span.bytes
      for index in entries.indices {
        let entry = entries[index]
        builder.add(
          channel: entry.channel, sequence: sequence, logTime: entry.logTime, publishTime: entry.logTime,
          payload: bytes.extracting(entry.place))
        sequence &+= 1
        if builder.isFull {
          builder.seal(into: chunk)
          try writer.write(chunk)
        }
      }
    }
    if !builder.isEmpty {
      builder.seal(into: chunk)
      try writer.write(chunk)
    }
    try writer.finish()
    return (MonotonicClock.now() - began).seconds
  }

  /// Answers each line `none|zstd TIMES PATH` on standard input with the seconds that it took.
  func serve() throws {
    print("ready \(entries.count) \(payloads.count)")
    fflush(nil)
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let times = Int(words[1]) else { return }
      print(try write(words[0] == "zstd" ? .zstd : .uncompressed, times: times, to: String(words[2])))
      fflush(nil)
    }
  }
}

/// A file that is written from front to back.
private struct PlainFile: ByteSink, ~Copyable {
  private let file: FileDescriptor
  private let path: String
  private var end = 0

  init(_ path: String) throws(IOError) {
    self.path = path
    file = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusive])
  }

  mutating func write(_ bytes: RawSpan) throws(IOError) {
    // SAFETY: bytes need no alignment; the span is used within the call.
    try unsafe bytes.withUnsafeBytes { (source) throws(IOError) in
      try unsafe file.writeAll(Span<UInt8>(_unsafeBytes: source), at: end, to: path)
    }
    end += bytes.byteCount
  }
}
