internal import ExocapCore
internal import MCAP

/// What devices' health messages say, checked while they pass by: whole, for the device's own streams, and with counters that only go up.
struct HealthAccount {
  private let channels: [UInt16: Channel]
  private var last: [UInt16: RecordedHealth] = [:]

  init(_ channels: [UInt16: Channel]) { self.channels = channels.filter { $0.value.metadata["holds"] == "health" } }

  /// What is wrong with a message; nil where nothing is, or where it is another channel's.
  mutating func take(_ message: Message) -> String? {
    guard channels[message.channelID] != nil else { return nil }
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      let health = try RecordedHealth(&reader)
      defer { last[message.channelID] = health }
      guard let earlier = last[message.channelID], let name = health.wentBack(from: earlier) else { return nil }
      return "the counter '\(name)' went back: it counts since the daemon's start"
    } catch {
      return "the message is not what its schema says"
    }
  }
}

extension RecordedHealth {
  /// The first counter that is less than in `earlier`; nil where there is none.
  fileprivate func wentBack(from earlier: RecordedHealth) -> String? {
    if earlier.streams.count != streams.count { return "stream" }
    return zip(totals, earlier.totals).first { $0.count < $1.count }?.0.name
  }

  /// All that counts since the daemon's start, by the names of the message's fields.
  private var totals: [(name: String, count: UInt64)] {
    let own: [(name: String, count: UInt64)] = [
      ("openings", UInt64(openings)), ("packets", counters.packets), ("skipped_bytes", counters.skippedBytes), ("resyncs", resyncs),
      ("bad_checksums", counters.badChecksums), ("truncated", counters.truncated), ("overlong", counters.overlong),
      ("malformed", counters.malformed), ("timeouts", counters.timeouts), ("retries", counters.retries),
      ("device_errors", counters.deviceErrors), ("hardware_alerts", counters.hardwareAlerts),
      ("write_failures", counters.writeFailures), ("sequence_gaps", counters.sequenceGaps), ("lost_samples", lostSamples),
      ("lost_records", lostRecords),
    ]
    return own + streams.flatMap { [("samples", $0.samples), ("gaps", $0.gaps), ("jumps", $0.jumps)] }
  }
}
