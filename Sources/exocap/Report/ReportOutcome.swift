internal import ExocapRuntime

/// What a report came to, for who made it.
struct ReportOutcome {
  /// The archive.
  var path: String
  /// [B]
  var size: Int
  /// [s] Of the devices' bytes.
  var seconds: Double
  var gaps: [ReportGap]
  /// What is in it of people, in words.
  var personal: [String]
  /// What the daemon wrote for it and keeps; nil where it was not asked.
  var snapshot: String?

  /// For people.
  var lines: [String] {
    var lines = ["\(path): \(size.byteText), \(seconds.text(1)) s of the devices' bytes"]
    if !gaps.isEmpty { lines.append("missing (the reasons are in missing.txt):") }
    lines += gaps.map { "  \($0.what): \($0.reason.split(separator: "\n").first ?? "")" }
    if let snapshot { lines.append("the daemon keeps what it wrote for this: \(snapshot); it is no episode, and needs no decision") }
    return lines + ["of people it holds \(personal.joined(separator: "; ")). Look before you send it: tar -xzf \(path)"]
  }

  /// For programs.
  var json: JSON {
    .members([
      ("path", .string(path)), ("bytes", .integer(Int64(size))), ("seconds", .number(seconds)),
      ("missing", .array(gaps.map { .members([("what", .string($0.what)), ("reason", .string($0.reason))]) })),
      ("personal", .array(personal.map { .string($0) })), ("snapshot", .text(snapshot)),
    ])
  }
}
