internal import ExocapCore
internal import MCAP

/// What recorder and repair wrote at a file's end, held against what is there.
struct ClosingCheck {
  private(set) var findings: [RecordingFinding] = []
  private let content: ContentAccount
  private let format: FileReport

  private static let report = "report the file: counts of a recording are always equal"

  /// - Parameters:
  ///   - metadata: the file's, by name.
  ///   - episode: the one that the file's beginning names.
  init(_ metadata: [String: [String: String]], episode: String?, content: ContentAccount, format: FileReport) {
    self.content = content
    self.format = format
    let recovery = metadata[RecordingFormat.recoveredName].map { RecordingRecovery($0) }
    takeRecovery(recovery)
    if let closing = metadata[RecordingFormat.closingName] {
      compare(closing, episode: episode)
    } else if let reason = metadata[RecordingFormat.stoppedName]?["reason"] {
      add("the file was closed before its episode ended: \(reason)", isWarning: true, advice: Self.shortAdvice)
    } else if recovery == nil {
      add("the file lacks what the recorder writes at an episode's end: it was closed early", isWarning: true, advice: Self.shortAdvice)
    }
    if content.lostRecords > 0 {
      add(
        "\(content.lostRecords) records were lost while it was recorded; every gap is told", isWarning: true,
        advice: "'exocap info' shows where; a faster disk or fewer programs beside the daemon help")
    }
  }

  private static let shortAdvice = "what is in it is whole; 'exocap info' says how long it is"

  private mutating func add(_ text: String, kind: String = "closing", isWarning: Bool = false, advice: String) {
    findings.append(RecordingFinding(kind: kind, isWarning: isWarning, text: text, advice: advice))
  }

  /// What is missing and told is a warning; but what is told must be what is there.
  private mutating func takeRecovery(_ recovery: RecordingRecovery?) {
    if let recovery { add("\(recovery)", kind: "recovered", isWarning: true, advice: Self.shortAdvice) }
    let told = recovery?.damagedChunks ?? 0
    guard told != format.passedOverChunks else { return }
    add(
      "the file says that a repair left \(told) damaged chunks out, there are \(format.passedOverChunks)", kind: "recovered",
      advice: Self.report)
  }

  private mutating func compare(_ closing: [String: String], episode: String?) {
    if closing["episode"] != episode { add("its end is that of another episode", advice: Self.report) }
    // What a damaged or a dropped chunk held was counted, and is not there.
    let isWhole = format.passedOverChunks == 0 && closing["dropped_chunks"] == "0"
    compare(closing["ticks"], "ticks", content.ticks, isWhole: isWhole)
    compare(closing["messages"], "messages", format.messages, isWhole: isWhole)
    // Of what a chunk held that was dropped, only the next record of the thread can tell.
    compare(closing["lost_records"], "lost records", content.lostRecords, isWhole: isWhole)
    if isWhole, content.toldRecords != content.lostRecords {
      add("the events tell of \(content.toldRecords) lost records, the records themselves of \(content.lostRecords)", advice: Self.report)
    }
  }

  private mutating func compare(_ count: String?, _ name: String, _ found: UInt64, isWhole: Bool) {
    guard let told = count.flatMap({ UInt64($0) }), isWhole ? told != found : told < found else { return }
    add("the recorder counted \(told) \(name), there are \(found)", advice: Self.report)
  }
}
