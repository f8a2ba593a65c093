internal import ExocapRuntime

/// What was judged of an episode.
struct EpisodeJudgement: Equatable {
  /// The word in data sets.
  enum Word: String, CaseIterable {
    case good
    case check
    case bad
    /// Nobody judged it.
    case unknown
  }

  var word: Word
  /// As the judge wrote them; empty where there are none.
  var reasons: String

  /// The metadata record that holds it.
  static let recordName = "exocap_verdict"

  /// The verdict in a recording; a word that is not known is no verdict.
  init(_ recording: Recording) {
    let entries = recording.metadata(Self.recordName) ?? [:]
    word = (entries["verdict"]?.lowercased()).flatMap { Word(rawValue: $0) } ?? .unknown
    reasons = entries["reasons"] ?? ""
  }

  init(_ word: Word, reasons: String = "") {
    self.word = word
    self.reasons = reasons
  }
}
