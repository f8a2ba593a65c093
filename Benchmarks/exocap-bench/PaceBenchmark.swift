internal import ExocapCore
internal import ExocapRuntime
internal import Glibc
internal import LinuxIO
internal import MCAP

/// Writes the messages of a recording at their own pace, as the recorder closes its chunks: exocap's part of Benchmarks/mcap_tails.py.
struct PaceBenchmark: ~Copyable {
  private let source: MCAPBenchmark
  private let settings = RecorderSettings(folder: "")

  /// Messages of a run as fast as it goes, as in Benchmarks/mcap_tails.py.
  private static var fastCount: UInt32 { 200_000 }
  /// As the drain thread looks.
  private static var period: Interval { .milliseconds(5) }

  /// Takes the messages of the recording at `path`.
  init(_ path: String) throws { source = try MCAPBenchmark(path, topic: nil) }

  /// Writes to `path` for so long; 0: a fixed number as fast as it goes, and prints the time.
  func run(seconds: Double, to path: String) throws {
    let file = try SystemDisk().create(path)
    var writer = try MCAPWriter(DiskSink(file), header: Header(profile: "ros2", library: "exocap-bench"))
    try source.writeHead(to: &writer)
    print("ready")
    fflush(nil)
    let began = MonotonicClock.now()
    let isFast = seconds == 0
    var builder = ChunkBuilder(.init(compression: .zstd, targetSize: settings.chunkSize))
    let chunk = SealedChunk(capacity: settings.chunkSize)
    var chunkBegan = began
    var first: UInt64?
    do {
      try source.replay(seconds: 1e6) { channel, sequence, time, payload in
        if first == nil { first = time }
        let due = began + Interval(nanoseconds: Int64(time - (first ?? time)))
        var now = MonotonicClock.now()
        if !isFast, due > now {
          MonotonicClock.sleep(until: max(due, now + Self.period))
          now = MonotonicClock.now()
        }
        let stamp = UInt64(now.nanoseconds)
        builder.add(channel: channel, sequence: sequence, logTime: stamp, publishTime: stamp, payload: payload)
        if builder.isFull || now - chunkBegan >= settings.chunkTime {
          builder.seal(into: chunk)
          try writer.write(chunk)
          chunkBegan = now
        }
        if isFast ? sequence + 1 == Self.fastCount : (now - began).seconds >= seconds { throw Over() }
      }
    } catch is Over {
      if !builder.isEmpty {
        builder.seal(into: chunk)
        try writer.write(chunk)
      }
    }
    try writer.finish()
    if isFast { print((MonotonicClock.now() - began).seconds) }
  }

  private struct Over: Error {}
}
