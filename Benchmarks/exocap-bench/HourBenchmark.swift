internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO
internal import MCAP

/// How long an hour's file takes to be closed, and to be repaired: the messages of a recording over and over, in chunks as the recorder
/// closes them.
struct HourBenchmark: ~Copyable {
  private let source: MCAPBenchmark
  private let disk = SystemDisk()

  /// [ns] A chunk covers so much, as RecorderSettings.chunkTime says.
  private static var chunkTime: UInt64 { 100_000_000 }
  /// Chunks between two syncs: a quarter of a second's.
  private static var syncEvery: Int { 3 }

  /// Takes the messages of the recording at `path`.
  init(_ path: String) throws { source = try MCAPBenchmark(path, topic: nil) }

  /// Writes `hours` of it to a file in `folder`, closes it, tears it, repairs it, and prints a Markdown table.
  func run(hours: Double, folder: String) throws {
    let (unfinished, path) = (folder + "/hour.mcap.part", folder + "/hour.mcap")
    for old in [unfinished, path] { try disk.remove(old) }
    let file = try disk.create(unfinished)
    var writer = try MCAPWriter(DiskSink(file), header: Header(profile: "ros2", library: "exocap-bench"))
    try source.writeHead(to: &writer)
    let chunks = try fill(&writer, file, hours: hours)
    try file.synchronize()
    let began = MonotonicClock.now()
    try writer.finish()
    let laidOut = MonotonicClock.now()
    try file.truncate(to: writer.offset)
    try file.synchronize()
    try disk.rename(unfinished, to: path)
    try disk.synchronizeFolder(folder)
    let closed = MonotonicClock.now()
    let size = writer.offset
    // Half a chunk of the end is gone.
    try file.truncate(to: size - writer.endSize - 1000)
    _ = consume writer
    let repaired = try repair(path, file)
    print("| file | chunks | closing: summary written | closing: all on the disk | repair after a torn end |")
    print("|---|---|---|---|---|")
    let milliseconds = { (interval: Interval) in "\((interval.seconds * 1e4).rounded() / 10) ms" }
    print(
      "| \(size >> 20) MiB | \(chunks) | \(milliseconds(laidOut - began)) | \(milliseconds(closed - began)) | \(milliseconds(repaired)) |")
    try disk.remove(path)
  }

  private func fill(_ writer: inout MCAPWriter<DiskSink>, _ file: any DiskFile, hours: Double) throws -> Int {
    var builder = ChunkBuilder(.init(compression: .zstd))
    let chunk = SealedChunk(capacity: 256 * 1024)
    var chunks = 0
    var chunkBegan: UInt64 = 0
    try source.replay(seconds: hours * 3600) { channel, sequence, time, payload in
      if chunkBegan == 0 { chunkBegan = time }
      builder.add(channel: channel, sequence: sequence, logTime: time, publishTime: time, payload: payload)
      guard builder.isFull || time >= chunkBegan + Self.chunkTime else { return }
      builder.seal(into: chunk)
      try writer.write(chunk)
      chunks += 1
      chunkBegan = 0
      if chunks % Self.syncEvery == 0 { try file.synchronize() }
    }
    return chunks
  }

  private func repair(_ path: String, _ file: any DiskFile) throws -> Interval {
    let began = MonotonicClock.now()
    var salvage = try Salvage.open(FileSource(file, count: try file.length()), library: "exocap-bench")
    guard try salvage.scan() else { return .zero }
    let repaired = try salvage.finish(adding: [])
    for patch in repaired.patches { try file.writeAll(unsafe patch.bytes.span.bytes, at: patch.offset) }
    try file.truncate(to: repaired.length)
    try file.synchronize()
    return MonotonicClock.now() - began
  }
}

/// A file of the disk layer that is written from front to back.
struct DiskSink: ByteSink, ~Copyable {
  private let file: any DiskFile
  private var end = 0

  init(_ file: any DiskFile) { self.file = file }

  mutating func write(_ bytes: RawSpan) throws(IOError) {
    try file.writeAll(bytes, at: end)
    end += bytes.byteCount
  }
}

/// The same, read.
private struct FileSource: ByteSource {
  let count: Int
  private let file: any DiskFile

  init(_ file: any DiskFile, count: Int) {
    self.file = file
    self.count = count
  }

  mutating func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) { _ = try file.readAll(into: &bytes, at: offset) }
}
