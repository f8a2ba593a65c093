internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// The messages of a recording in the order in which they were written, as far as they can be read.
///
/// A damaged chunk is passed over and noted; a torn end is the end.
struct RecordingScan: ~Copyable {
  private let recording: Recording
  private var reader: MCAPReader
  private(set) var damages: [RecordingDamage] = []
  private(set) var messages = 0
  private var passedOver = 0
  private var isAtEnd = false

  init(_ recording: Recording) {
    self.recording = recording
    // SAFETY: this value keeps the recording, whose mapping the reader reads.
    unsafe reader = MCAPReader(recording.file.unsafeBytes)
  }

  /// The next message, or nil at the end; valid until the next call.
  mutating func next() -> Message? {
    while true {
      do throws(MCAPError) {
        let message = try reader.nextMessage()
        // A repair made records of no known kind of damaged chunks and their indexes.
        if reader.unknownRecordCount > passedOver { damages.append(.passedOver) }
        passedOver = reader.unknownRecordCount
        guard let message else {
          noteEnd()
          return nil
        }
        messages += 1
        return message
      } catch {
        // Each fault is told once and never twice, so this ends.
        damages.append(RecordingDamage(error))
      }
    }
  }

  private mutating func noteEnd() {
    if !isAtEnd, let recovery = recording.recovery, recovery.lostTail > .zero { damages.append(RecordingDamage(recovery)) }
    if !isAtEnd, let reason = recording.stopped { damages.append(RecordingDamage(stopped: reason)) }
    isAtEnd = true
  }

  /// Whether the file's end is missing.
  var isTorn: Bool { damages.contains(where: \.isTorn) }
}

extension Recording {
  /// What a channel holds.
  package struct ChannelCount: Sendable, Equatable {
    package var topic: String
    /// The schema's name.
    package var type: String
    package var count = 0
    /// [B] Of all messages, uncompressed and without their heads.
    package var bytes = 0
    /// [ns] UTC since 1970, of the first and the last message; 0 where there is none.
    package var first: UInt64 = 0
    package var last: UInt64 = 0

    /// [Hz] The mean; 0 where there are not two messages.
    package var rate: Double { last > first ? Double(count - 1) / (Double(last - first) * 1e-9) : 0 }
  }

  /// What a reading of all of the file found.
  package struct Survey: Sendable {
    /// By topic.
    package var channels: [ChannelCount] = []
    package var messages = 0
    /// Everything that could not be read, in file order.
    package var damages: [RecordingDamage] = []
  }

  /// Reads all of the file and counts.
  package func survey() -> Survey {
    var scan = RecordingScan(self)
    var counts: [UInt16: ChannelCount] = [:]
    for (id, channel) in channels {
      counts[id] = ChannelCount(topic: channel.topic, type: RecordingSchema(rawValue: channel.schemaID)?.name ?? "")
    }
    while let message = scan.next() {
      guard var count = counts[message.channelID] else { continue }
      count.count += 1
      count.bytes += unsafe message.payload.count
      count.first = count.first == 0 ? message.logTime : min(count.first, message.logTime)
      count.last = max(count.last, message.logTime)
      counts[message.channelID] = count
    }
    return Survey(channels: counts.values.sorted { $0.topic < $1.topic }, messages: scan.messages, damages: scan.damages)
  }
}
