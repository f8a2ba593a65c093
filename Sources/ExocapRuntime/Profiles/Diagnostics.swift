/// Collects what is to be said about files, so that a person sees everything at once.
///
/// One thread.
package final class Diagnostics {
  /// Reports kept; more are only counted: a file that wrong is the wrong file.
  package static let capacity = 200

  private var reports: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  /// Reports that found no room.
  package private(set) var droppedCount = 0
  /// Errors so far, dropped ones included.
  package private(set) var errorCount = 0

  package init() {}

  /// Whether nothing forbids using what was read.
  package var isClean: Bool { errorCount == 0 }

  /// Adds a report.
  ///
  /// The same report again adds nothing.
  package func add(_ report: Diagnostic) {
    guard !seen.contains(report) else { return }
    if report.severity == .error { errorCount += 1 }
    guard reports.count < Diagnostics.capacity else {
      droppedCount += 1
      return
    }
    seen.insert(report)
    reports.append(report)
  }

  /// Adds an error at a place of a text.
  package func error(_ message: String, at span: SourceSpan, in source: SourceText, notes: [String] = []) {
    add(
      Diagnostic(
        file: source.name, span: span, severity: .error, message: message, notes: notes,
        sourceLine: source.line(span.start.line)))
  }

  /// Adds a warning at a place of a text.
  package func warning(_ message: String, at span: SourceSpan, in source: SourceText, notes: [String] = []) {
    add(
      Diagnostic(
        file: source.name, span: span, severity: .warning, message: message, notes: notes,
        sourceLine: source.line(span.start.line)))
  }

  /// Adds an error about a file as a whole.
  package func error(_ message: String, file: String, notes: [String] = []) {
    add(Diagnostic(file: file, severity: .error, message: message, notes: notes))
  }

  /// Everything said, by file, line and column; what is about a whole file comes first in it.
  package var sorted: [Diagnostic] {
    let start = SourcePosition(line: 0, column: 0)
    return reports.enumerated().sorted { left, right in
      let a = (left.element.file, left.element.span?.start ?? start, left.offset)
      let b = (right.element.file, right.element.span?.start ?? start, right.offset)
      return a < b
    }.map(\.element)
  }

  /// Everything said as a compiler prints it, with a last line that counts.
  package var text: String {
    var blocks = sorted.map(\.text)
    if droppedCount > 0 { blocks.append("and \(droppedCount) more") }
    let warningCount = reports.count { $0.severity == .warning }
    blocks.append("\(errorCount) error\(errorCount == 1 ? "" : "s"), \(warningCount) warning\(warningCount == 1 ? "" : "s")")
    return blocks.joined(separator: "\n")
  }

  /// Everything said as a JSON array.
  package var json: String { "[" + sorted.map(\.json).joined(separator: ",\n") + "]" }
}
