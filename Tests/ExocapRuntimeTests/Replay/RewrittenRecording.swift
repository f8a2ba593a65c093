import MCAP

@testable import ExocapRuntime
@testable import LinuxIO

/// A recording written once more with some message changed, so that every checksum fits: what a flipped bit before the disk does.
enum RewrittenRecording {
  /// - Parameters:
  ///   - change: sees every message's topic and payload, and may change the payload.
  ///   - keeps: which messages are taken over, by topic and payload.
  static func write(
    _ path: String, to copy: String, change: (String, inout [UInt8]) -> Void = { _, _ in },
    keeps: (String, [UInt8]) -> Bool = { _, _ in true }
  ) throws {
    let file = try MappedFile(path)
    var reader = unsafe MCAPReader(file.unsafeBytes)
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "test"))
    var builder = ChunkBuilder(.init(compression: .zstd))
    let chunk = SealedChunk(capacity: 0)
    var isInSummary = false
    while let record = try reader.next() {
      switch record {
      case .schema(let schema) where !isInSummary: writer.write(schema)
      case .channel(let channel) where !isInSummary: writer.write(channel)
      case .metadata(let metadata): writer.write(metadata)
      case .attachment(let attachment): writer.write(attachment)
      case .message(let message):
        var payload = message.payloadCopy
        let topic = reader.channels[message.channelID]?.topic ?? ""
        guard keeps(topic, payload) else { continue }
        change(topic, &payload)
        builder.add(
          channel: message.channelID, sequence: message.sequence, logTime: message.logTime, publishTime: message.publishTime,
          payload: unsafe payload.span.bytes)
        if builder.isFull {
          builder.seal(into: chunk)
          writer.write(chunk)
        }
      case .dataEnd:
        isInSummary = true
        builder.seal(into: chunk)
        writer.write(chunk)
      default: break
      }
    }
    writer.finish()
    try Files.writeAtomically(writer.sink.bytes.span, to: copy)
  }
}
