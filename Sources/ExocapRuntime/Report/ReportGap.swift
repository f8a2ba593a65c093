/// Something that a report should hold and does not.
package struct ReportGap: Sendable, Equatable {
  /// The file or the fact.
  package var what: String
  /// In words, as a person reads them.
  package var reason: String

  package init(_ what: String, _ reason: String) {
    self.what = what
    self.reason = reason
  }
}
