package import ExocapCore
internal import Glibc
internal import LinuxIO

/// The daemon's log: lines on standard error, with journald's level before each where it listens. Control thread only.
///
/// At most so many lines a second, and never a wait: a reader that is slow loses lines, which are counted and told.
package struct DaemonLog {
  private let hasLevels: Bool
  private var tokens: Double = DaemonLog.burst
  private var refilled: Timestamp = .never
  private var suppressed: UInt64 = 0

  /// [-] Lines at once: a plug pulled from a hub makes a dozen.
  private static var burst: Double { 40 }
  /// [1/s] Lines in the long run.
  private static var perSecond: Double { 5 }
  /// [B] A pipe takes so much whole where it takes anything (PIPE_BUF).
  private static var longestLine: Int { 4096 }

  /// `isJournal`: whether standard error goes to journald (JOURNAL_STREAM is set).
  package init(isJournal: Bool) { hasLevels = isJournal }

  /// Whether systemd reads our standard error.
  package static var isJournalListening: Bool { unsafe getenv("JOURNAL_STREAM") != nil }

  /// The line of an event, or nil where it is one too many.
  mutating func line(of event: DaemonEvent, now: Timestamp) -> String? {
    if refilled != .never { tokens = min(DaemonLog.burst, tokens + max(0, (now - refilled).seconds) * DaemonLog.perSecond) }
    refilled = now
    guard tokens >= 1 || event.severity == .error else {
      suppressed += 1
      return nil
    }
    tokens = max(0, tokens - 1)
    var text = suppressed == 0 ? "" : "(\(suppressed) lines left out) "
    suppressed = 0
    text += event.line
    let line = level(event.severity) + text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return String(decoding: line.utf8.prefix(DaemonLog.longestLine - 1), as: UTF8.self) + "\n"
  }

  private func level(_ severity: EventSeverity) -> String {
    switch severity {
    case .information: hasLevels ? "<6>" : ""
    case .warning: hasLevels ? "<4>" : "warning: "
    case .error: hasLevels ? "<3>" : "error: "
    }
  }

  /// Writes an event's line.
  package mutating func write(_ event: DaemonEvent, now: Timestamp) {
    guard let line = line(of: event, now: now) else { return }
    if !DaemonLog.put(line) { suppressed += 1 }
  }

  /// Writes to standard error if that takes it at once.
  private static func put(_ line: String) -> Bool {
    guard PollDescriptor(number: 2).wait(for: .writable, until: .never).contains(.writable) else { return false }
    var line = line
    return line.withUTF8 { bytes in
      // SAFETY: the kernel reads at most the buffer's length, during the call.
      unsafe Glibc.write(2, bytes.baseAddress, bytes.count) == bytes.count
    }
  }
}
