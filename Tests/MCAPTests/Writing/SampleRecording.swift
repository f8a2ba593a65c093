import MCAP

/// A small recording for tests: two channels, messages whose log times are not sorted, an attachment and metadata.
struct SampleRecording {
  /// One message, as the reader should give it back.
  struct Entry: Equatable {
    var channel: UInt16
    var sequence: UInt32
    var logTime: UInt64
    var payload: [UInt8]

    init(channel: UInt16, sequence: UInt32, logTime: UInt64, payload: [UInt8]) {
      self.channel = channel
      self.sequence = sequence
      self.logTime = logTime
      self.payload = payload
    }

    init(_ message: Message) {
      self.init(
        channel: message.channelID, sequence: message.sequence, logTime: message.logTime, payload: message.payloadCopy)
    }
  }

  static let schema = Schema(id: 1, name: "x/msg/Y", encoding: "ros2msg", definition: Array("uint8[] y".utf8))
  static let channels = [
    Channel(id: 1, schemaID: 1, topic: "/one", messageEncoding: "cdr", metadata: ["k": "v"]),
    Channel(id: 700, schemaID: 0, topic: "/two", messageEncoding: "raw"),
  ]
  static let attachment = Attachment(logTime: 3, createTime: 4, name: "rig.yaml", mediaType: "application/yaml", content: [1, 2, 3])
  static let metadata = Metadata(name: "verdict", entries: ["good": "yes"])

  private(set) var entries: [Entry] = []
  private(set) var bytes: [UInt8] = []

  /// `compression` nil: messages stand outside chunks.
  ///
  /// `perChunk` messages go into each chunk.
  init(_ compression: Compression?, messages: Int, perChunk: Int = 4) {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "test"))
    writer.write(Self.schema)
    for channel in Self.channels { writer.write(channel) }
    writer.write(Self.attachment)
    var builder = ChunkBuilder(.init(compression: compression ?? .uncompressed))
    let chunk = SealedChunk(capacity: 0)
    for number in 0..<messages {
      // Times run up with one step back in three, so that chunks overlap.
      let time = UInt64(1000 + number * 10 - (number % 3 == 2 ? 25 : 0))
      let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 7)
      let entry = Entry(channel: number % 2 == 0 ? 1 : 700, sequence: UInt32(number), logTime: time, payload: payload)
      entries.append(entry)
      let span = unsafe entry.payload.span.bytes
      if compression == nil {
        writer.write(channel: entry.channel, sequence: entry.sequence, logTime: time, publishTime: time, payload: span)
      } else {
        builder.add(channel: entry.channel, sequence: entry.sequence, logTime: time, publishTime: time, payload: span)
        if builder.messageCount == perChunk || number == messages - 1 {
          builder.seal(into: chunk)
          writer.write(chunk)
        }
      }
    }
    writer.write(Self.metadata)
    writer.finish()
    bytes = writer.sink.bytes
  }
}

/// All that a reader from the front finds: messages, and faults in the order of the file.
struct Reading {
  var entries: [SampleRecording.Entry] = []
  var records: [ConformanceCase.Record] = []
  var faults: [MCAPError] = []
  var isIntact = true
  var validEnd = 0

  init(_ bytes: [UInt8], limits: ReaderLimits = ReaderLimits()) {
    unsafe bytes.withUnsafeBytes { raw in
      var reader = unsafe MCAPReader(raw, limits: limits)
      while true {
        do throws(MCAPError) {
          guard let record = try reader.next() else { break }
          records.append(described(record))
          if case .message(let message) = record { entries.append(.init(message)) }
        } catch {
          faults.append(error)
          // Each fault passes at least one byte of the file, or ends the reading.
          precondition(faults.count <= bytes.count + 1, "the reader does not get on")
        }
      }
      isIntact = reader.isIntact
      validEnd = reader.validEnd
    }
  }
}
