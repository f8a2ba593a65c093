internal import MCAP

/// Counts that must be equal between the channels of one file, and order within them.
struct CountCheck {
  private(set) var findings: [RecordingFinding] = []
  private let totals: [String: FileReport.ChannelTotal]

  init(format: FileReport, channels: [UInt16: Channel], content: ContentAccount) {
    var totals: [String: FileReport.ChannelTotal] = [:]
    for (id, channel) in channels { totals[channel.topic] = format.channels[id] ?? FileReport.ChannelTotal() }
    self.totals = totals
    // A damaged chunk takes whole ticks with all that came of them, but may have torn a neighbour.
    if format.faults == 0 || format.faults == 1 && format.isTorn {
      let robots = channels.values.filter { $0.metadata["holds"] == "ticks" }.map { String($0.topic.dropFirst("/tick/".count)) }
      for robot in robots.sorted() { compare(robot) }
      let datagrams = robots.reduce(0) { $0 + count("/out/\($1)") }
      if datagrams != count("/latency") { differ("/latency", count("/latency"), "/out", datagrams) }
    }
    for (id, channel) in channels.sorted(by: { $0.key < $1.key }) {
      // A channel of one thread is written in the order in which things happened.
      guard let total = format.channels[id], total.stepsBack > 0, channel.metadata["source"] != nil else { continue }
      // A thread notes requests with the time at which its turn began.
      guard total.largestStepBack > 100_000_000 else { continue }
      findings.append(
        RecordingFinding(
          kind: "order", isWarning: true, topic: channel.topic,
          text: "\(total.stepsBack) messages are earlier than the one before them, by \(Double(total.largestStepBack) * 1e-9) s at most",
          advice: "readers that sort by log time show them in another order than they were written"))
    }
  }

  private func count(_ topic: String) -> UInt64 { totals[topic]?.messages ?? 0 }

  private mutating func compare(_ robot: String) {
    let ticks = "/tick/\(robot)"
    let command = "/command/\(robot)"
    for topic in ["\(command)/requested", "\(command)/limited"] where count(topic) != count(ticks) {
      differ(topic, count(topic), ticks, count(ticks))
    }
    if count("\(command)/sent") != count("\(command)/sent_joint_states") {
      differ("\(command)/sent", count("\(command)/sent"), "\(command)/sent_joint_states", count("\(command)/sent_joint_states"))
    }
  }

  private mutating func differ(_ topic: String, _ count: UInt64, _ other: String, _ otherCount: UInt64) {
    findings.append(
      RecordingFinding(
        kind: "counts", isWarning: false, topic: topic,
        text: "it has \(count) messages, \(other) has \(otherCount), and both must be equal",
        advice: "report the file: exocap does not write such"))
  }
}
