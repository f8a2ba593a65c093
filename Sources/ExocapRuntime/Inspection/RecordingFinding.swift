// Inspection/ looks into recordings: whether they are what they should be, and how two of them differ. It changes nothing and knows no
// daemon.

/// Something about a recording that is not as it should be: where, what, and what to do.
package struct RecordingFinding: Sendable, Equatable {
  /// A name for programs: one of the format's (`FileFinding.Kind`) or one of ours.
  package var kind: String
  /// Whether the recording may be used all the same.
  package var isWarning: Bool
  /// [B] Where in the file: the record or its chunk; nil: no place of its own.
  package var offset: Int?
  /// [s] Since the episode's beginning; nil where nothing tells.
  package var time: Double?
  /// The channel's topic; nil: none.
  package var topic: String?
  /// One sentence without its full stop.
  package var text: String
  /// What to do.
  package var advice: String
}

/// What a check of a recording came to.
package struct RecordingReport: Sendable {
  /// What is kept of findings; the rest is counted.
  package static var findingLimit: Int { 100 }

  /// The first ones, in file order.
  package private(set) var findings: [RecordingFinding] = []
  package private(set) var errors = 0
  package private(set) var warnings = 0
  /// How many of each kind, kept or not.
  package private(set) var counts: [String: Int] = [:]
  /// Whether exocap wrote it; else only the format was checked.
  package var isOurs = false
  /// Whether its end is missing.
  package var isTorn = false
  /// What a repair wrote into it; nil: it was not torn, or is so still.
  package var recovery: RecordingRecovery?
  /// What cameras added to its episode, by name.
  package var cameras: [EpisodeCamera] = []
  /// [B] Behind the last whole record of a torn file.
  package var tail = 0
  package var messages: UInt64 = 0
  package var chunks = 0
  /// [s] From the first message to the last.
  package var duration = 0.0
  package var calls: UInt64 = 0
  package var samples: UInt64 = 0
  package var ticks: UInt64 = 0
  /// Commands that were held against the rig's limits.
  package var commands: UInt64 = 0
  /// Records that the file says are missing.
  package var lostRecords: UInt64 = 0
  /// How often a message is earlier than the one before it in the file, and by how much at most [s]: threads are written as they come.
  package var stepsBack: UInt64 = 0
  /// [s]
  package var largestStepBack = 0.0

  package init() {}

  /// Whether there is nothing but warnings.
  package var isGood: Bool { errors == 0 }

  /// Keeps a finding, or counts it where there are too many.
  mutating func note(_ finding: RecordingFinding) {
    if finding.isWarning { warnings += 1 } else { errors += 1 }
    counts[finding.kind, default: 0] += 1
    if findings.count < RecordingReport.findingLimit { findings.append(finding) }
  }
}
