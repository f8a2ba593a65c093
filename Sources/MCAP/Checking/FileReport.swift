/// What a check of a whole file found and counted.
package struct FileReport: Sendable {
  /// What one channel holds.
  package struct ChannelTotal: Equatable, Sendable {
    package var messages: UInt64 = 0
    /// [B] Of payloads, uncompressed.
    package var bytes: UInt64 = 0
    /// [ns] Log times of the earliest and the latest message.
    package var first = UInt64.max
    package var last: UInt64 = 0
    /// How often a message has an earlier log time than the one before it in this channel.
    package var stepsBack = 0
    /// [ns] The largest such step.
    package var largestStepBack: UInt64 = 0
    fileprivate var previous: UInt64 = 0

    package init() {}

    mutating func add(_ message: Message) {
      messages += 1
      bytes += unsafe UInt64(message.payload.count)
      first = min(first, message.logTime)
      last = max(last, message.logTime)
      if message.logTime < previous {
        stepsBack += 1
        largestStepBack = max(largestStepBack, previous - message.logTime)
      }
      previous = message.logTime
    }
  }

  /// What is kept of what is found; the rest is counted only.
  package static var findingLimit: Int { 200 }

  /// The first ones, in file order.
  package private(set) var findings: [FileFinding] = []
  /// How many errors and warnings there are, kept or not.
  package private(set) var errors = 0
  package private(set) var warnings = 0
  /// By channel id.
  package var channels: [UInt16: ChannelTotal] = [:]
  package var messages: UInt64 = 0
  package var chunks = 0
  /// [B] Behind the last record that is whole; 0 where the file is closed.
  package var tail = 0
  /// Whether the file's end is missing.
  package var isTorn = false
  /// Messages with an earlier log time than the one before them in the file, whatever their channels.
  package var stepsBack: UInt64 = 0
  /// [ns] The largest such step.
  package var largestStepBack: UInt64 = 0
  /// Parts that could not be read: behind one of them less is known.
  package var faults = 0
  /// Damaged chunks that a repair left out.
  package var passedOverChunks = 0

  /// Keeps a finding, or counts it where there are too many.
  mutating func note(_ finding: FileFinding) {
    if finding.isWarning { warnings += 1 } else { errors += 1 }
    if findings.count < FileReport.findingLimit { findings.append(finding) }
  }
}
